using System.Globalization;

namespace Digest.Subscribing.Import;

/// <summary>Times as products write them. What has no zone is UTC; what can be read in two ways is not read.</summary>
internal static class FileTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd", "MMM d, yyyy",
    ];

    /// <summary>Null: it is no time.</summary>
    public static DateTimeOffset? Read(string written)
    {
        if (written.Length < 8) return null;
        var text = IsGo(written) ? FromGo(written) : written.Replace(" UTC", "Z", StringComparison.Ordinal);
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    // Go's default form: 2024-01-02 03:04:05.123456789 +0000 UTC
    private static bool IsGo(string written) => written.Split(' ') is [_, _, [('+' or '-'), _, _, _, _], ..];

    private static string FromGo(string written)
    {
        var parts = written.Split(' ');
        var clock = parts[1].Length > "03:04:05.1234567".Length ? parts[1][.."03:04:05.1234567".Length] : parts[1];
        return $"{parts[0]}T{clock}{parts[2].Insert(3, ":")}";
    }
}
