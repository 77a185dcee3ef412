namespace Digest.Delivering.Relays;

/// <summary>
/// Who gets a place at which relay. The lowest priority that takes mail is used, by weight among its equals; what one has no room
/// for while it starts again, or takes at all, goes to the others. Who finds all places taken waits in turn.
/// </summary>
internal sealed class Places : IAsyncDisposable
{
    private static readonly TimeSpan LookEach = TimeSpan.FromSeconds(1);
    private readonly LinkedList<Waiter> waiting = new();
    private readonly List<Tier> tiers;
    private readonly SteadyClock clock;
    private readonly ITimer look;

    public Places(IEnumerable<Relay> relays, SteadyClock clock, TimeProvider timers)
    {
        this.clock = clock;
        tiers = [.. relays.GroupBy(r => r.Priority).OrderBy(g => g.Key).Select(g => new Tier([.. g]))];
        look = timers.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Guards all that is known of the relays.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How many are of use at once.</summary>
    public int Count => tiers.Max(t => t.Connections);

    /// <summary>After so many mails a place should be given back.</summary>
    public int MailsPerTurnOf(Relay relay) => TierOf(relay).MailsPerTurnOf(relay);

    private Tier TierOf(Relay relay) => tiers.Find(t => t.Relays.Contains(relay))!;

    /// <summary>A place at the relay that is next; null: all are down.</summary>
    /// <param name="except">Relays that won't do.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<Relay?> TakeAsync(List<Relay> except, CancellationToken ct)
    {
        Waiter waiter;
        lock (Gate)
        {
            if (waiting.Count == 0 || except.Count > 0)
            {
                var relay = Choose(except, out var isWorthWaiting);
                if (relay is not null || !isWorthWaiting) return Task.FromResult(relay);
            }
            waiter = new Waiter(except);
            waiting.AddLast(waiter);
            if (waiting.Count == 1) look.Change(LookEach, Timeout.InfiniteTimeSpan);
        }
        return waiter.WaitAsync(Withdraw, ct);
    }

    private Relay? Choose(List<Relay> except, out bool isWorthWaiting)
    {
        isWorthWaiting = false;
        var now = clock.Now;
        foreach (var tier in tiers)
        {
            var relay = tier.Take(now, except, out var room);
            isWorthWaiting |= room != Room.Closed;
            // The next ones are for when these are down, not for when they are busy.
            if (relay is not null || room == Room.Taken) return relay;
        }
        return null;
    }

    /// <summary>Serves those who wait, in turn, as far as there is room now. Under the gate.</summary>
    public void Serve()
    {
        for (var node = waiting.First; node is not null;)
        {
            var next = node.Next;
            var relay = Choose(node.Value.Except, out var isWorthWaiting);
            if (relay is not null || !isWorthWaiting)
            {
                waiting.Remove(node);
                node.Value.Place.SetResult(relay);
            }
            else if (node.Value.Except.Count == 0) break;
            node = next;
        }
    }

    // A pause may be over, or a relay not have answered for long: nobody tells.
    private void Look()
    {
        lock (Gate)
        {
            Serve();
            if (waiting.Count > 0) look.Change(LookEach, Timeout.InfiniteTimeSpan);
        }
    }

    private void Withdraw(Waiter waiter)
    {
        lock (Gate) if (waiting.Remove(waiter)) waiter.Place.SetCanceled();
    }

    /// <summary>A place is free again, after so many mails.</summary>
    public void Leave(Relay relay, int mails)
    {
        lock (Gate)
        {
            TierOf(relay).GiveBack(relay, mails);
            relay.Leave();
            Serve();
        }
    }

    public ValueTask DisposeAsync() => look.DisposeAsync();

    private sealed class Waiter(List<Relay> except)
    {
        public List<Relay> Except { get; } = [.. except];

        public TaskCompletionSource<Relay?> Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<Relay?> WaitAsync(Action<Waiter> giveUp, CancellationToken ct)
        {
            await using var registration = ct.Register(() => giveUp(this));
            return await Place.Task;
        }
    }
}
