using System.Diagnostics.CodeAnalysis;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;

namespace Digest.Delivering;

/// <summary>
/// Deliveries of a run whose domains have had their share for now, in memory only: nobody has claimed them, so whatever happens they
/// wait in the ledger. There are so many at most; the others are left to a later run. Safe for many threads.
/// </summary>
internal sealed class Aside(TimeProvider clock)
{
    private const int Most = 1000;

    // So much late a mail is made up for, as its pace does.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);
    private readonly Lock gate = new();
    private readonly Dictionary<Pace, Lane> lanes = [];
    private readonly long began = clock.GetTimestamp();
    private TaskCompletionSource change = NextChange();
    private volatile int count;
    private volatile bool overflown;
    private int handed;

    /// <summary>Whether any had no room here, or none is left to send those that are.</summary>
    public bool HasRest => overflown || count > 0;

    /// <summary>Whether nobody is here, and none of those who are in senders' hands can come back.</summary>
    public bool IsDone
    {
        get
        {
            lock (gate) return count == 0 && handed == 0;
        }
    }

    /// <summary>One of a slow domain is given to the senders: it goes out, or is put aside.</summary>
    public void Hand()
    {
        lock (gate) handed++;
    }

    /// <summary>It goes out.</summary>
    public void Go()
    {
        lock (gate) Decided();
    }

    /// <summary>Puts one aside that the senders had.</summary>
    /// <param name="delivery">Whom it is for.</param>
    /// <param name="pace">Of its domain.</param>
    /// <param name="wait">How long until its domain may get the next mail.</param>
    public void Put(Delivery delivery, Pace pace, TimeSpan wait)
    {
        lock (gate)
        {
            if (!lanes.TryGetValue(pace, out var lane)) lanes[pace] = lane = new Lane();
            lane.At = Now + wait;
            if (count >= Most) overflown = true;
            else
            {
                lane.Rows.Enqueue(delivery);
                count++;
            }
            Decided();
        }
    }

    private void Decided()
    {
        handed--;
        change.SetResult();
        change = NextChange();
    }

    private static TaskCompletionSource NextChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One whose domain may get its next mail by now.</summary>
    public bool TryTake([MaybeNullWhen(false)] out Delivery delivery)
    {
        delivery = null;
        if (count == 0) return false;
        lock (gate)
        {
            var now = Now;
            foreach (var (pace, lane) in lanes)
            {
                if (lane.At > now || !lane.Rows.TryDequeue(out delivery)) continue;
                count--;
                handed++;
                // As many as their pace, so that few come only to be put aside again.
                lane.At = (lane.At < now - Slack ? now - Slack : lane.At) + pace.Step;
                return true;
            }
            return false;
        }
    }

    /// <summary>Ends when one may go, or when the senders have decided about one.</summary>
    public async Task ChangeAsync(CancellationToken ct)
    {
        Task decided;
        TimeSpan wait;
        lock (gate)
        {
            // Who looked a moment ago may have missed the last decision.
            if (count == 0 && handed == 0) return;
            (decided, wait) = (change.Task, Wait ?? Timeout.InfiniteTimeSpan);
        }
        if (wait == TimeSpan.Zero) return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A timer knows whole milliseconds.
        var pause = Task.Delay(wait < TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, end.Token);
        await Task.WhenAny(decided, pause);
        await end.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    // How long until the first may go; null: nobody is here. Under the gate.
    private TimeSpan? Wait
    {
        get
        {
            if (count == 0) return null;
            var wait = lanes.Values.Where(l => l.Rows.Count > 0).Min(l => l.At) - Now;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    private TimeSpan Now => clock.GetElapsedTime(began);

    private sealed class Lane
    {
        public Queue<Delivery> Rows { get; } = new();

        public TimeSpan At { get; set; }
    }
}
