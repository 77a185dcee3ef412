using System.Buffers;

namespace Digest.Collecting.Robots;

/// <summary>
/// What a page's <c>X-Robots-Tag</c> headers, or its <c>meta name="robots"</c>, say about taking text from it. There is no
/// standard; these are the words that search engines and publishers agree on.
/// </summary>
internal static class RobotsOrders
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
    private static readonly string[] WithValue = ["max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"];

    /// <summary>
    /// Whether the publisher wants no words of the page shown elsewhere: <c>nosnippet</c>, <c>max-snippet: 0</c>,
    /// <c>noai</c>, or <c>none</c>. A digest is no search index and no archive, and shows the publisher's own link: so
    /// <c>noindex</c>, <c>nofollow</c> and <c>noarchive</c> alone do not matter.
    /// </summary>
    /// <param name="lines">One header a line; null when there is none. An order may be for one crawler only: <c>name: order</c>.</param>
    public static bool ForbidText(string? lines)
    {
        foreach (var line in (lines ?? "").Split('\n'))
            if (LineForbidsText(line))
                return true;
        return false;
    }

    private static bool LineForbidsText(string line)
    {
        var isForUs = true;
        foreach (var part in line.Split(',', StringSplitOptions.TrimEntries))
        {
            var order = part.AsSpan();
            // A name counts for what follows it in the line.
            if (order.IndexOf(':') is var colon and > 0 && IsCrawler(order[..colon].Trim()))
            {
                isForUs = order[..colon].Trim().Equals(RobotsGate.Token, StringComparison.OrdinalIgnoreCase) || order[..colon].Trim() is "*";
                order = order[(colon + 1)..].Trim();
            }
            if (isForUs && IsAgainstText(order))
                return true;
        }
        return false;
    }

    private static bool IsCrawler(ReadOnlySpan<char> name)
    {
        foreach (var known in WithValue)
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return false;
        // The hour of a date has a colon after it, too.
        return name is "*" || !name.ContainsAnyExcept(Letters);
    }

    private static bool IsAgainstText(ReadOnlySpan<char> order)
    {
        foreach (var word in (ReadOnlySpan<string>)["nosnippet", "noai", "none"])
            if (order.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return order.StartsWith("max-snippet", StringComparison.OrdinalIgnoreCase)
            && order["max-snippet".Length..].TrimStart(" :=").Trim().SequenceEqual("0");
    }
}
