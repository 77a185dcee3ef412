using System.Globalization;
using System.Text;
using System.Xml;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Opml;

/// <summary>
/// Writes what a newsletter reads as OPML 2.0: a folder for each topic, in the order in which topics first appear. The same
/// sources give the same bytes, without a date, so that a list may be kept under version control.
/// </summary>
internal static class OpmlWriter
{
    public static string Write(string title, IEnumerable<ListedFeed> feeds)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
        {
            xml.WriteStartElement("opml");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteAttributeString("xmlns", "digest", null, OpmlNames.Namespace);
            xml.WriteAttributeString(OpmlNames.Titles, OpmlNames.Namespace, OpmlNames.Plain);
            xml.WriteStartElement("head");
            xml.WriteElementString("title", Line(title));
            xml.WriteEndElement();
            xml.WriteStartElement("body");
            foreach (var topic in feeds.GroupBy(feed => Line(feed.Topic)).OrderBy(topic => topic.Key.Length > 0))
                Write(xml, topic.Key, topic);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(XmlWriter xml, string topic, IEnumerable<ListedFeed> feeds)
    {
        if (topic.Length > 0)
        {
            xml.WriteStartElement("outline");
            xml.WriteAttributeString("text", topic);
        }
        foreach (var feed in feeds) Write(xml, feed);
        if (topic.Length > 0) xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, ListedFeed feed)
    {
        xml.WriteStartElement("outline");
        xml.WriteAttributeString("type", "rss");
        // The specification wants a text; a feed that was never read has no title yet, and gets none by coming back.
        xml.WriteAttributeString("text", Line(feed.Title));
        if (Line(feed.Title) is { Length: > 0 } title) xml.WriteAttributeString("title", title);
        xml.WriteAttributeString("xmlUrl", Address(feed.Url));
        if (feed.Weight != 1) xml.WriteAttributeString(OpmlNames.Weight, OpmlNames.Namespace, feed.Weight.ToString("R", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    /// <summary>What XML 1.0 has no way to write, it is written without.</summary>
    private static string Line(string? text) => TextCleaning.Line(text) ?? "";

    private static string Address(string url) => url.All(XmlConvert.IsXmlChar) || !Uri.TryCreate(url, UriKind.Absolute, out var address) ? Line(url) : address.AbsoluteUri;
}
