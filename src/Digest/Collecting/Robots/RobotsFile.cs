using System.Text;

namespace Digest.Collecting.Robots;

/// <summary>
/// What a robots.txt says to one crawler (RFC 9309). Only the groups that are meant for it are kept. Immutable; it never
/// throws, and takes time in proportion to the file.
/// </summary>
internal sealed class RobotsFile
{
    /// <summary>How much of a file is read; RFC 9309 section 2.5 asks for at least 500 KiB.</summary>
    public const int MostBytes = 500 * 1024;

    private readonly List<RobotsRule> rules;

    private RobotsFile(List<RobotsRule> rules, double? delay)
    {
        this.rules = rules;
        CrawlDelay = delay is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds)) : null;
        Weight = 100 + rules.Sum(rule => rule.Weight);
    }

    /// <summary>A file that says nothing, as does one that isn't there (section 2.3.1.3).</summary>
    public static RobotsFile AllowingAll { get; } = new([], null);

    /// <summary>Time between two requests, by an extension many files use; at most a day; null: not said.</summary>
    public TimeSpan? CrawlDelay { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public int Weight { get; }

    /// <param name="bytes">The file; of a longer one than <see cref="MostBytes"/> the beginning.</param>
    /// <param name="token">The crawler's product token, compared without case (section 2.2.1).</param>
    public static RobotsFile Parse(ReadOnlySpan<byte> bytes, string token)
    {
        if (bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        // One character a byte: paths are compared by octets, whatever encoding they pretend to.
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(MostBytes, bytes.Length)]).Replace("\r\n", "\n", StringComparison.Ordinal);
        var groups = new RobotsGroups(token);
        var number = 0;
        foreach (var line in text.AsSpan().SplitAny('\r', '\n'))
        {
            number++;
            var bare = text.AsSpan()[line];
            if (bare.IndexOf('#') is var hash and >= 0) bare = bare[..hash];
            // Only these two are white space: other such characters are halves of letters here.
            if (bare.IndexOf(':') is var colon and > 0) groups.Take(bare[..colon].Trim(" \t"), bare[(colon + 1)..].Trim(" \t"), number);
        }
        var (rules, delay) = groups.Chosen;
        return new RobotsFile(rules, delay);
    }

    /// <summary>The rule that forbids an address; null when none does.</summary>
    /// <remarks>Of the rules that match, the one with the longest pattern counts, and of equals the one that allows (section 2.2.2).</remarks>
    public RobotsRule? Refusal(Uri page)
    {
        // Asking for the file itself is always allowed (section 2.2.2).
        if (page.AbsolutePath == "/robots.txt") return null;
        var path = RobotsPath.OfAddress(page);
        RobotsRule? best = null;
        foreach (var rule in rules)
            if ((best is null || rule.Length > best.Length || (rule.Length == best.Length && rule.Allows)) && rule.Matches(path))
                best = rule;
        return best is { Allows: false } ? best : null;
    }
}
