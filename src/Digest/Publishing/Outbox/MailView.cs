using System.Text.RegularExpressions;

namespace Digest.Publishing.Outbox;

/// <summary>
/// A mail's HTML as one of the views shows it, whatever the viewer's system prefers: its rules for
/// <c>prefers-color-scheme</c> (Media Queries Level 5) are switched on or off in the markup, so that no script is needed.
/// </summary>
internal static partial class MailView
{
    /// <summary>Frames, by their views' names: <c>html</c> and <c>narrow</c> are light.</summary>
    public static bool IsFramed(string view) => view is "html" or "narrow" or "dark";

    /// <returns>The HTML to put into the frame of <paramref name="view"/>.</returns>
    public static string Of(string html, string view)
    {
        var scheme = view == "dark" ? "dark" : "light";
        var decided = Styling().Replace(html, part => Preference().Replace(part.Value, query => Answer(query.Groups[1].Value, scheme)));
        // A phone's bar lies over the page: one beside it would make it narrower than it is there.
        var own = $"<style>:root{{color-scheme:{scheme} !important;{(view == "narrow" ? "scrollbar-width:none;" : "")}}}</style>";
        var end = decided.IndexOf("</head>", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? decided + own : decided.Insert(end, own);
    }

    private static string Answer(string preferred, string scheme) =>
        preferred.Equals(scheme, StringComparison.OrdinalIgnoreCase) ? "(min-width:0)" : "(max-width:0)";

    // Where media queries stand: styles, and the sources of pictures. Words of an article are left alone.
    [GeneratedRegex(@"<style\b.*?</style\s*>|<source\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Styling();

    [GeneratedRegex(@"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Preference();
}
