using System.Globalization;
using System.Text.RegularExpressions;

namespace Digest.Collecting.Reading;

/// <summary>
/// Times as feeds write them: RFC 822 and its misspellings, W3C-DTF in all precisions, asctime, and month names of
/// a dozen languages. A missing or unknown zone is UTC. What cannot be read is null: never a time of our own.
/// </summary>
internal static partial class FeedTime
{
    private const int Longest = 100;

    /// <summary>The instant in UTC, or null.</summary>
    public static DateTimeOffset? Parse(string? written)
    {
        var text = written?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > Longest)
            return null;
        if (text.Contains('年', StringComparison.Ordinal) || text.Contains('년', StringComparison.Ordinal) || text.Contains('오', StringComparison.Ordinal))
            text = Eastern(text);
        foreach (var pattern in new[] { Numbers(), Dotted(), DayFirst(), YearLast(), MonthFirst(), YearFirst() })
            if (pattern.Match(text) is { Success: true } match)
                return Instant(match);
        return null;
    }

    /// <summary>2026年11月24日 下午3:05 and its Korean sister, as 2026-11-24 3:05 pm.</summary>
    private static string Eastern(string text)
    {
        var half = EasternHalf().Match(text);
        var plain = EasternHalf().Replace(text, " ");
        plain = EasternDate().Replace(plain, "$1-$2-$3 ");
        plain = EasternTime().Replace(plain, "$1:$2").Replace("分", "", StringComparison.Ordinal).Replace("분", "", StringComparison.Ordinal);
        return $"{plain.Trim()}{(!half.Success ? "" : half.Value.Trim() is "下午" or "午後" or "오후" ? " pm" : " am")}";
    }

    private static DateTimeOffset? Instant(Match match)
    {
        var month = match.Groups["month"] is { Success: true, Value: var name } ? FeedTimeNames.Month(name) : Number(match, "m", 1);
        var (year, hour) = (Year(match), Hour(match));
        int day = Number(match, "d", 1), minute = Number(match, "min", 0), second = Number(match, "s", 0);
        if (month is not (>= 1 and <= 12) || year is not (>= 1 and <= 9999) || day < 1 || day > DateTime.DaysInMonth(year, month.Value)
            || hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute + second > 0))
            return null;
        var local = new DateTime(year, month.Value, day, 0, 0, 0, DateTimeKind.Utc).Ticks
            + new TimeSpan(hour, minute, second).Ticks + Fraction(match);
        var ticks = local - FeedTimeNames.Offset(match.Groups["zone"].Value).Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>Two digits mean 1970 to 2069.</summary>
    private static int Year(Match match)
    {
        var year = Number(match, "y", 0);
        return match.Groups["y"].Length > 2 ? year : year < 70 ? year + 2000 : year + 1900;
    }

    private static int Hour(Match match)
    {
        var hour = Number(match, "h", 0);
        return match.Groups["half"].Value is not { Length: > 0 } half ? hour : hour % 12 + (half[0] is 'p' or 'P' ? 12 : 0);
    }

    private static int Number(Match match, string group, int otherwise) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static long Fraction(Match match)
    {
        var digits = match.Groups["f"].Value;
        return digits.Length == 0 ? 0 : long.Parse(digits.PadRight(7, '0')[..7], CultureInfo.InvariantCulture);
    }

    private const string Time =
        @"(?<h>[0-9]{1,2})[:.h](?<min>[0-9]{1,2})(?:[:.](?<s>[0-9]{1,2})(?:[.,](?<f>[0-9]{1,9}))?)?(?:\s*(?<half>[aApP])\.?[mM]\.?)?";

    private const string Zone = @"(?:\s*(?<zone>[-+A-Za-z(][-+A-Za-z0-9:.()/ _]*))?";
    private const string Weekday = @"(?:\p{L}+[\p{L}.-]*\s*,?\s+|\p{L}+,\s*|,\s*)?";
    private const string Month = @"(?<month>\p{L}{3,})\.?";

    // 2026-11-24T07:00:00Z, 20261124, 2026, 2020/1/10 14:33
    [GeneratedRegex(
        @"^(?<y>[0-9]{4})(?:(?:[-/.](?<m>[0-9]{1,2})(?:[-/.](?<d>[0-9]{1,2}))?|(?<m>[0-9]{2})(?<d>[0-9]{2}))"
        + @"(?:(?:\s*[Tt]\s*|[\s,]+)(?:" + Time + "|(?<h>[0-9]{2})(?<min>[0-9]{2})(?<s>[0-9]{2})?)" + Zone + @")?)?\s*[Zz]?$")]
    private static partial Regex Numbers();

    // 24.11.2026 07:00, which nobody writes with the month first
    [GeneratedRegex("^" + Weekday + @"(?<d>[0-9]{1,2})\.\s?(?<m>[0-9]{1,2})\.\s?(?<y>[0-9]{4})(?:[\s,]+(?:" + Time + ")?" + Zone + ")?$")]
    private static partial Regex Dotted();

    // Tue, 24 Nov 2026 07:00:00 +0100
    [GeneratedRegex(
        "^" + Weekday + @"(?<d>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?:\s+|-|/)(?:de\s+)?" + Month
        + @"(?:\s+|-|/)(?:de\s+)?(?<y>[0-9]{4}|[0-9]{2})(?:[\s,]+(?:" + Time + ")?" + Zone + ")?$")]
    private static partial Regex DayFirst();

    // Tue Nov 24 07:00:00 UTC 2026
    [GeneratedRegex("^" + Weekday + Month + @"\s+(?<d>[0-9]{1,2}),?\s+" + Time + @"\s+(?:(?<zone>[-+A-Za-z0-9:]{1,9})\s+)?(?<y>[0-9]{4})$")]
    private static partial Regex YearLast();

    // November 24, 2026 7:00 AM
    [GeneratedRegex(
        "^" + Weekday + Month + @"\s+(?<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?<y>[0-9]{4})(?:[\s,]+(?:at\s+)?(?:" + Time + ")?" + Zone + ")?$")]
    private static partial Regex MonthFirst();

    // 2026. november 24. 07:00, 2026-Nov-24
    [GeneratedRegex("^" + @"(?<y>[0-9]{4})(?:\.?\s+|[-/])" + Month + @"(?:\s+|[-/])(?<d>[0-9]{1,2})(?:\.|T)?(?:[\s,]*(?:" + Time + ")?" + Zone + ")?$")]
    private static partial Regex YearFirst();

    [GeneratedRegex("([0-9]{4})[年년]\\s*([0-9]{1,2})[月월]\\s*([0-9]{1,2})[日일]\\s*")]
    private static partial Regex EasternDate();

    [GeneratedRegex("([0-9]{1,2})[時时点시]\\s*([0-9]{1,2})")]
    private static partial Regex EasternTime();

    [GeneratedRegex("\\s*(?:上午|下午|午前|午後|오전|오후)\\s*")]
    private static partial Regex EasternHalf();
}
