using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Digest.Commands.Demo;

/// <summary>The sample site's RSS 2.0 feed: whole articles in <c>content:encoded</c>, dates relative to the start.</summary>
internal static class SampleFeed
{
    private static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace Creator = "http://purl.org/dc/elements/1.1/";

    public static byte[] Make(Uri site, IEnumerable<SampleArticle> articles, DateTimeOffset start)
    {
        var channel = new XElement("channel",
            new XElement("title", "Oxide and Ore"),
            new XElement("link", site),
            new XElement("description", "Trade news on rare earths and critical minerals"),
            new XElement("language", "en"),
            articles.Select(article => Item(site, article, start)));
        var feed = new XDocument(new XElement("rss",
            new XAttribute("version", "2.0"),
            new XAttribute(XNamespace.Xmlns + "content", Content),
            new XAttribute(XNamespace.Xmlns + "dc", Creator),
            channel));
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) }))
            feed.Save(writer);
        return bytes.ToArray();
    }

    private static XElement Item(Uri site, SampleArticle article, DateTimeOffset start)
    {
        var url = new Uri(site, "/news/" + article.Slug);
        var published = start.AddHours(-article.HoursAgo);
        return new XElement("item",
            new XElement("title", article.Title),
            new XElement("link", url),
            new XElement("guid", url),
            new XElement("pubDate", published.ToString("R", CultureInfo.InvariantCulture)),
            new XElement(Creator + "creator", article.Byline),
            new XElement("description", article.Summary),
            article.Categories.Select(category => new XElement("category", category)),
            new XElement(Content + "encoded", new XCData(Body(article))));
    }

    private static string Body(SampleArticle article) =>
        string.Concat(article.Paragraphs.Select(paragraph => $"<p>{SampleFile.Shown(paragraph)}</p>\n"));
}
