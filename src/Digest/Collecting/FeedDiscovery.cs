using Digest.Collecting.Cleaning;

namespace Digest.Collecting;

/// <summary>Finds the feeds of a page: those it names, best first, and then the usual places to try.</summary>
internal static class FeedDiscovery
{
    /// <summary>How much of a page is looked at; the links stand at its beginning.</summary>
    private const int LookAt = 512 * 1024;

    private const int MostFeeds = 20;

    private static readonly string[] UsualPlaces =
        ["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed/", "/feed.json", "/feeds/posts/default"];

    /// <summary>The addresses to try in this order. Those a page names come first, feeds of comments last among them.</summary>
    /// <param name="html">The page.</param>
    /// <param name="address">Where it came from.</param>
    public static IReadOnlyList<Uri> Find(string html, Uri address)
    {
        var named = Named(html, address);
        return [.. named.Concat(Guesses(address)).DistinctBy(static feed => feed.AbsoluteUri)];
    }

    /// <summary>Only what the page itself names; empty when it names none.</summary>
    public static IReadOnlyList<Uri> Named(string html, Uri address)
    {
        var scanner = new MarkupScanner(html.Length > LookAt ? html[..LookAt] : html, isXml: false);
        var @base = address;
        var found = new List<(Uri Feed, bool IsForComments)>();
        while (found.Count < MostFeeds && scanner.Next())
        {
            if (scanner.Piece != MarkupPiece.Start)
                continue;
            if (scanner.Name.Equals("base", StringComparison.OrdinalIgnoreCase))
                @base = WebAddress.AbsoluteUri(Decoded(scanner, "href"), address) ?? @base;
            else if (scanner.Name.Equals("link", StringComparison.OrdinalIgnoreCase) && IsFeed(scanner)
                && WebAddress.AbsoluteUri(Unprefixed(Decoded(scanner, "href")), @base) is { } feed)
                found.Add((feed, IsForComments(scanner, feed)));
        }
        return [.. found.OrderBy(static link => link.IsForComments).Select(static link => link.Feed).DistinctBy(static feed => feed.AbsoluteUri)];
    }

    private static bool IsFeed(MarkupScanner link)
    {
        var relations = (link.Attribute("rel") ?? "").Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries);
        var type = (link.Attribute("type") ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return type is "application/rss+xml" or "application/atom+xml" or "application/feed+json" or "application/rdf+xml"
            or "text/rss+xml" or "application/x.atom+xml"
            ? Has(relations, "alternate")
            : (type is "application/json" && Has(relations, "alternate") && Has(relations, "feed")) || (type.Length == 0 && Has(relations, "feed"));
    }

    private static bool Has(string[] relations, string relation) => relations.Contains(relation, StringComparer.OrdinalIgnoreCase);

    private static bool IsForComments(MarkupScanner link, Uri feed) =>
        (Decoded(link, "title") ?? "").Contains("comment", StringComparison.OrdinalIgnoreCase)
        || feed.AbsolutePath.Contains("/comments", StringComparison.OrdinalIgnoreCase);

    private static string? Decoded(MarkupScanner tag, string attribute) =>
        tag.Attribute(attribute) is { } value ? Entities.Decode(value) : null;

    /// <summary>Some pages write <c>feed:https://…</c>.</summary>
    private static string? Unprefixed(string? address) =>
        address is not null && address.StartsWith("feed:", StringComparison.OrdinalIgnoreCase)
            ? address[5..] is var rest && rest.StartsWith("//", StringComparison.Ordinal) ? "https:" + rest : rest
            : address;

    private static IEnumerable<Uri> Guesses(Uri address)
    {
        // A section of a site often has a feed of its own beneath it.
        if (address.AbsolutePath.Length > 1)
            yield return new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/feed");
        foreach (var place in UsualPlaces)
            if (Uri.TryCreate(address, place, out var guess))
                yield return guess;
    }
}
