using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>What an address says about whether it leads to an article.</summary>
internal static partial class ArticleAddress
{
    /// <summary>False for other sites, for the page itself and its parts, for files, and for lists: tags, authors, archives, pages of a list, sign-in.</summary>
    public static bool MayBeArticle(Uri address, Uri page)
    {
        if (!IsSameSite(address.Host, page.Host) || address.AbsolutePath.Length < 2 && address.Query.Length == 0)
            return false;
        if (UrlKey.Of(address.GetLeftPart(UriPartial.Query)) == UrlKey.Of(page.GetLeftPart(UriPartial.Query)))
            return false;
        return !Lists().IsMatch(address.AbsolutePath) && !Files().IsMatch(address.AbsolutePath) && !IsAbove(address, page);
    }

    /// <summary>How much it looks like an article's: 0 to 3.</summary>
    public static double Likeness(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath).TrimEnd('/');
        var last = path[(path.LastIndexOf('/') + 1)..];
        var words = last.Split('-', '_', '.').Count(static word => word.Length > 0);
        return (Dated().IsMatch(path) ? 1.5 : 0)
            + (words >= 4 ? 1.5 : words == 3 ? 1 : 0)
            + (Numbered().IsMatch(last) || NumberInQuery().IsMatch(address.Query) ? 1 : 0)
            + (ArticleFolder().IsMatch(path) && words > 0 ? 0.5 : 0) is var sum && sum > 3 ? 3 : sum;
    }

    /// <summary>True for the class or id of a menu or of what goes with a page rather than with its articles.</summary>
    public static bool IsFrameName(string classAndId) => Frames().IsMatch(classAndId);

    /// <summary>The same host, or one of them below the other.</summary>
    private static bool IsSameSite(string host, string page)
    {
        var (a, b) = (Bare(host), Bare(page));
        return a == b || a.EndsWith("." + b, StringComparison.Ordinal) || b.EndsWith("." + a, StringComparison.Ordinal);
    }

    private static string Bare(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..].ToLowerInvariant() : host.ToLowerInvariant();

    /// <summary>A folder that the page itself is in is a section.</summary>
    private static bool IsAbove(Uri address, Uri page) =>
        address.Query.Length == 0 && page.AbsolutePath.StartsWith(address.AbsolutePath.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"/(?:tags?|topics?|categor(?:y|ies)|kategorie|rubrique|authors?|autor(?:en)?|auteur|people|users?|profile|members?|page/[0-9]+|p[0-9]+|archives?|search|suche|login|log-in|logout|signin|sign-in|signup|sign-up|register|subscri(?:be|ption)s?|newsletters?|account|cart|checkout|about(?:-us)?|contact(?:-us)?|kontakt|impressum|imprint|privacy(?:-policy)?|datenschutz|terms(?:-of-(?:use|service))?|cookies?(?:-policy)?|advertis(?:e|ing)|careers?|jobs|faq|help|sitemap|feeds?|rss|amp|print|share|wp-admin|wp-login\.php|cdn-cgi)/?$"
        + @"|/(?:tags?|categor(?:y|ies)|authors?|search|users?|profile|page|wp-content|wp-json)/",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Lists();

    [GeneratedRegex(@"\.(?:jpe?g|png|gif|webp|avif|svg|ico|mp[34]|m4a|webm|zip|gz|rar|7z|exe|dmg|docx?|xlsx?|pptx?|csv|ics|xml|json|css|js)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Files();

    [GeneratedRegex(@"(?<![0-9])(?:19|20)[0-9]{2}[/-]?(?:0[1-9]|1[0-2]|[1-9](?=[/-]))(?:[/-]?[0-9]{1,2})?(?![0-9]{3})")]
    private static partial Regex Dated();

    [GeneratedRegex(@"(?:^|[^0-9])[0-9]{4,}(?:\.\w{2,5})?$|^[0-9]{3,}|^[a-z0-9-]*[0-9]{5,}", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"[?&](?:id|p|nid|aid|article|story|news_?id|artikel|itemid)=[0-9a-z-]+", RegexOptions.IgnoreCase)]
    private static partial Regex NumberInQuery();

    [GeneratedRegex(@"/(?:news|articles?|stor(?:y|ies)|posts?|blog|press(?:-releases?)?|releases?|artikel|nachrichten|actualites?|noticias?|notizie|media|insights?|analysis|updates?)/", RegexOptions.IgnoreCase)]
    private static partial Regex ArticleFolder();

    [GeneratedRegex(
        @"(?<![a-zA-Z])(?:nav|navbar|navigation|menu|main-?menu|sub-?menu|site-?(?:header|footer|nav)|page-?footer|footer|masthead|top-?bar|breadcrumbs?|pagination|pager|paging|tag-?cloud|tags?|categories|social|share|cookies?|legal|copyright|login|account|language-?(?:switcher|menu)|skip-?link)(?![a-zA-Z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Frames();
}
