using Digest.Delivering.Replies;

namespace Digest.Delivering.Relays;

/// <summary>
/// The connections of this process to all its relays, shared by all batches and letters, and kept between mails. A sender gets a
/// place at the relay that is next, and with it a connection; what comes of it tells how the relay fares.
/// </summary>
internal sealed partial class Lines : IAsyncDisposable
{
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    private readonly List<Relay> relays;
    private readonly Places places;
    private readonly SteadyClock clock;
    private readonly ILogger<Lines> log;

    public Lines(IEnumerable<Relay> relays, TimeProvider clock, ILogger<Lines> log)
    {
        (this.relays, this.clock, this.log) = ([.. relays], new SteadyClock(clock), log);
        places = new Places(this.relays, this.clock, clock);
        Connections = places.Count;
    }

    /// <summary>How many places are of use at once.</summary>
    public int Connections { get; }

    /// <summary>How many relays there are.</summary>
    public int Relays => relays.Count;

    /// <summary>Why no connection can be had now, each relay in its words; null: as far as we know one can.</summary>
    public string? Problem
    {
        get
        {
            lock (places.Gate) return relays.TrueForAll(r => r.Problem is not null) ? string.Join("; ", relays.Select(r => r.Problem)) : null;
        }
    }

    /// <summary>How long no connection is tried to any relay; zero: one may be.</summary>
    public TimeSpan DownFor
    {
        get
        {
            lock (places.Gate) return relays.Min(r => r.DownFor(clock.Now));
        }
    }

    /// <summary>All relays, as they are now.</summary>
    public IReadOnlyList<RelayView> Views
    {
        get
        {
            lock (places.Gate) return [.. relays.Select(r => r.View(clock.Now))];
        }
    }

    /// <summary>A connection for one's own; null: all relays are down, come back later.</summary>
    public Task<Lease?> RentAsync(CancellationToken ct) => RentAsync([], ct);

    /// <param name="except">Relays that won't do.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Lease?> RentAsync(IEnumerable<Relay> except, CancellationToken ct)
    {
        var tried = except.ToList();
        while (await places.TakeAsync(tried, ct) is { } relay)
        {
            try
            {
                if (await KeptLineAsync(relay, ct) is { } idle) return Rent(relay, idle, isNew: false);
                if (await OpenAsync(relay, tried, ct) is { } line) return Rent(relay, line, isNew: true);
            }
            catch
            {
                places.Leave(relay, mails: 0);
                throw;
            }
            places.Leave(relay, mails: 0);
        }
        return null;
    }

    private Lease Rent(Relay relay, ILine line, bool isNew)
    {
        lock (places.Gate) relay.Rent();
        return new Lease(this, relay, line, isNew, places.MailsPerTurnOf(relay));
    }

    // One that rested is asked whether it still answers, and not for long; one that rested long is not worth asking.
    private async Task<ILine?> KeptLineAsync(Relay relay, CancellationToken ct)
    {
        while (true)
        {
            (ILine Line, DateTimeOffset Since) idle;
            lock (places.Gate) if (!relay.Kept.TryPop(out idle)) return null;
            var rested = clock.Now - idle.Since;
            if (idle.Line.Usable && rested < KeptFor && (rested < AskAfter || await AnswersAsync(idle.Line, ct))) return idle.Line;
            await idle.Line.DisposeAsync();
        }
    }

    private static async Task<bool> AnswersAsync(ILine line, CancellationToken ct)
    {
        using var shortly = CancellationTokenSource.CreateLinkedTokenSource(ct);
        shortly.CancelAfter(AnswerWithin);
        return await line.AnswersAsync(shortly.Token);
    }

    private async Task<ILine?> OpenAsync(Relay relay, List<Relay> tried, CancellationToken ct)
    {
        lock (places.Gate) if (relay.DownFor(clock.Now) > TimeSpan.Zero) return PassOver(relay, tried);
        try
        {
            var line = await relay.Transport.OpenAsync(ct);
            lock (places.Gate) if (relay.Opened(clock.Now)) Slower(relay.Allowed, relay.Name);
            return line;
        }
        catch (RelayDownException fault)
        {
            lock (places.Gate)
            {
                // It takes some of our connections and not this one: that is asking for less, and one of those will come back.
                if (relay.HasSome(clock.Now))
                {
                    if (relay.Refused(clock.Now)) Slower(relay.Allowed, relay.Name);
                    return null;
                }
                if (relay.Failed(clock.Now, fault.Message)) Down(fault.Message);
                places.Serve(); // elsewhere, or nowhere
                return PassOver(relay, tried);
            }
        }
    }

    // This one won't do for whoever asks now.
    private static ILine? PassOver(Relay relay, List<Relay> tried)
    {
        tried.Add(relay);
        return null;
    }

    /// <summary>What a relay said to a mail: it is slowed, given up for a while, or gets more.</summary>
    public void Note(Relay relay, Reply reply, bool isFresh)
    {
        lock (places.Gate)
        {
            var change = relay.Answered(clock.Now, reply, isFresh);
            if (change == Relay.Turn.Down) Down(relay.Problem!);
            if (change == Relay.Turn.Back) Back(relay.Name);
            // Said at the end of a connection that has carried mails it may mean that one only.
            if (reply.Class == ReplyClass.Rate && (isFresh || !reply.LineLost) && relay.Slow(clock.Now)) Slower(relay.Allowed, relay.Name);
            if (change != Relay.Turn.None) places.Serve();
        }
    }

    /// <summary>A turn is over, in which so many mails went.</summary>
    public async ValueTask ReturnAsync(Relay relay, ILine line, int mails)
    {
        bool isKept;
        lock (places.Gate)
        {
            relay.Return();
            isKept = relay.MayKeep(line);
            if (isKept) relay.Kept.Push((line, clock.Now));
        }
        try
        {
            // Its place is free when it is closed: a relay counts those that still say goodbye.
            if (!isKept) await line.DisposeAsync();
        }
        finally
        {
            places.Leave(relay, mails);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await places.DisposeAsync();
        foreach (var relay in relays)
        {
            while (relay.Kept.TryPop(out var idle)) await idle.Line.DisposeAsync();
            relay.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay takes no mail now: {Problem}")]
    private partial void Down(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The relay {Relay} takes mail again")]
    private partial void Back(string relay);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay asks for less: at most {Connections} connections for now, {Relay}")]
    private partial void Slower(int connections, string relay);
}
