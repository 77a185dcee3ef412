namespace Digest.Collecting.Polling;

/// <summary>
/// When a source is looked at next: a few times between two of its articles, never more often than its publisher asks, and
/// always between MinInterval and MaxInterval. A pure rule.
/// </summary>
internal static class Rhythm
{
    private const int LooksPerArticle = 3;

    /// <summary>Of a source without any article.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromHours(1);

    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    private static readonly TimeSpan[] Backoff =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    /// <param name="now">Now.</param>
    /// <param name="gap">The usual time between two articles; zero: not known.</param>
    /// <param name="leastWait">What the publisher asks for.</param>
    /// <param name="skips">When it is not to be asked.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="source">Its number: those that were looked at together don't come back together.</param>
    public static DateTimeOffset Next(DateTimeOffset now, TimeSpan gap, TimeSpan leastWait, Skips skips, CollectingOptions options, long source)
    {
        var wait = gap == TimeSpan.Zero ? Unknown : gap / LooksPerArticle;
        if (wait < leastWait) wait = leastWait;
        wait = Jittered(wait < options.MinInterval ? options.MinInterval : wait < options.MaxInterval ? wait : options.MaxInterval, source);
        if (wait > options.MaxInterval) wait = options.MaxInterval;
        return skips.After(now + wait, now + options.MaxInterval);
    }

    /// <summary>After so many failures in a row, this one not counted: 1, 5, 15, 60 minutes and so on to a day, never given up.</summary>
    public static TimeSpan AfterFailure(int failures, long source) => Jittered(Backoff[Math.Min(failures, Backoff.Length - 1)], source);

    /// <summary>The usual time between two articles, from the last month; the whole month where nothing came; zero: there is none at all.</summary>
    public static TimeSpan Gap(DateTimeOffset now, IReadOnlyCollection<DateTimeOffset> articles)
    {
        if (articles.Count == 0) return TimeSpan.Zero;
        var recent = articles.Where(at => at <= now && now - at < Window).ToList();
        return recent.Count == 0 ? Window : (now - recent.Min()) / recent.Count;
    }

    // Up to a tenth longer.
    private static TimeSpan Jittered(TimeSpan wait, long source) => wait + wait * (source * 7 % 100 / 1000.0);
}
