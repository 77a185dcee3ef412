using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>The figures that tell one event from another of its kind: a score, the number of a game or a model.</summary>
internal sealed partial class Figures
{
    private const string Units = """
        game games week day round stage episode season part phase matchday lap group series level category volume chapter test match leg terminal highway route
        tag spieltag etappe runde folge teil staffel woche gruppe stufe kapitel rennen linie
        jour journée étape épisode manche tour partie saison niveau ligne
        jornada etapa episodio día partido semana capítulo temporada parte fase línea
        quarter quartal trimestre term mandat legislatura edition auflage édition edición
        """;

    private static readonly HashSet<string> Counted = Units.Split([' ', '\n']).Select(Spelling.Fold).ToHashSet(StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> numbered = new(StringComparer.Ordinal);
    private readonly HashSet<string> scores = new(StringComparer.Ordinal);

    /// <param name="text">A title or a summary.</param>
    /// <param name="isTitle">A number after a name is the number of a model or an edition only in a title.</param>
    public static Figures Of(string text, bool isTitle)
    {
        var figures = new Figures();
        var part = Spelling.Prepare(text, WordReader.Longest);
        foreach (Match match in Score().Matches(part)) figures.scores.Add(ScoreOf(match.Groups[1].Value, match.Groups[2].Value));
        if (isTitle) figures.AddNumbered(part);
        return figures;
    }

    /// <summary>Two games: both tell a score, and no score is in both.</summary>
    public bool AreOtherScores(Figures other) => scores.Count > 0 && other.scores.Count > 0 && !scores.Overlaps(other.scores);

    /// <summary>Two of what is numbered: another week, another model.</summary>
    public bool IsOtherThan(Figures other) =>
        numbered.Any(mine => other.numbered.TryGetValue(mine.Key, out var theirs) && !mine.Value.Overlaps(theirs));

    private static string ScoreOf(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? $"{one}-{other}" : $"{other}-{one}";

    private void AddNumbered(string title)
    {
        var isTitleCase = IsTitleCase(title);
        foreach (Match match in AfterWord().Matches(title))
        {
            var (word, gap) = (match.Groups["word"].Value, match.Groups["gap"].Value);
            var key = Spelling.Fold(word);
            var isModel = gap != " " || (!isTitleCase && char.IsUpper(word[0]) && !match.Groups["in"].Success);
            if (isModel || Counted.Contains(key)) Add(key, match.Groups["number"].Value);
        }
        foreach (Match match in BeforeWord().Matches(title))
            if (Counted.Contains(Spelling.Fold(match.Groups["word"].Value))) Add(Spelling.Fold(match.Groups["word"].Value), match.Groups["number"].Value);
    }

    private void Add(string key, string number)
    {
        if (!numbered.TryGetValue(key, out var known)) numbered[key] = known = new HashSet<string>(StringComparer.Ordinal);
        known.Add(number.TrimStart('0'));
    }

    private static bool IsTitleCase(string title)
    {
        var words = title.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(word => word.Length > 3 && char.IsLetter(word[0])).ToList();
        return words.Count(word => char.IsUpper(word[0])) > 0.7 * words.Count;
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}.,:/–-])(\d{1,3})(?:[-–]|:(?=\d(?!\d)))(\d{1,3})(?![\p{N}\p{L}%:/–-]|[.,]\d)")]
    private static partial Regex Score();

    [GeneratedRegex(@"(?<in>\b(?:in|near|at|of|by|to|from|im|bei|aus|von|à|en|de|au) )?(?<![\p{L}\p{N}])(?<word>\p{L}+)(?<gap>[ -]?)(?<number>\d{1,4})(?![\p{N}%]|[.,:–-]\d| ?(?:percent|per cent|prozent|million|billion|bn|m\b))", RegexOptions.CultureInvariant)]
    private static partial Regex AfterWord();

    [GeneratedRegex(@"(?<![\p{L}\p{N}.,])(?<number>\d{1,3})(?:\.|st|nd|rd|th|er|re|e|ème|[ºªo])[ -](?<word>\p{L}+)", RegexOptions.CultureInvariant)]
    private static partial Regex BeforeWord();
}
