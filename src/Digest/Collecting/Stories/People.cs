using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>Whom a report without names is about: a woman or a man, a child, and how old.</summary>
internal sealed partial class People
{
    private const string Words = """
        man men male boy boys husband father mann männer junge vater homme hommes garçon père hombre hombres niño padre uomo мужчина
        woman women female girl girls wife mother frau frauen mädchen mutter femme femmes fille mère mujer mujeres niña madre donna женщина
        """;

    private static readonly Dictionary<string, int> Sexes = Words.Split('\n').SelectMany((line, i) => line.Split(' ').Select(word => (Word: Spelling.Fold(word), i)))
        .ToDictionary(word => word.Word, word => word.i, StringComparer.Ordinal);

    private readonly HashSet<int> sexes = [];
    private readonly HashSet<string> ages = new(StringComparer.Ordinal);

    public static People Of(IReadOnlyList<Word> words, string text)
    {
        var people = new People();
        foreach (var word in words)
            if (Sexes.TryGetValue(word.Plain, out var sex)) people.sexes.Add(sex);
        foreach (Match match in Age().Matches(Spelling.Prepare(text, WordReader.Longest)))
            people.ages.Add(match.Groups.Values.Skip(1).First(group => group.Success).Value);
        return people;
    }

    /// <summary>Both tell of somebody, and of nobody in common.</summary>
    public bool AreOthersThan(People other) =>
        (sexes.Count > 0 && other.sexes.Count > 0 && !sexes.Overlaps(other.sexes)) || (ages.Count > 0 && other.ages.Count > 0 && !ages.Overlaps(other.ages));

    [GeneratedRegex(@"\b(\d{1,3})[ -]?(?:year[ -]old|-?jährige?[rns]?\b|ans\b|años\b|anni\b|-летн)|\baged (\d{1,3})\b|, (\d{2}),", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Age();
}
