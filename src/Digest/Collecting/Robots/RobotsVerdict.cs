using Digest.Collecting.Fetching;

namespace Digest.Collecting.Robots;

/// <summary>What is known of an origin's robots.txt, and for how long that holds.</summary>
/// <param name="File">Its rules.</param>
/// <param name="Refusal">Why nothing of the origin may be asked now, whatever the rules; null: the rules decide.</param>
/// <param name="IsForNow">It may be another time.</param>
/// <param name="HoldsFor">At most a day (RFC 9309 section 2.4).</param>
internal sealed record RobotsVerdict(RobotsFile File, string? Refusal, bool IsForNow, TimeSpan HoldsFor)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    /// <summary>How long an origin without an answer is left alone.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(30);

    /// <param name="fetched">What came of asking for the file.</param>
    /// <param name="last">What was known before: it goes on to hold while the file can't be had (section 2.4).</param>
    public static RobotsVerdict Of(FetchResult fetched, RobotsVerdict? last) => fetched switch
    {
        FetchResult.Fetched file => new(RobotsFile.Parse(file.Bytes.Span, RobotsGate.Token), null, false, Within(file.Facts.FreshFor ?? Longest, Shortest)),
        FetchResult.Failed failed when IsUnavailable(failed) => new(RobotsFile.AllowingAll, null, false, Longest),
        FetchResult.Failed failed when last is { Refusal: null } => last with { HoldsFor = Within(failed.RetryAfter ?? Silence, Silence) },
        FetchResult.Failed failed => new(RobotsFile.AllowingAll, $"its robots.txt can't be had: {failed.Reason}", failed.Fault is not (FetchFault.Address or FetchFault.Private), Within(failed.RetryAfter ?? Silence, Silence)),
        _ => throw new InvalidOperationException("Nothing was asked that may be unchanged."),
    };

    /// <summary>
    /// There is none, so everything is allowed (section 2.3.1.3): the site says so by 4xx, by an answer without content, or
    /// by sending us round (2.3.1.2). Not by 429: that asks for rest. All else is no answer, and nothing is allowed (2.3.1.4).
    /// </summary>
    private static bool IsUnavailable(FetchResult.Failed failed) =>
        failed.Status is (>= 400 and < 500 and not 429) or (>= 201 and < 300) || failed.Fault == FetchFault.Redirect;

    private static TimeSpan Within(TimeSpan asked, TimeSpan least) => asked < least ? least : asked > Longest ? Longest : asked;
}
