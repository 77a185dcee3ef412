using System.Globalization;

namespace Digest.Collecting.Stories;

/// <summary>What the title of a series changes from one time to the next (the day, the month, up or down, a number), and the words around it.</summary>
internal sealed class SeriesMarks
{
    // The share of words around the marks that two titles have in common.
    private const double SameTemplate = 0.35;
    private const double SameTopic = 0.2;
    // "of", "de".
    private const int LongestLink = 2;
    private const string Number = "number";
    private const string Year = "year";

    private readonly Dictionary<string, HashSet<string>> marks = new(StringComparer.Ordinal);
    private readonly HashSet<string> frame = new(StringComparer.Ordinal);

    public static SeriesMarks Of(IReadOnlyList<Word> title)
    {
        var series = new SeriesMarks();
        foreach (var (i, word) in title.Index())
        {
            if (DateAt(title, i) is { } date) series.Add(SeriesWords.Date, date);
            if (SeriesWords.OrdinalOf(word.Plain) is { } ordinal) series.Add(SeriesWords.Ordinal, ordinal);
            // In digits: a count in words is seldom what changes from one time to the next.
            if (word.IsNumber && char.IsDigit(word.Written[0])) series.Add(Numbers.IsYear(word.Stem) ? Year : Number, word.Stem);
            else if (SeriesWords.Find(word.Stem) is { } mark) series.Add(mark.Kind, mark.Value);
            else series.frame.Add(word.Stem);
        }
        return series;
    }

    // April 21, 21 April, 21 de abril: told by the month, which stands on one side of the day.
    private static string? DateAt(IReadOnlyList<Word> title, int i)
    {
        if (SeriesWords.Find(title[i].Stem) is not { Kind: SeriesWords.Month, Value: var month }) return null;
        int[] days = i > 1 && !title[i - 1].IsNumber && title[i - 1].Written.Length <= LongestLink ? [i - 1, i + 1, i - 2] : [i - 1, i + 1];
        foreach (var day in days)
            if (day >= 0 && day < title.Count && title[day].IsNumber && int.TryParse(title[day].Stem, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 31)
                return $"{month} {title[day].Stem}";
        return null;
    }

    /// <summary>They are two of one series: another day, another number in the same words.</summary>
    public bool IsOtherThan(SeriesMarks other) =>
        SeriesWords.Calendar.Any(kind => Differs(other, kind))
        || ((Differs(other, SeriesWords.Direction) || Differs(other, SeriesWords.Ordinal)) && Likeness(other) > SameTopic)
        || ((Differs(other, Number) || Differs(other, Year)) && Likeness(other) >= SameTemplate);

    private double Likeness(SeriesMarks other)
    {
        var shared = frame.Count(other.frame.Contains);
        var all = frame.Count + other.frame.Count - shared;
        return all == 0 ? 1 : (double)shared / all;
    }

    private bool Differs(SeriesMarks other, string kind) =>
        marks.TryGetValue(kind, out var mine) && other.marks.TryGetValue(kind, out var theirs) && !mine.Overlaps(theirs);

    private void Add(string kind, string value)
    {
        if (!marks.TryGetValue(kind, out var known)) marks[kind] = known = new HashSet<string>(StringComparer.Ordinal);
        known.Add(value);
    }
}
