namespace Digest.Tests.Collecting;

/// <summary>A clock on which whoever waits has waited at once: it goes as another, and jumps to the end of each wait.</summary>
internal sealed class HastyClock(TimeProvider other) : TimeProvider
{
    private long jumped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => other.GetElapsedTime(0).Ticks + Interlocked.Read(ref jumped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero) Interlocked.Add(ref jumped, dueTime.Ticks);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
