namespace Digest.Delivering.Relays;

/// <summary>
/// How many connections a relay gets: half as many whenever it asks for less (at most once in ten seconds, for many answers
/// tell the same), one more after each minute without such an answer. Never fewer than one. Safe for many threads.
/// </summary>
internal sealed class Slowing
{
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private DateTimeOffset lastAt = DateTimeOffset.MinValue;
    private readonly int most;
    private int allowed;
    private int heldBack;

    public Slowing(int most) => this.most = allowed = most;

    public int Allowed
    {
        get
        {
            lock (gate) return allowed;
        }
    }

    /// <summary>The relay asks for less; false: it just did.</summary>
    public bool Slow(DateTimeOffset now)
    {
        lock (gate)
        {
            if (now - lastAt < Once && allowed < most)
            {
                lastAt = now;
                return false;
            }
            (allowed, lastAt) = (Math.Max(1, allowed / 2), now);
            return true;
        }
    }

    /// <summary>How many permits come back, because a minute was quiet.</summary>
    public int Grow(DateTimeOffset now)
    {
        lock (gate)
        {
            while (allowed < most && now - lastAt >= Quiet)
            {
                allowed++;
                lastAt += Quiet;
            }
            var back = Math.Max(0, heldBack - (most - allowed));
            heldBack -= back;
            return back;
        }
    }

    /// <summary>Whether the permit that is being given back is one too many.</summary>
    public bool HoldBack()
    {
        lock (gate)
        {
            if (heldBack >= most - allowed) return false;
            heldBack++;
            return true;
        }
    }
}
