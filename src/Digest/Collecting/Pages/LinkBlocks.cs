using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// The article links of a page by structure. Links to the same article are one. Links that stand alike (the same elements and
/// classes above them) are a group, and groups are taken or left whole, by what their links look like on average: one short
/// headline in a list of long ones is an article, one long entry in a menu is none.
/// </summary>
internal static class LinkBlocks
{
    private const int MostLinks = 3000;

    // From here a group is believed to be articles; measured on front pages, blog indexes, press tables and card grids.
    private const double Enough = 3;
    private const double EnoughAlone = 5;

    private const int Levels = 4;

    /// <summary>An element with more children holds many blocks and is none.</summary>
    private const int MostInBlock = 40;

    public static IReadOnlyList<ListedArticle> Of(IHtmlDocument document, Uri page, Uri @base)
    {
        var links = Candidates(document, page, @base).ToList();
        var articles = links.GroupBy(static link => link.Key).Select(static same => Merged([.. same])).ToList();
        var taken = articles.GroupBy(static link => link.Shape).Where(IsArticles).SelectMany(static group => group).ToHashSet();
        return [.. articles.Where(taken.Contains).Select(static link => new ListedArticle(link.Url, link.Title))];
    }

    private static IEnumerable<Link> Candidates(IHtmlDocument document, Uri page, Uri @base)
    {
        foreach (var anchor in document.QuerySelectorAll("a[href]").Take(MostLinks))
            if (WebAddress.AbsoluteUri(anchor.GetAttribute("href"), @base) is { } address && ArticleAddress.MayBeArticle(address, page) && !IsInFrame(anchor))
                yield return new Link(UrlKey.Of(address.AbsoluteUri), WebAddress.Absolute(anchor.GetAttribute("href"), @base)!, Shape(anchor), LinkWords.Of(anchor), Score(anchor, address));
    }

    /// <summary>Of picture, headline and "Read more" of one card the headline says what the link is.</summary>
    private static Link Merged(List<Link> same)
    {
        var best = same.OrderByDescending(static link => link.Title is null ? double.MinValue : link.Score).ThenByDescending(static link => link.Title?.Length ?? 0).First();
        return best with { Score = best.Score + (same.Count > 1 ? 0.5 : 0) };
    }

    private static bool IsArticles(IGrouping<string, Link> group)
    {
        var links = group.Where(static link => link.Title is not null).ToList();
        return links.Count > 0 && links.Average(static link => link.Score) >= (group.Count() > 2 ? Enough : EnoughAlone);
    }

    private static double Score(IElement anchor, Uri address)
    {
        var title = LinkWords.Of(anchor);
        return (title is null ? -1 : LinkWords.IsLong(title) ? 2 : 0)
            + (LinkWords.IsHeadline(anchor) ? 2 : 0)
            + ArticleAddress.Likeness(address)
            + (HasDate(anchor) ? 1 : 0);
    }

    /// <summary>A date close by is what news have and menus have not.</summary>
    private static bool HasDate(IElement anchor)
    {
        var e = anchor.ParentElement;
        for (var up = 0; up < 3 && e?.ChildNodes.Length < MostInBlock; (e, up) = (e.ParentElement, up + 1))
            if (PageParts.ShortText(e, 300) is { } text && (e.QuerySelector("time") is not null || PublishedTime.FindIn(text) is not null))
                return true;
        return false;
    }

    /// <summary>Menus, the foot of the page, what is said about tags and authors: nothing there is a list of articles.</summary>
    private static bool IsInFrame(IElement anchor)
    {
        for (var e = anchor.ParentElement; e is not null && e.LocalName is not ("body" or "html"); e = e.ParentElement)
            if (e.LocalName is "nav" or "footer" or "form" || e.GetAttribute("role") is "navigation" or "contentinfo" or "menu" or "menubar" || ArticleAddress.IsFrameName(PageParts.NameOf(e)))
                return true;
        return IsInSiteHeader(anchor);
    }

    /// <summary>A header of the whole page; the header of a card is inside an article or an item.</summary>
    private static bool IsInSiteHeader(IElement anchor) =>
        anchor.Closest("header") is { } header && header.Closest("article, li, section, main") is null;

    private static string Shape(IElement anchor)
    {
        var parts = new List<string>();
        var e = anchor;
        for (var up = 0; e is not null && up < Levels && e.LocalName is not ("body" or "main"); (e, up) = (e.ParentElement, up + 1))
            parts.Add($"{e.LocalName}.{e.ClassName?.Split(' ')[0]}");
        return string.Join('<', parts);
    }

    private sealed record Link(string Key, string Url, string Shape, string? Title, double Score);
}
