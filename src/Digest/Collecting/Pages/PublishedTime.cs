using System.Globalization;
using System.Text.RegularExpressions;
using Digest.Collecting.Reading;

namespace Digest.Collecting.Pages;

/// <summary>When an article was published, as exactly as its page says it.</summary>
/// <param name="At">The instant; midnight UTC of the day when no time of day is stated. A time without a zone is taken as UTC.</param>
/// <param name="IsDay">Only the day is stated.</param>
internal readonly partial record struct PublishedTime(DateTimeOffset At, bool IsDay)
{
    private const int Longest = 300;
    private const int FirstYear = 1990;

    /// <summary>What machines are told, or a person's line that is nothing but a date; null when it can't be read.</summary>
    public static PublishedTime? Parse(string? written)
    {
        var text = written?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > Longest)
            return null;
        if (DottedDay().Match(text) is { Success: true } dotted)
            text = $"{dotted.Groups["y"].Value}-{dotted.Groups["m"].Value}-{dotted.Groups["d"].Value}{dotted.Groups["rest"].Value}";
        // Some write the time twice removed: "2025-06-04 10:00:00 +0000 UTC".
        var time = FeedTime.Parse(text) ?? FeedTime.Parse(DoubledZone().Replace(text, "$1"));
        return time is { Year: >= FirstYear } at && !YearAlone().IsMatch(text) ? new PublishedTime(at, !ClockTime().IsMatch(text)) : null;
    }

    /// <summary>The first date in a line for people, for example "Published June 4, 2025 in Metals"; null when there is none.</summary>
    public static PublishedTime? FindIn(string? line)
    {
        if (string.IsNullOrEmpty(line) || line.Length > Longest)
            return null;
        foreach (Match match in DateInLine().Matches(line))
        {
            var time = ClockAfter().Match(line, match.Index + match.Length) is { Success: true } clock ? Parse(match.Value + " " + clock.Groups["clock"].Value) : null;
            if ((time ?? Parse(match.Value)) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>ISO 8601: an instant in UTC, or a day.</summary>
    public override string ToString() =>
        At.UtcDateTime.ToString(IsDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // 4.6.2025 is the fourth of June wherever dots are used; 4/6/2025 means two days and so none.
    [GeneratedRegex(@"^(?<d>[0-9]{1,2})\.\s?(?<m>[0-9]{1,2})\.\s?(?<y>(?:19|20)[0-9]{2})(?<rest>(?:[\s,–|-]+[0-9]{1,2}:[0-9]{2}.*)?)$", RegexOptions.NonBacktracking)]
    private static partial Regex DottedDay();

    [GeneratedRegex(@"([-+][0-9]{2}:?[0-9]{2})\s+[A-Z]{2,4}$")]
    private static partial Regex DoubledZone();

    [GeneratedRegex(@"^[0-9]{4}(?:[-/][0-9]{1,2})?$")]
    private static partial Regex YearAlone();

    [GeneratedRegex(@"[0-9]{1,2}[:.h時时시][0-9]{2}(?![0-9])(?!\.[0-9])|[0-9][Tt ][0-9]{4,6}|[0-9]\s*[ap]\.?m\b", RegexOptions.IgnoreCase)]
    private static partial Regex ClockTime();

    [GeneratedRegex(
        @"\b(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}\b|\b(?:19|20)[0-9]{2}\s*[年년]\s*[0-9]{1,2}\s*[月월]\s*[0-9]{1,2}\s*[日일]|\b(?:19|20)[0-9]{2}/[0-9]{1,2}/[0-9]{1,2}\b"
        + @"|\b[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?(?:19|20)[0-9]{2}\b|\b[0-9]{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?\p{L}{3,12}\.?,?\s+(?:de\s+)?(?:19|20)[0-9]{2}\b"
        + @"|\b\p{L}{3,12}\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)[0-9]{2}\b")]
    private static partial Regex DateInLine();

    [GeneratedRegex(@"\G[\s,|·•–—-]*(?:at|um|à|a las|alle|om|kl\.?)?\s*(?<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s*[ap]\.?m\.?)?(?:\s*(?:[A-Z]{2,4}T?\b|[-+][0-9]{2}:?[0-9]{2}))?)", RegexOptions.IgnoreCase)]
    private static partial Regex ClockAfter();
}
