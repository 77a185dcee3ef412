using System.Diagnostics.CodeAnalysis;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// Finds the articles of a page that lists articles: the links of its repeated blocks, by how they stand, how long their words are
/// and what their addresses look like; or by a selector. No network. Its time is bounded as <see cref="PageMarkup"/> bounds the page.
/// </summary>
internal static class ListPage
{
    public const int MostArticles = 200;

    /// <summary>In the order of the page, each article once.</summary>
    /// <param name="page">The decoded page.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="selector">
    /// A CSS selector of the links, or of blocks that hold one each; null finds them by structure. One that
    /// <see cref="IsSelector"/> refuses finds nothing.
    /// </param>
    public static IReadOnlyList<ListedArticle> Find(string page, Uri address, string? selector = null)
    {
        using var tree = PageTree.Of(page, address);
        var links = selector is null ? LinkBlocks.Of(tree.Document, address, tree.Base) : Selected(tree, selector);
        return [.. links.Where(link => UrlKey.Of(link.Url) != UrlKey.Of(address.AbsoluteUri)).Take(MostArticles)];
    }

    /// <summary>True for a selector that can be used; to be asked before one is stored.</summary>
    public static bool IsSelector(string selector)
    {
        using var document = new HtmlParser().ParseDocument("");
        return TrySelect(document, selector, out _);
    }

    private static IEnumerable<ListedArticle> Selected(PageTree tree, string selector)
    {
        if (!TrySelect(tree.Document, selector, out var elements))
            return [];
        var chosen = elements.Select(static e => e.LocalName == "a" ? [e] : e.QuerySelectorAll("a[href]").ToList()).Select(anchors => Best(anchors, tree.Base)).OfType<ListedArticle>();
        return chosen.GroupBy(static link => UrlKey.Of(link.Url)).Select(static same => same.First());
    }

    /// <summary>Of the links of one block the headline, else the one with the most to say.</summary>
    private static ListedArticle? Best(List<IElement> anchors, Uri @base) => anchors
        .Select(anchor => (Url: WebAddress.Absolute(anchor.GetAttribute("href"), @base), Title: LinkWords.Of(anchor), IsHeadline: LinkWords.IsHeadline(anchor)))
        .Where(static link => link.Url is not null).OrderByDescending(static link => link.IsHeadline).ThenByDescending(static link => link.Title?.Length ?? 0)
        .Select(static link => new ListedArticle(link.Url!, link.Title)).FirstOrDefault();

    private static bool TrySelect(IParentNode document, string selector, [NotNullWhen(true)] out IHtmlCollection<IElement>? elements)
    {
        try
        {
            elements = document.QuerySelectorAll(selector);
            return true;
        }
        catch (DomException)
        {
            elements = null;
            return false;
        }
    }
}
