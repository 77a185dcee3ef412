using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;
using static Digest.Collecting.Reading.Markup.Vocabulary;

namespace Digest.Collecting.Reading.Atom;

/// <summary>Atom 1.0 (RFC 4287) and 0.3, and an entry that stands alone.</summary>
internal static class AtomFormat
{
    public static bool Matches(Node root) => root.Is("feed") || root.Is("entry");

    public static Feed Read(Node root, Uri? address)
    {
        var isAlone = root.Is("entry");
        var home = isAlone ? null : AtomLinks.Best(root, address);
        var document = address ?? WebAddress.AbsoluteUri(home, null);
        var authors = ItemLists.Authors(root);
        var entries = isAlone ? [root] : root.Children.Where(static child => child.Is("entry"));
        return new Feed
        {
            Format = FeedFormat.Atom,
            Title = isAlone ? null : Title(root),
            Home = home,
            Language = TextCleaning.Line(root.Attribute("lang"), 35),
            Deleted = [.. root.Children.Where(static child => child.Is("deleted-entry")).Select(static gone => TextCleaning.Line(gone.Attribute("ref"))).OfType<string>().Take(FeedReader.MaxItems)],
            Items = [.. entries.Take(FeedReader.MaxItems).Select(entry => Entry(entry, document, authors))],
        };
    }

    private static FeedItem Entry(Node entry, Uri? document, IReadOnlyList<string> feedAuthors)
    {
        var content = entry.First("content", Vocabulary.Atom, Core);
        var summary = entry.First("summary", Vocabulary.Atom, Core);
        var html = Html(content, document) ?? Html(summary, document);
        return new FeedItem
        {
            Id = TextCleaning.Line(entry.Value("id", Vocabulary.Atom, Core)),
            Title = Title(entry),
            Url = AtomLinks.Best(entry, document),
            Published = Time(entry, "published", "issued", "created") ?? FeedTime.Parse(entry.Value("date", Dublin)),
            Updated = Time(entry, "updated", "modified"),
            Authors = ItemLists.Authors(entry) is { Count: > 0 } own ? own : SourceAuthors(entry) ?? feedAuthors,
            Summary = summary is null ? MediaDescription(entry) : AtomText.Plain(summary),
            Html = html,
            Image = ItemImage.Of(entry, html, entry.Base(document)),
            Categories = ItemLists.Categories(entry),
        };
    }

    private static string? Title(Node node)
    {
        foreach (var title in node.All("title", Vocabulary.Atom, Core, Dublin, Media))
            if (AtomText.Title(title) is { } text)
                return text;
        return null;
    }

    private static string? Html(Node? node, Uri? document) =>
        node is null ? null : Sanitiser.Clean(AtomText.Html(node), node.Base(document));

    private static string? MediaDescription(Node entry) => PlainText.Of(
        entry.Value("description", Media) ?? entry.First("group", Media)?.Value("description", Media));

    /// <summary>An entry taken over from another feed names that feed's authors in its source.</summary>
    private static IReadOnlyList<string>? SourceAuthors(Node entry) =>
        entry.First("source", Vocabulary.Atom) is { } source && ItemLists.Authors(source) is { Count: > 0 } authors ? authors : null;

    private static DateTimeOffset? Time(Node entry, params string[] names)
    {
        foreach (var name in names)
            if (FeedTime.Parse(entry.Value(name, Vocabulary.Atom, Core, DublinTerms)) is { } time)
                return time;
        return null;
    }
}
