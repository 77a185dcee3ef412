using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>What makes it less likely that two articles report one event, and yet may come of two newsrooms' ways to tell it.</summary>
internal static partial class Doubt
{
    private const double ForOtherNumbers = 0.16;
    private const double ForAside = 0.1;
    // Two comments or two guides have two authors, even on one event.
    private const double ForKind = 0.08;
    // By how many of the two titles tell a step that the other article knows nothing of.
    private static readonly double[] ForSteps = [0, 0.04, 0.08];

    // Words in more articles than this carry no news.
    private const double Grammar = 0.05;

    /// <summary>What to take from the strength of a likeness; 0: nothing.</summary>
    public static double About(WeighedArticle a, WeighedArticle b) =>
        (Numbers.Differ(a.Words.TellingNumbers, b.Words.TellingNumbers) ? ForOtherNumbers : 0)
        + (IsAside(a, b) || IsAside(b, a) ? ForAside : 0)
        + (a.Words.Kind is null ? 0 : ForKind)
        + ForSteps[Stages.Unshared(a.Words.TitleStages, a.Words.TextStages, b.Words.TitleStages, b.Words.TextStages)];

    // What the other article tells is only the occasion of the news here: "Shares hit record as bank cuts rates", "Bank cuts rates".
    private static bool IsAside(WeighedArticle one, WeighedArticle other)
    {
        var title = one.Article.Title;
        var occasion = title.Length <= WordReader.Longest ? Occasion().Match(title) : Match.Empty;
        if (!occasion.Success) return false;
        var news = Said(title[..occasion.Index]);
        return news.Count > 1 && !news.Exists(other.Words.Text.ContainsKey) && Said(title[occasion.Index..]).Exists(other.Words.Text.ContainsKey);
    }

    private static List<string> Said(string clause) =>
        [.. WordReader.Read(clause).Select(word => word.Stem).Where(stem => CommonWords.ShareOf(stem) < Grammar)];

    [GeneratedRegex(@"\b(?:after|following|as|amid|despite|nach|wegen|trotz|infolge|après|suite à|malgré|tras|después de|dopo|após|depois d[eoa]|после)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Occasion();
}
