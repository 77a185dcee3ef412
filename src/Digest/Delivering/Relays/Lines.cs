using System.Collections.Concurrent;

namespace Digest.Delivering.Relays;

/// <summary>
/// The connections of this process: at most as many as the transport allows, kept between mails. After a failure to
/// connect none is tried for a while, so that a relay that is down is not hammered; one that asks for less gets fewer.
/// </summary>
internal sealed partial class Lines(ITransport transport, TimeProvider clock, ILogger<Lines> log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim permits = new(transport.Connections);
    private readonly ConcurrentStack<(ILine Line, DateTimeOffset Since)> kept = new();
    private readonly Slowing slowing = new(transport.Connections);
    private readonly SemaphoreSlim probing = new(1);
    private readonly Lock gate = new();
    private DateTimeOffset downUntil = DateTimeOffset.MinValue;
    private DateTimeOffset openedAt = DateTimeOffset.MinValue;
    private TimeSpan pause = FirstPause;
    private int inUse;

    public int Connections => transport.Connections;

    /// <summary>Why no line can be had now; null: as far as we know one can.</summary>
    public string? Problem { get; private set; }

    /// <summary>How long no connection is tried; zero: one may be.</summary>
    public TimeSpan DownFor
    {
        get
        {
            lock (gate) return downUntil - clock.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The relay said that it is too much: half the connections, and one more again after each quiet minute.</summary>
    public void Slow()
    {
        if (slowing.Slow(clock.GetUtcNow())) Slower(slowing.Allowed);
    }

    /// <summary>A connection for one's own; null: the relay is down, come back later.</summary>
    public async Task<Lease?> RentAsync(CancellationToken ct)
    {
        Release(slowing.Grow(clock.GetUtcNow()));
        await permits.WaitAsync(ct);
        try
        {
            if (await KeptLineAsync(ct) is { } idle) return Rent(idle, isNew: false);
            if (await NewLineAsync(ct) is { } line) return Rent(line, isNew: true);
        }
        catch
        {
            Release();
            throw;
        }
        Release();
        return null;
    }

    private Lease Rent(ILine line, bool isNew)
    {
        Interlocked.Increment(ref inUse);
        return new Lease(this, line, isNew);
    }

    // One that rested is asked whether it still answers, and not for long; one that rested long is not worth asking.
    private async Task<ILine?> KeptLineAsync(CancellationToken ct)
    {
        while (kept.TryPop(out var idle))
        {
            var rested = clock.GetUtcNow() - idle.Since;
            if (idle.Line.Usable && rested < KeptFor && (rested < AskAfter || await AnswersAsync(idle.Line, ct))) return idle.Line;
            await idle.Line.DisposeAsync();
        }
        return null;
    }

    private static async Task<bool> AnswersAsync(ILine line, CancellationToken ct)
    {
        using var shortly = CancellationTokenSource.CreateLinkedTokenSource(ct);
        shortly.CancelAfter(AnswerWithin);
        return await line.AnswersAsync(shortly.Token);
    }

    // While the last try failed, one tries for all.
    private async Task<ILine?> NewLineAsync(CancellationToken ct)
    {
        if (Problem is null) return await OpenAsync(ct);
        await probing.WaitAsync(ct);
        try
        {
            return await OpenAsync(ct);
        }
        finally
        {
            probing.Release();
        }
    }

    private async Task<ILine?> OpenAsync(CancellationToken ct)
    {
        lock (gate) if (clock.GetUtcNow() < downUntil) return null;
        try
        {
            var line = await transport.OpenAsync(ct);
            bool refusedAnother;
            lock (gate)
            {
                refusedAnother = clock.GetUtcNow() < downUntil;
                (Problem, pause, openedAt) = (null, FirstPause, clock.GetUtcNow());
            }
            // While this one was being opened another was refused: not down, but asking for less.
            if (refusedAnother) Slow();
            return line;
        }
        catch (RelayDownException fault)
        {
            bool tookAnother;
            lock (gate)
            {
                Problem = fault.Message;
                tookAnother = clock.GetUtcNow() - openedAt < FirstPause;
                // Several may have tried at once: that is one failure.
                if (clock.GetUtcNow() < downUntil) return null;
                downUntil = clock.GetUtcNow() + pause;
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            Down(fault.Message);
            // It takes some of our connections and not this one: that is asking for less.
            if (tookAnother || Volatile.Read(ref inUse) > 0) Slow();
            return null;
        }
    }

    private async ValueTask ReturnAsync(ILine line)
    {
        Interlocked.Decrement(ref inUse);
        try
        {
            if (line.Usable) kept.Push((line, clock.GetUtcNow()));
            else await line.DisposeAsync();
        }
        finally
        {
            Release();
        }
    }

    // A permit too many is held back until the relay takes more again.
    private void Release()
    {
        if (!slowing.HoldBack()) permits.Release();
    }

    private void Release(int more)
    {
        if (more > 0) permits.Release(more);
    }

    public async ValueTask DisposeAsync()
    {
        while (kept.TryPop(out var idle)) await idle.Line.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay takes no mail now: {Problem}")]
    private partial void Down(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay asks for less: at most {Connections} connections for now")]
    private partial void Slower(int connections);

    /// <summary>A line in use. Disposing gives it back.</summary>
    internal sealed class Lease(Lines owner, ILine line, bool isNew) : IAsyncDisposable
    {
        public ILine Line { get; private set; } = line;

        /// <summary>Whether it was opened for this lease.</summary>
        public bool IsNew { get; private set; } = isNew;

        /// <summary>Opens another connection in place of one that the relay has ended; false: none can be had.</summary>
        public async Task<bool> RenewAsync(CancellationToken ct)
        {
            await Line.DisposeAsync();
            if (await owner.NewLineAsync(ct) is not { } another) return false;
            (Line, IsNew) = (another, true);
            return true;
        }

        public ValueTask DisposeAsync() => owner.ReturnAsync(Line);
    }
}
