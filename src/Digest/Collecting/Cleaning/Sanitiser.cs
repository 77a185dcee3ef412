using Ganss.Xss;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// A stranger's HTML to HTML that may be shown: a short list of elements and attributes, links to http, https and
/// mailto, images from http and https, all absolute, no scripts, styles, forms, frames or drawings. Takes time
/// in proportion to its input (threat T45). Safe for many threads.
/// </summary>
internal static class Sanitiser
{
    /// <summary>The most characters of one article that are looked at; the rest is cut.</summary>
    public const int LongestHtml = 256 * 1024;

    private static readonly HtmlSanitizer Guard = Build();

    /// <summary>The sanitiser alone, on what is flat already; <see cref="SettledHtml"/> says when it may be left out.</summary>
    internal static string Guarded(string flat) => Guard.Sanitize(flat);

    /// <summary>Clean HTML, or null when nothing readable is left.</summary>
    /// <param name="html">Anything.</param>
    /// <param name="base">What relative addresses are relative to; without it they are dropped.</param>
    public static string? Clean(string? html, Uri? @base)
    {
        if (string.IsNullOrWhiteSpace(html))
            return null;
        var flat = Flattening.Of(TextCleaning.Block(html), @base, LongestHtml);
        var clean = TextCleaning.Block(SettledHtml.Is(flat) ? flat : Guarded(flat)).Trim();
        return clean.Length == 0 ? null : clean;
    }

    private static HtmlSanitizer Build()
    {
        var guard = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = HtmlNames.Kept,
            AllowedAttributes = HtmlNames.KeptAttributes,
            UriAttributes = HtmlNames.AddressAttributes,
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            AllowedCssProperties = new HashSet<string>(),
            AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
        });
        guard.FilterUrl += static (_, url) =>
        {
            if (url.Tag.LocalName != "a" && WebAddress.Absolute(url.OriginalUrl, null) is null)
                url.SanitizedUrl = null;
        };
        return guard;
    }
}
