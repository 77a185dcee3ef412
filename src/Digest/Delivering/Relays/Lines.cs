using System.Collections.Concurrent;

namespace Digest.Delivering.Relays;

/// <summary>
/// The connections of this process: at most as many as the transport allows, kept between mails. After a failure to
/// connect none is tried for a while, so that a relay that is down is not hammered.
/// </summary>
internal sealed partial class Lines(ITransport transport, TimeProvider clock, ILogger<Lines> log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim permits = new(transport.Connections);
    private readonly ConcurrentStack<(ILine Line, DateTimeOffset Since)> kept = new();
    private readonly Lock gate = new();
    private DateTimeOffset downUntil = DateTimeOffset.MinValue;
    private TimeSpan pause = FirstPause;

    public int Connections => transport.Connections;

    /// <summary>Why no line can be had now; null: as far as we know one can.</summary>
    public string? Problem { get; private set; }

    /// <summary>A connection for one's own; null: the relay is down, come back later.</summary>
    public async Task<Lease?> RentAsync(CancellationToken ct)
    {
        await permits.WaitAsync(ct);
        try
        {
            if (await ReadyLineAsync(ct) is { } line) return new Lease(this, line);
        }
        catch
        {
            permits.Release();
            throw;
        }
        permits.Release();
        return null;
    }

    private async Task<ILine?> ReadyLineAsync(CancellationToken ct)
    {
        while (kept.TryPop(out var idle))
        {
            if (idle.Line.Usable && (clock.GetUtcNow() - idle.Since < AskAfter || await idle.Line.AnswersAsync(ct))) return idle.Line;
            await idle.Line.DisposeAsync();
        }
        lock (gate) if (clock.GetUtcNow() < downUntil) return null;
        try
        {
            var line = await transport.OpenAsync(ct);
            lock (gate) (Problem, pause) = (null, FirstPause);
            return line;
        }
        catch (RelayDownException fault)
        {
            lock (gate)
            {
                Problem = fault.Message;
                downUntil = clock.GetUtcNow() + pause;
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            Down(fault.Message);
            return null;
        }
    }

    private async ValueTask ReturnAsync(ILine line)
    {
        if (line.Usable) kept.Push((line, clock.GetUtcNow()));
        else await line.DisposeAsync();
        permits.Release();
    }

    public async ValueTask DisposeAsync()
    {
        while (kept.TryPop(out var idle)) await idle.Line.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The relay takes no mail now: {Problem}")]
    private partial void Down(string problem);

    /// <summary>A line in use. Disposing gives it back.</summary>
    internal sealed class Lease(Lines owner, ILine line) : IAsyncDisposable
    {
        public ILine Line => line;

        public ValueTask DisposeAsync() => owner.ReturnAsync(line);
    }
}
