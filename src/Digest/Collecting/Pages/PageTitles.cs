using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>Takes a site's name off a headline where the page proves that it is one: by saying the name, or by showing the headline without it.</summary>
internal sealed partial class PageTitles
{
    private const int MostHeadings = 20;

    private readonly HashSet<string> shown;
    private readonly HashSet<string> sites;

    private PageTitles(HashSet<string> shown, HashSet<string> sites) => (this.shown, this.sites) = (shown, sites);

    /// <param name="document">The page.</param>
    /// <param name="site">The name it states, or null.</param>
    /// <param name="address">Its address: a site may go by the name of its host.</param>
    public static PageTitles Of(IHtmlDocument document, string? site, Uri address)
    {
        var host = address.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? address.Host[4..] : address.Host;
        var shown = document.QuerySelectorAll("h1").Take(MostHeadings).Select(static h => PageParts.ShortText(h, PlainText.LongestTitle)).OfType<string>().Select(Key);
        return new PageTitles([.. shown], [.. new[] { site, host, host.Split('.')[0] }.OfType<string>().Select(Key).Where(static key => key.Length > 1)]);
    }

    public string? Clean(string? title)
    {
        if (title is null)
            return null;
        foreach (Match separator in Separators().Matches(title))
        {
            var (before, after) = (title[..separator.Index].Trim(), title[(separator.Index + separator.Length)..].Trim());
            if (before.Length > 0 && (sites.Contains(Key(after)) || (IsStrong(separator.Value) && shown.Contains(Key(before)) && before.Length > after.Length)))
                return before;
            if (after.Length > before.Length && sites.Contains(Key(before)))
                return after;
        }
        return title;
    }

    /// <summary>A colon stands inside headlines as well.</summary>
    private static bool IsStrong(string separator) => !separator.Contains(':', StringComparison.Ordinal);

    private static string Key(string text) => NotWord().Replace(text, "").ToUpperInvariant();

    [GeneratedRegex(@"\s+(?:[|¦•·»›>/\\~]|-{1,2}|–|—|::?)\s+|\s*[|｜_]\s*|:\s+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NotWord();
}
