using System.Globalization;
using System.Text;
using System.Xml;
using Digest.Composing;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Publishing;

/// <summary>The feed of a newsletter's editions: Atom (RFC 4287), all strangers' words as plain text.</summary>
internal static class EditionFeed
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <param name="newsletter">Whose editions.</param>
    /// <param name="editions">The newest first.</param>
    /// <param name="titles">Their stories, by row number.</param>
    /// <param name="options">Where the links lead.</param>
    public static byte[] Write(Newsletter newsletter, IReadOnlyList<Edition> editions, ILookup<long, string> titles, StorageOptions options)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, newsletter.Options.Language);
            var self = options.Link($"/archive/{newsletter.Slug}/feed.xml");
            Text(xml, "id", self);
            Text(xml, "title", newsletter.Name);
            if (newsletter.Options.Description.Length > 0) Text(xml, "subtitle", newsletter.Options.Description);
            Text(xml, "updated", Time(editions.Count > 0 ? ChangedAt(editions[0]) : newsletter.CreatedAt));
            Link(xml, "self", self, "application/atom+xml");
            Link(xml, "alternate", options.Link("/archive"), "text/html");
            xml.WriteStartElement("author", Atom);
            Text(xml, "name", newsletter.FromName);
            xml.WriteEndElement();
            foreach (var edition in editions) Entry(xml, newsletter, edition, titles[edition.Id], options);
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void Entry(XmlWriter xml, Newsletter newsletter, Edition edition, IEnumerable<string> titles, StorageOptions options)
    {
        var page = options.Link($"/archive/{newsletter.Slug}/{edition.Name}");
        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", page);
        Text(xml, "title", edition.Subject);
        Text(xml, "published", Time(ChangedAt(edition)));
        Text(xml, "updated", Time(ChangedAt(edition)));
        Link(xml, "alternate", page, "text/html");
        Text(xml, "summary", string.Join(" · ", titles.Select(Plain.Line)));
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text)
    {
        xml.WriteStartElement(name, Atom);
        xml.WriteString(Allowed(Plain.Line(text)));
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    // XML 1.0 has no place for these two, not even as a reference.
    private static string Allowed(string text) =>
        text.Replace("\uFFFE", "", StringComparison.Ordinal).Replace("\uFFFF", "", StringComparison.Ordinal);

    private static DateTimeOffset ChangedAt(Edition edition) => edition.ReleasedAt ?? edition.ReleaseAt;

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
