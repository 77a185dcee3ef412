using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>What a page says in its head: Dublin Core, Open Graph, Twitter cards, and the many names of plain <c>meta</c>.</summary>
internal static class MetaFacts
{
    private static readonly string[] Titles =
        ["dc:title", "dcterms:title", "dcterm:title", "og:title", "weibo:article:title", "weibo:webpage:title", "twitter:title", "parsely-title", "sailthru:title", "title"];

    private static readonly string[] Sites = ["og:site_name", "application-name", "apple-mobile-web-app-title", "dc:publisher"];

    private static readonly string[] Authors =
        ["dc:creator", "dcterms:creator", "dcterm:creator", "author", "article:author", "og:article:author", "parsely-author", "sailthru:author", "byl", "cxenseparse:author"];

    private static readonly string[] Times =
        ["article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date", "sailthru:date", "publish-date", "publish_date", "published-date",
            "publication_date", "publicationdate", "pubdate", "pub-date", "cxenseparse:recs:publishtime", "dc:date:issued", "dcterms:issued", "dcterms:date", "dc:date", "dcterms:created",
            "dc:date:created", "og:published_time", "date", "article_date_original", "originalpublicationdate", "weibo:article:create_at"];

    private static readonly string[] Names = ["property", "name", "itemprop", "http-equiv"];

    private static readonly string[] Images = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru:image:full", "thumbnail"];

    public static StatedFacts Of(IHtmlDocument document, Uri page)
    {
        var said = Read(document);
        return new StatedFacts
        {
            Title = PlainText.Title(First(said, Titles)),
            Site = PlainText.Title(First(said, Sites)),
            Authors = Authors.Select(name => Bylines.Names(said.GetValueOrDefault(name) ?? [])).FirstOrDefault(static names => names.Count > 0) ?? [],
            Published = Times.SelectMany(name => said.GetValueOrDefault(name) ?? []).Select(PublishedTime.Parse).FirstOrDefault(static time => time is not null),
            Image = Images.SelectMany(name => said.GetValueOrDefault(name) ?? []).Select(written => WebAddress.Absolute(written, page)).FirstOrDefault(static a => a is not null)
                ?? WebAddress.Absolute(document.Head?.QuerySelector("link[rel=image_src]")?.GetAttribute("href"), page),
            Language = TextCleaning.Line(document.DocumentElement.GetAttribute("lang") ?? document.DocumentElement.GetAttribute("xml:lang"), 35)
                ?? TextCleaning.Line(First(said, ["content-language", "language", "dc:language", "dcterms:language", "og:locale"]), 35),
            Canonical = WebAddress.Absolute(document.QuerySelector("link[rel~=canonical i]")?.GetAttribute("href"), page)
                ?? WebAddress.Absolute(First(said, ["og:url"]), page),
        };
    }

    private static Dictionary<string, List<string>> Read(IHtmlDocument document)
    {
        var said = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var meta in document.QuerySelectorAll("meta[content]"))
            if (meta.GetAttribute("content") is { } content && !string.IsNullOrWhiteSpace(content))
                foreach (var name in NamesOf(meta))
                    if (said.TryGetValue(name, out var values))
                        values.Add(content);
                    else
                        said[name] = [content];
        return said;
    }

    /// <summary>One tag may carry several names, with dots for colons.</summary>
    private static IEnumerable<string> NamesOf(IElement meta) => Names
        .SelectMany(attribute => (meta.GetAttribute(attribute) ?? "").ToLowerInvariant().Replace('.', ':').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Distinct(StringComparer.Ordinal);

    private static string? First(Dictionary<string, List<string>> said, string[] names) =>
        names.Select(name => said.GetValueOrDefault(name)?[0]).FirstOrDefault(static value => value is not null);
}
