using System.Globalization;

namespace Digest.Collecting.Stories;

/// <summary>One number however it is written: 1,200 and 1.200 and 1 200; 3.25 and 3,25.</summary>
internal static class Numbers
{
    /// <summary>Digits with at most points between them.</summary>
    /// <param name="written">Digits of any script and separators.</param>
    public static string Normalise(string written)
    {
        var ascii = string.Concat(written.Select(c => char.IsDigit(c) ? (char)('0' + (int)CharUnicodeInfo.GetNumericValue(c)) : c));
        var groups = ascii.Split('.', ',', ':', ' ');
        var whole = groups[0].TrimStart('0');
        var isThousands = groups.Length > 1 && whole.Length is > 0 and < 4 && groups.Skip(1).All(group => group.Length == 3);
        groups[0] = whole.Length == 0 ? "0" : whole;
        return string.Join(isThousands ? "" : ".", groups);
    }

    /// <summary>Two reports of different events will hardly share it: no small count or day, no year, nothing round.</summary>
    public static bool IsTelling(string number)
    {
        if (!char.IsAsciiDigit(number[0])) return false;
        if (number.Contains('.')) return true;
        if (number.Length < 2 || IsYear(number) || number.TrimEnd('0').Length < 2) return false;
        return number.Length > 2 || string.CompareOrdinal(number, "31") > 0;
    }

    /// <summary>The telling numbers among some words.</summary>
    public static IReadOnlySet<string> Telling(IEnumerable<Word> words) => words.Select(word => word.Stem).Where(IsTelling).ToHashSet(StringComparer.Ordinal);

    /// <summary>Both have numbers, and none in common.</summary>
    public static bool Differ(IReadOnlySet<string> one, IReadOnlySet<string> other) => one.Count > 0 && other.Count > 0 && !one.Overlaps(other);

    public static bool IsYear(string number) =>
        number.Length == 4 && (number.StartsWith("19", StringComparison.Ordinal) || number.StartsWith("20", StringComparison.Ordinal));
}
