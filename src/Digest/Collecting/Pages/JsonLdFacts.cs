using System.Text.Json;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Json;

namespace Digest.Collecting.Pages;

/// <summary>What a page's JSON-LD (schema.org) says about its article: the richest form, and the one publishers keep right.</summary>
internal static class JsonLdFacts
{
    private static readonly string[] Authors = ["author", "creator"];
    private static readonly string[] Images = ["image", "primaryImageOfPage", "thumbnailUrl"];

    /// <param name="scripts">The scripts as they stand.</param>
    /// <param name="page">The page's address.</param>
    public static StatedFacts Of(IReadOnlyList<string> scripts, Uri page)
    {
        if (scripts.Count == 0)
            return StatedFacts.None;
        var nodes = JsonLdNodes.Read(scripts);
        var articles = nodes.OfType(IsArticle).ToList();
        var article = articles.Where(a => IsAbout(a, page)).Concat(articles).Cast<JsonElement?>().FirstOrDefault();
        var facts = article is { } found ? Of(found, nodes, page) : StatedFacts.None;
        var around = nodes.OfType(static type => type is "WebPage" or "ItemPage").Cast<JsonElement?>().FirstOrDefault();
        return around is { } web ? facts.Or(Of(web, nodes, page) with { Title = null, Authors = [] }) : facts;
    }

    private static bool IsArticle(string type) =>
        type.EndsWith("Article", StringComparison.Ordinal) || type is "BlogPosting" or "LiveBlogPosting" or "SocialMediaPosting" or "Report" or "DiscussionForumPosting" or "PressRelease";

    private static bool IsAbout(JsonElement article, Uri page)
    {
        var own = UrlKey.Of(page.AbsoluteUri);
        return new[] { article.Text("url"), article.Text("mainEntityOfPage"), article.Get("mainEntityOfPage")?.Text("@id"), article.Text("@id") }
            .Any(written => WebAddress.Absolute(written?.Split('#')[0], page) is { } address && UrlKey.Of(address) == own);
    }

    private static StatedFacts Of(JsonElement node, JsonLdNodes nodes, Uri page) => new()
    {
        Title = PlainText.Title(node.Text("headline") ?? node.Text("name")),
        Site = PlainText.Title(nodes.Text(node, "publisher")),
        Authors = [.. Authors.Select(member => Bylines.Names(nodes.Values(node, member).SelectMany(NamesOf))).FirstOrDefault(names => names.Count > 0) ?? []],
        Published = PublishedTime.Parse(node.Text("datePublished")) ?? PublishedTime.Parse(node.Text("dateCreated")),
        Image = Images.SelectMany(member => nodes.Values(node, member)).SelectMany(i => Addresses(i, nodes))
            .Select(written => WebAddress.Absolute(written, page)).FirstOrDefault(static address => address is not null),
        Body = node.Text("articleBody"),
        Language = TextCleaning.Line(nodes.Text(node, "inLanguage"), 35),
    };

    private static IEnumerable<string?> NamesOf(JsonElement author) => author.Get("name") is { ValueKind: JsonValueKind.Array } names
        ? names.EnumerateArray().Select(static name => name.AsText())
        : [author.AsText() ?? author.Text("name")];

    private static IEnumerable<string?> Addresses(JsonElement image, JsonLdNodes nodes) =>
        [image.AsText(), .. nodes.Values(image, "url").Select(static url => url.AsText()), image.Text("contentUrl")];
}
