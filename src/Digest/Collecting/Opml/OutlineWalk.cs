using System.Globalization;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Opml;

/// <summary>One walk over the outlines of a list, which makes feeds of those that are and gives a reason for those that are not.</summary>
internal sealed class OutlineWalk
{
    /// <summary>The longest name of a refused outline, in characters.</summary>
    private const int LongestName = 200;

    private readonly List<ListedFeed> feeds = [];
    private readonly List<RefusedOutline> refused = [];
    private readonly string? prefix;
    private readonly bool isPlain;
    private int outlines;

    private OutlineWalk(Node root)
    {
        prefix = root.Attributes.Where(a => a.Value == OpmlNames.Namespace && a.Name.StartsWith("xmlns:", StringComparison.Ordinal))
            .Select(a => a.Name["xmlns:".Length..]).FirstOrDefault();
        isPlain = Own(root, OpmlNames.Titles) == OpmlNames.Plain;
    }

    /// <exception cref="TooMuchException">The list has more outlines than any has.</exception>
    public static OpmlReading Over(Node root)
    {
        var walk = new OutlineWalk(root);
        // Lists without a body, and outlines beside it, are seen.
        foreach (var child in root.Children)
            if (child.Is("body")) walk.Into(child, "");
            else if (child.Is("outline")) walk.Take(child, "");
        return new OpmlReading.Read(walk.feeds, walk.refused);
    }

    // The tree has a limit of depth, so that this recursion has one.
    private void Into(Node holder, string topic)
    {
        foreach (var child in holder.Children)
            if (child.Is("outline")) Take(child, topic);
    }

    private void Take(Node outline, string topic)
    {
        if (++outlines > OpmlReader.MostOutlines) throw new TooMuchException($"more than {OpmlReader.MostOutlines} outlines");
        var number = outlines;
        var title = Title(outline, isPlain ? "text" : "title") ?? Title(outline, isPlain ? "title" : "text");
        var url = Address(outline);
        // What is commented out is so with all that is in it (OPML 2.0, "isComment").
        if ("true".Equals(outline.Attribute("isComment"), StringComparison.OrdinalIgnoreCase))
            refused.Add(new(number, Name(title ?? url), "it is commented out, with all that is in it"));
        else if (url is not null)
        {
            feeds.Add(new ListedFeed { Outline = number, Url = url, Title = title, Topic = topic, Weight = Weight(outline) });
            Into(outline, topic);
        }
        else if (outline.HasChildren)
            Into(outline, title ?? topic);
        else
            refused.Add(new(number, Name(title ?? outline.Attribute("htmlUrl")), WhyNoFeed(outline)));
    }

    /// <summary>Some programs of old wrote <c>url</c> where they meant a feed; else that is a link to a page or to another list.</summary>
    private static string? Address(Node outline) => outline.Attribute("xmlUrl")
        ?? (outline.Attribute("type")?.ToLowerInvariant() is "rss" or "atom" or "feed" ? outline.Attribute("url") : null);

    private static string WhyNoFeed(Node outline) => outline.Attribute("type")?.ToLowerInvariant() is "include" or "link"
        ? "it points to another document, which is not followed" : "it has no xmlUrl, the address of a feed";

    private string? Title(Node outline, string attribute) => outline.Attribute(attribute) is not { } written ? null
        : isPlain ? TextCleaning.Line(written, PlainText.LongestTitle) : PlainText.Title(MarkupMending.Mend(written));

    private double Weight(Node outline) =>
        double.TryParse(Own(outline, OpmlNames.Weight), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
        && double.IsFinite(weight) && weight >= 0 ? weight : 1;

    private string? Own(Node node, string name) => prefix is null ? null
        : node.Attributes.Where(a => a.Name == $"{prefix}:{name}").Select(a => a.Value).FirstOrDefault();

    private static string Name(string? text) => TextCleaning.Line(text, LongestName) ?? "";
}
