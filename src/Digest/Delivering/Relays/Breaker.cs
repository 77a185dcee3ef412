namespace Digest.Delivering.Relays;

/// <summary>
/// Keeps a relay that is down from being hammered. After a failure no connection is tried for a pause of 5 seconds, twice as long
/// each time, up to 5 minutes; then one probe, and all is well again once a mail was answered. Failures are connections that can't
/// be made, and several mails in a row that a relay ends the session over instead of answering. Guarded by its owner.
/// </summary>
internal sealed class Breaker
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private const int MostInARow = 5;
    private DateTimeOffset until = DateTimeOffset.MinValue;
    private TimeSpan pause = FirstPause;
    private int inARow;

    /// <summary>What was wrong last; null: as far as we know nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether mails were what failed: then the connections that there are won't do either.</summary>
    public bool IsSick { get; private set; }

    public bool IsOpen(DateTimeOffset now) => OpenFor(now) > TimeSpan.Zero;

    /// <summary>How long no connection is tried; zero: one may be.</summary>
    public TimeSpan OpenFor(DateTimeOffset now) => until > now ? until - now : TimeSpan.Zero;

    /// <summary>No connection can be made. False: several tried at once, and this is the same failure.</summary>
    public bool Fail(DateTimeOffset now, string problem)
    {
        Problem = problem;
        if (IsOpen(now)) return false;
        until = now + pause;
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        inARow = 0;
        return true;
    }

    /// <summary>A fresh connection ended over its first mail. True: that is once too often.</summary>
    public bool Lose(DateTimeOffset now, string problem)
    {
        if (++inARow < MostInARow && Problem is null) return false;
        IsSick = true;
        return Fail(now, problem);
    }

    /// <summary>A connection was made after all, while others were refused: it is not down.</summary>
    public void Close() => (until, Problem, pause) = (DateTimeOffset.MinValue, null, FirstPause);

    /// <summary>A mail was answered. True: for the first time since it failed.</summary>
    public bool Answer()
    {
        var isBack = Problem is not null;
        (Problem, pause, inARow, IsSick) = (null, FirstPause, 0, false);
        return isBack;
    }
}
