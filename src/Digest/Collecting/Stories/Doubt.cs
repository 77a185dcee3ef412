using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>What makes it less likely that two articles report one event, and yet may come of two newsrooms' ways to tell it.</summary>
internal static partial class Doubt
{
    private const double ForOtherSums = 0.08;
    private const double ForAgain = 0.08;
    private const double ForConsequence = 0.06;
    private const double ForOtherObjects = 0.1;
    private const double ForOthers = 0.08;
    // By how many of the two titles tell a step that the other article knows nothing of.
    private static readonly double[] ForSteps = [0, 0.08, 0.16];

    // Words in more articles than this carry no news.
    private const double Grammar = 0.05;

    private const string Repeats = """
        another again further second
        erneut wieder abermals weitere weiterer weiteres zweite zweiter zweites zweiten
        encore autre deuxième
        otro otra segundo segunda vuelve
        ancora altro altra secondo снова вновь второй
        """;

    private static readonly HashSet<string> Again = Repeats.Split([' ', '\n']).Select(Spelling.Fold).ToHashSet(StringComparer.Ordinal);

    /// <summary>What to take from the strength of a likeness; 0: nothing.</summary>
    public static double About(WeighedArticle a, WeighedArticle b) =>
        (a.Words.TitleFigures.HaveOtherSums(b.Words.TitleFigures) ? ForOtherSums : 0)
        + (IsAgain(a.Words, b.Words) || IsAgain(b.Words, a.Words) ? ForAgain : 0)
        + (a.Words.People.AreOthersThan(b.Words.People) ? ForOthers : 0)
        + ForSteps[Stages.Unshared(a.Words.TitleStages, a.Words.TextStages, b.Words.TitleStages, b.Words.TextStages)]
        + (OtherObjects.Are(a.Words, b.Words) ? ForOtherObjects : 0)
        + (IsConsequence(a, b) || IsConsequence(b, a) ? ForConsequence : 0);

    // It tells of another one, and the other article of only one.
    private static bool IsAgain(ArticleWords a, ArticleWords b) =>
        a.Title.Any(word => Again.Contains(word.Plain)) && !b.Title.Concat(b.Summary).Any(word => Again.Contains(word.Plain));

    // What one tells came after what the other tells: "Airline cuts flights after crash", "Airliner in crash". Names stand in both.
    private static bool IsConsequence(WeighedArticle later, WeighedArticle earlier)
    {
        var title = later.Article.Title;
        var after = title.Length <= WordReader.Longest ? After().Match(title) : Match.Empty;
        if (!after.Success || after.Index == 0) return false;
        var (news, before) = (Said(title[..after.Index]), Said(title[after.Index..]));
        return news.Count > 0 && !news.Exists(earlier.Words.Text.ContainsKey) && before.Exists(stem => earlier.Title.Any(term => term.Stem == stem));
    }

    private static List<string> Said(string clause) =>
        [.. WordReader.Read(clause).Where(word => !word.IsCapital && !word.IsNumber && CommonWords.ShareOf(word.Stem) < Grammar).Select(word => word.Stem)];

    [GeneratedRegex(@"\b(?:after|following|in (?:the )?wake of|nach|infolge|après|suite à|tras|después de|dopo|после)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex After();
}
