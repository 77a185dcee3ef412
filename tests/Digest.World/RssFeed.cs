using System.Globalization;
using System.Xml.Linq;

namespace Digest.World;

/// <summary>An RSS 2.0 feed to serve. What is null is left out, so that tests can make incomplete ones.</summary>
public sealed record RssFeed
{
    private static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace Core = "http://purl.org/dc/elements/1.1/";

    public string? Title { get; init; } = "Critical Minerals Wire";

    public string? Link { get; init; }

    public string? Language { get; init; } = "en";

    public IReadOnlyList<RssItem> Items { get; init; } = [];

    /// <summary>
    /// A feed of made-up articles, newest first: the first number is the newest, each further one an hour older.
    /// </summary>
    public static RssFeed Made(string origin, int count, DateTimeOffset newest, int first = 1) => new()
    {
        Link = origin + "/",
        Items = [.. Enumerable.Range(first, count).Select(n => RssItem.Made(n, origin, newest.AddHours(first - n)))],
    };

    public string ToXml()
    {
        var channel = new XElement(
            "channel", Optional("title", Title), Optional("link", Link), Optional("description", Title), Optional("language", Language), Items.Select(ToXml));
        var rss = new XElement(
            "rss",
            new XAttribute("version", "2.0"),
            new XAttribute(XNamespace.Xmlns + "content", Content.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dc", Core.NamespaceName),
            channel);
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + rss + "\n";
    }

    private static XElement ToXml(RssItem item) => new(
        "item",
        item.Id is null ? null : new XElement("guid", new XAttribute("isPermaLink", "false"), item.Id),
        Optional("title", item.Title),
        Optional("link", item.Url),
        Optional("pubDate", item.Published?.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)),
        Optional("description", item.Summary),
        Optional(Content + "encoded", item.Html),
        Optional(Core + "creator", item.Author),
        item.Categories.Select(c => new XElement("category", c)));

    private static XElement? Optional(XName name, string? value) => value is null ? null : new XElement(name, value);
}
