namespace Digest.World;

/// <summary>
/// A clock without a pulse: it stands while anybody works, and jumps to the end of the next wait when all wait. What would take
/// seconds takes none, and is the same each time, whatever the machine does meanwhile.
/// </summary>
public sealed class EventClock(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private readonly List<Wait> waits = [];
    private TimeSpan passed;
    private TimeSpan moved;

    /// <summary>How much time has passed since the start.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (gate) return passed;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Passed.Ticks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return start + passed + moved;
    }

    /// <summary>Sets the clock on the wall forward or back; nobody's wait becomes shorter or longer by it.</summary>
    public void Set(TimeSpan by)
    {
        lock (gate) moved += by;
    }

    /// <summary>Lets time pass while nobody's wait ends.</summary>
    public void Pass(TimeSpan time)
    {
        lock (gate) passed += time;
    }

    /// <summary>Until so many wait; then time passes until the first of them has waited long enough.</summary>
    /// <exception cref="TimeoutException">Fewer wait after 30 seconds of ours.</exception>
    public async Task NextAsync(int waiting)
    {
        await Await.Until(() => Waiting >= waiting, Patience, $"{waiting} to wait for the clock");
        Wait first;
        lock (gate)
        {
            first = waits.MinBy(w => w.Due)!;
            waits.Remove(first);
            if (first.Due > passed) passed = first.Due;
        }
        first.End();
    }

    private int Waiting
    {
        get
        {
            lock (gate) return waits.Count;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(this, () => callback(state));
        wait.Change(dueTime, period);
        return wait;
    }

    private sealed class Wait(EventClock clock, Action end) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public Action End => end;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("Of this clock only single waits are known.");
            lock (clock.gate)
            {
                clock.waits.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.passed + dueTime;
                clock.waits.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate) clock.waits.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
