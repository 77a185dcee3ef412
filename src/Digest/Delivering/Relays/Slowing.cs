namespace Digest.Delivering.Relays;

/// <summary>
/// How many connections a relay gets. Half as many whenever it asks for less (at most once in ten seconds, for many answers
/// tell the same), as many as it has when it refuses another, one more after each minute without either, never fewer than one. After it was down: one, and twice
/// as many whenever each has carried a few mails. Guarded by its owner.
/// </summary>
internal sealed class Slowing
{
    private const int MailsEach = 5;
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private DateTimeOffset halvedAt = DateTimeOffset.MinValue;
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;
    private readonly int most;
    private int bearable;
    private int started;
    private int taken;

    public Slowing(int most) => this.most = bearable = started = most;

    public int Allowed => Math.Min(bearable, started);

    /// <summary>Whether it was down, and has not all that it bears yet.</summary>
    public bool IsStarting => started < bearable;

    /// <summary>The relay asks for less; false: it just did.</summary>
    public bool Slow(DateTimeOffset now)
    {
        lastAt = now;
        if (now - halvedAt < Once && bearable < most) return false;
        (bearable, halvedAt) = (Math.Max(1, bearable / 2), now);
        return true;
    }

    /// <summary>The relay has so many and refuses another; false: it just did.</summary>
    public bool Slow(DateTimeOffset now, int to)
    {
        var isNews = now - lastAt >= Once;
        (bearable, lastAt) = (Math.Clamp(to, 1, bearable), now);
        return isNews;
    }

    /// <summary>The relay has so many, so it bears them.</summary>
    public void Bear(int connections) => bearable = Math.Clamp(connections, bearable, most);

    /// <summary>Gives back what a minute of quiet has earned.</summary>
    public void Grow(DateTimeOffset now)
    {
        while (bearable < most && now - lastAt >= Quiet)
        {
            bearable++;
            lastAt += Quiet;
        }
    }

    /// <summary>It was down: it begins anew, with one.</summary>
    public void Restart() => (started, taken) = (1, 0);

    /// <summary>It took a mail. True: it gets more connections for it.</summary>
    public bool Take()
    {
        if (started >= most || ++taken < started * MailsEach) return false;
        (started, taken) = (Math.Min(most, started * 2), 0);
        return true;
    }
}
