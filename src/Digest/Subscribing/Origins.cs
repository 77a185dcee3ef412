using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>Which other sites' addresses count: where a form stood, and where it leads afterwards.</summary>
internal sealed class Origins(SubscribingOptions options, SiteAddress site)
{
    private const int LongestPage = 300;

    private readonly List<Uri> forms = [.. options.AllowedOrigins.Select(o => new Uri(o))];
    private readonly List<Uri> nexts = [.. options.NextOrigins.Select(o => new Uri(o))];

    /// <summary>The page where the form stood, without its query, as evidence; null: unknown, or not a site that we know.</summary>
    public string? PageOf(HttpRequest request)
    {
        if (Web(request.Headers.Referer.ToString()) is { } referer && IsKnown(referer))
        {
            var page = referer.GetLeftPart(UriPartial.Path);
            return page.Length > LongestPage ? page[..LongestPage] : page;
        }
        // Our own pages send no referrer; browsers say all the same that the form was ours (Fetch Metadata).
        return request.Headers["Sec-Fetch-Site"] == "same-origin" ? site.Root.AbsoluteUri : null;
    }

    /// <summary>The address to go to, ours or of a listed origin; null: it is anything else.</summary>
    public string? NextOf(string asked)
    {
        // Browsers read a backslash as a slash and drop line ends: not what was checked.
        if (asked.Length == 0 || asked.Any(c => c is '\\' || char.IsControl(c) || char.IsWhiteSpace(c))) return null;
        var isPath = asked[0] == '/' && !asked.StartsWith("//", StringComparison.Ordinal);
        var next = isPath && Uri.TryCreate(site.Root, asked, out var own) ? own : Web(asked);
        return next is not null && (site.IsOurs(next) || nexts.Exists(o => SiteAddress.SameOrigin(o, next))) ? InAscii(next) : null;
    }

    // A header holds no other characters.
    private static string InAscii(Uri address) => new UriBuilder(address) { Host = address.IdnHost }.Uri.AbsoluteUri;

    private bool IsKnown(Uri page) => site.IsOurs(page) || forms.Concat(nexts).Any(o => SiteAddress.SameOrigin(o, page));

    private static Uri? Web(string text) =>
        text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" ? uri : null;
}
