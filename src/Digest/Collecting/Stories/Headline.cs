using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>A title without what a newsroom hangs on it: the agency's "UPDATE 1-", the name of the site at the end.</summary>
internal static partial class Headline
{
    private const int LongestSiteName = 4;
    private const int ShortestTitle = 5;

    public static string Bare(string title)
    {
        // What is longer is no headline.
        if (title.Length > 1000) return title;
        var bare = AgencyPrefix().Replace(title.Trim(), "");
        var cut = LastSeparator(bare);
        return cut >= 0 && IsSiteName(bare[(cut + 3)..]) && WordsOf(bare[..cut]).Length >= ShortestTitle ? bare[..cut] : bare;
    }

    private static int LastSeparator(string title)
    {
        string[] separators = [" | ", " - ", " – ", " — "];
        return separators.Max(separator => title.LastIndexOf(separator, StringComparison.Ordinal));
    }

    private static bool IsSiteName(string end)
    {
        var words = WordsOf(end);
        return words.Length is > 0 and <= LongestSiteName && words.All(word => !char.IsAsciiDigit(word[0]) && (!char.IsLower(word[0]) || word.Contains('.') || word.Length < 4));
    }

    private static string[] WordsOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // Reuters and its kin: UPDATE 2-, WRAPUP 1-, RPT-, CORRECTED-, REFILE-UPDATE 1-.
    [GeneratedRegex(@"^(?:(?:UPDATE|WRAPUP|CORRECTED|CORRECTION|RPT|REFILE|REPEAT|EXCLUSIVE|FOCUS|BRIEF)(?: \d{1,2})?[-–] ?)+")]
    private static partial Regex AgencyPrefix();
}
