namespace Digest.World;

/// <summary>The system's clock, some time ahead or behind: it runs, timers included, so that a whole product can live by it.</summary>
public sealed class MovedClock(TimeSpan by) : TimeProvider
{
    private long ticks = by.Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ticks));

    /// <summary>Moves it further, at once; timers that run are not moved.</summary>
    public void Move(TimeSpan further) => Interlocked.Add(ref ticks, further.Ticks);
}
