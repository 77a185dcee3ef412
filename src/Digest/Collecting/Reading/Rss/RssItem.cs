using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Atom;
using Digest.Collecting.Reading.Markup;
using static Digest.Collecting.Reading.Markup.Vocabulary;

namespace Digest.Collecting.Reading.Rss;

/// <summary>
/// One RSS item. RSS's own elements come before those of Dublin Core and these before media and podcast ones,
/// whose titles, links and categories speak of a file and not of the article.
/// </summary>
internal static class RssItem
{
    public static FeedItem Read(Node item, Uri? document)
    {
        var @base = item.Base(document);
        var html = Sanitiser.Clean(Content(item), @base);
        return new FeedItem
        {
            Id = TextCleaning.Line(item.Value("guid", Core) ?? item.Attribute("about") ?? item.Value("id", Vocabulary.Atom, Core)),
            Title = Title(item, Core, Dublin, Vocabulary.Atom, Media, Itunes),
            Url = Url(item, @base),
            Published = Time(item, ("pubDate", Core), ("date", Dublin), ("published", Vocabulary.Atom), ("issued", DublinTerms),
                ("created", DublinTerms), ("date", DublinTerms), ("date", Core), ("published", Core)),
            Updated = Time(item, ("updated", Vocabulary.Atom), ("modified", DublinTerms), ("updated", Core)),
            Authors = ItemLists.Authors(item),
            Summary = Summary(item),
            Html = html,
            Image = ItemImage.Of(item, html, @base),
            Categories = ItemLists.Categories(item),
        };
    }

    /// <summary>The first title that says anything, of an item or a channel.</summary>
    public static string? Title(Node holder, params Vocabulary[] order)
    {
        foreach (var title in holder.All("title", order))
            if (PlainText.Title(Markup(title)) is { } text)
                return text;
        return null;
    }

    private static string? Summary(Node item)
    {
        if (item.First("description", Core, Dublin) is { } description && PlainText.Of(Markup(description)) is { } text)
            return text;
        if (item.First("summary", Vocabulary.Atom) is { } summary && AtomText.Plain(summary) is { } line)
            return line;
        return PlainText.Of(item.Value("summary", Itunes, Core) ?? item.Value("description", Media));
    }

    private static string? Content(Node item)
    {
        if (item.Value("encoded", Vocabulary.Content, Core, Other) is { } encoded)
            return encoded;
        if (item.First("content", Vocabulary.Atom) is { } atom && AtomText.Html(atom) is { } content)
            return content;
        var markup = item.First("body", Xhtml) ?? item.First("div", Xhtml) ?? item.First("description", Core, Dublin)
            ?? item.First("content", Core) ?? item.First("summary", Itunes);
        return markup is null ? null : Markup(markup);
    }

    /// <summary>Some publishers do not escape their HTML, so that it stands there as elements.</summary>
    private static string? Markup(Node node) => node.HasChildren ? node.InnerMarkup() : node.Trimmed;

    private static string? Url(Node item, Uri? @base)
    {
        var candidates = Links(item).ToList();
        foreach (var candidate in candidates)
            if (WebAddress.Absolute(candidate, @base) is { } address)
                return address;
        return @base is null && candidates.Count > 0 ? WebAddress.Relative(candidates[0]) : null;
    }

    private static IEnumerable<string> Links(Node item)
    {
        foreach (var link in item.All("link", Core, Vocabulary.Atom))
            if (link.Attribute("rel") is null or "alternate" && (link.Trimmed ?? link.Attribute("href")) is { } written)
                yield return written;
        if (item.First("guid", Core) is { } guid && guid.Trimmed is { } id && IsWeb(id)
            && !"false".Equals(guid.Attribute("isPermaLink"), StringComparison.OrdinalIgnoreCase))
            yield return id;
        if (item.Attribute("about") is { } about && IsWeb(about))
            yield return about;
        if (item.First("enclosure", Core)?.Attribute("url") is { } file)
            yield return file;
        // Channel Definition Format, the oldest of them.
        if (item.Attribute("href") is { } target)
            yield return target;
    }

    private static bool IsWeb(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? Time(Node item, params ReadOnlySpan<(string Name, Vocabulary Vocabulary)> places)
    {
        foreach (var (name, vocabulary) in places)
            if (FeedTime.Parse(item.Value(name, vocabulary)) is { } time)
                return time;
        return null;
    }
}
