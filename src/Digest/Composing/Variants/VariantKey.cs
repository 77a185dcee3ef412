using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digest.Readers;

namespace Digest.Composing.Variants;

/// <summary>
/// What makes one variant of an edition: the stories that match a reader's topics in this edition, language, format and absence.
/// Readers whose choices come to the same here share it.
/// </summary>
internal sealed record VariantKey
{
    private VariantKey(IReadOnlyList<Story> stories, string language, bool isText, int absence, string name) =>
        (Stories, Language, IsText, Absence, Name) = (stories, language, isText, absence, name);

    /// <summary>In the order of the edition.</summary>
    public IReadOnlyList<Story> Stories { get; }

    /// <summary>Empty: the newsletter's.</summary>
    public string Language { get; }

    /// <summary>One part of plain text; else HTML with its text beside it.</summary>
    public bool IsText { get; }

    /// <summary>Editions missed, by classes: 0, 1, 2, 4, 8.</summary>
    public int Absence { get; }

    /// <summary>The same for the same key; <see cref="Variant.Digest"/> for the neutral one, empty where no story is left.</summary>
    public string Name { get; }

    /// <param name="choice">A reader's.</param>
    /// <param name="stories">Of the edition.</param>
    /// <param name="language">Empty: the newsletter's.</param>
    /// <param name="topics">That the newsletter has, whether or not there is news of them. Who chose none of these, because they were renamed or given up since, gets all.</param>
    public static VariantKey Of(ReaderChoice choice, IReadOnlyList<Story> stories, string language, IReadOnlySet<string> topics)
    {
        var matching = Wanted(choice.Topics).Overlaps(topics) ? Matching(stories, choice.Topics) : stories;
        var isText = choice.Format == "text";
        if (matching.Count == 0 && stories.Count > 0) return new VariantKey(matching, language, isText, choice.Absence, "");
        var parts = new List<string>();
        if (matching.Count < stories.Count) parts.Add("t" + Hash(matching.Select(s => $"{stories.Index().First(i => ReferenceEquals(i.Item, s)).Index}")));
        if (language.Length > 0) parts.Add(language);
        if (isText) parts.Add("text");
        if (choice.Absence > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"missed{choice.Absence}"));
        // What they missed is of their topics, too.
        if (choice.Absence > 0 && choice.Topics.Length > 0) parts.Add("m" + Hash(Wanted(choice.Topics).Select(t => t.ToUpperInvariant()).Order(StringComparer.Ordinal)));
        return new VariantKey(matching, language, isText, choice.Absence, parts.Count == 0 ? Variant.Digest : string.Join('.', parts));
    }

    /// <summary>Those of these topics (one a line; none: all), and those that stand in no section.</summary>
    public static IReadOnlyList<Story> Matching(IReadOnlyList<Story> stories, string topics)
    {
        var wanted = Wanted(topics);
        return wanted.Count == 0 ? stories : [.. stories.Where(s => s.Topic.Length == 0 || wanted.Contains(s.Topic))];
    }

    private static HashSet<string> Wanted(string topics) => topics.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 8));
}
