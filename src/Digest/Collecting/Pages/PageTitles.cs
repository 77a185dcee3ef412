using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// Takes a site's name off a headline where the page proves that it is one: by saying the name, or by showing the headline without it.
/// A page that is called as its site is, or "Home", has its one main heading for a headline.
/// </summary>
internal sealed partial class PageTitles
{
    private const int MostHeadings = 20;
    private const int MostTitled = 150;
    private const int MostParts = 10;

    /// <summary>A shorter heading may be that of a section.</summary>
    private const int LeastShown = 8;

    // Main headings; what is called a title or a headline; the names of the site.
    private readonly List<string> shown;
    private readonly List<string> titled;
    private readonly HashSet<string> sites;

    private PageTitles(List<string> shown, List<string> titled, HashSet<string> sites) => (this.shown, this.titled, this.sites) = (shown, titled, sites);

    /// <param name="document">The page.</param>
    /// <param name="site">The name it states, or null.</param>
    /// <param name="address">Its address: a site may go by the name of its host.</param>
    public static PageTitles Of(IHtmlDocument document, string? site, Uri address)
    {
        var host = address.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? address.Host[4..] : address.Host;
        IEnumerable<string> Texts(string selector, int most) =>
            document.QuerySelectorAll(selector).Take(most).Select(static h => PageParts.ShortText(h, PlainText.LongestTitle)).OfType<string>().Where(static text => Key(text).Length > 0);
        return new PageTitles([.. Texts("h1", MostHeadings)], [.. Texts("[class*=title i]:not([class*=sub i]), [class*=headline i]:not([class*=sub i])", MostTitled)],
            [.. new[] { site, host, host.Split('.')[0] }.OfType<string>().Select(Key).Where(static key => key.Length > 1)]);
    }

    public string? Clean(string? title)
    {
        if (title is null)
            return null;
        foreach (Match separator in Separators().Matches(title))
        {
            var (before, after) = (title[..separator.Index].Trim(), title[(separator.Index + separator.Length)..].Trim());
            if (before.Length > 0 && (sites.Contains(Key(after)) || (IsStrong(separator.Value) && IsShown(before) && before.Length > after.Length)))
                return before;
            if (after.Length > before.Length && sites.Contains(Key(before)))
                return after;
        }
        return Proven(title) ?? title;
    }

    /// <summary>The headline in a title as the page shows it; null where it shows none that is in the title.</summary>
    public string? Proven(string? title) => title is null ? null
        : shown.Count == 1 && (sites.Contains(Key(title)) || Nameless().IsMatch(title)) ? shown[0]
        : IsShown(title) ? title
        : PartShown(title);

    private bool IsShown(string text) => shown.Exists(heading => Key(heading) == Key(text));

    /// <summary>The longest part of a title, if the page calls it a title, or it comes last and is the one main heading.</summary>
    private string? PartShown(string title)
    {
        var last = shown.Count == 1 ? Key(shown[0]) : null;
        var called = titled.Select(Key).ToHashSet();
        // Some put the name of a section before the headline here, too.
        if (!called.Contains(Key(title))) called.UnionWith(titled.Select(static text => Key(Separators().Split(text)[^1])));
        var joints = Joints().Matches(title).Take(MostParts).Select(static joint => (Start: joint.Index, End: joint.Index + joint.Length)).ToList();
        List<int> starts = [0, .. joints.Select(static joint => joint.End)], ends = [.. joints.Select(static joint => joint.Start), title.Length];
        var longest = starts.Zip(ends, (start, end) => Key(title[start..end]).Length).Max();
        return starts.SelectMany((start, i) => ends.Skip(i).Select(end => title[start..end].Trim()))
            .Where(part => part.Length < title.Length && Key(part) is var key && key.Length >= Math.Max(LeastShown, longest) && !sites.Contains(key)
                && (called.Contains(key) || (key == last && title.EndsWith(part, StringComparison.Ordinal))))
            .MaxBy(static part => part.Length);
    }

    /// <summary>A colon stands inside headlines as well.</summary>
    private static bool IsStrong(string separator) => !separator.Contains(':', StringComparison.Ordinal);

    private static string Key(string text) => NotWord().Replace(text, "").ToUpperInvariant();

    [GeneratedRegex(@"\s+(?:[|¦•·»›>/\\~]|-{1,2}|–|—|::?)\s+|\s*[|｜_]\s*|:\s+")]
    private static partial Regex Separators();

    // Where the page shows the part by itself, less than a space on both sides is enough.
    [GeneratedRegex(@"\s*[|¦•·»›>/\\~｜_:–—-]+\s*|\s+by\s+")]
    private static partial Regex Joints();

    [GeneratedRegex("^(?:home(?:page)?|index|startseite|accueil|inicio|início|untitled(?: (?:document|page))?|blog|news|article|welcome)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nameless();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NotWord();
}
