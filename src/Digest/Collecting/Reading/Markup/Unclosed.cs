namespace Digest.Collecting.Reading.Markup;

/// <summary>What a publisher forgot to close, as <c>&lt;ttl&gt;60&lt;ttl&gt;</c>: told by what begins where it cannot stand.</summary>
internal static class Unclosed
{
    // They hold a value; some write a link into it, none an element of the feed.
    private static readonly HashSet<string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "category", "generator", "docs", "ttl", "rating",
        "guid", "comments", "id", "updated", "published", "modified", "issued", "created", "rights", "subtitle", "logo", "icon",
    };

    private static readonly HashSet<string> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "link", "description", "image", "cloud", "textInput", "skipHours", "skipDays", "author", "source", "enclosure", "summary", "content",
    };

    /// <summary>Ends what is open in the tree and cannot hold an element of this name.</summary>
    public static void EndBefore(string name, TreeBuilder tree)
    {
        if (tree.Innermost is { } open && Values.Contains(open.Name) && (Values.Contains(name) || Fields.Contains(name)))
            tree.EndInnermost();
        // No item holds another, nor does anything in a channel but a list of them.
        else if (name.ToLowerInvariant() is "item" or "entry")
            tree.EndWithin(static holder => holder.Name.ToLowerInvariant() is "channel" or "items" or "rdf" or "rss" or "feed");
        // Nor does an outline that is a feed hold one: its slash was forgotten.
        else if (name == "outline" && tree.Innermost is { } outer && outer.Is("outline") && outer.Attribute("xmlUrl") is not null)
            tree.EndInnermost();
    }
}
