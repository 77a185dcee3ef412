using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>
/// How many mails a second a relay gets, or a minute a domain, from all nodes together. Permits come in blocks of a quarter of a
/// second's worth from a row, which moves on by their time; the node hands them out one by one, evenly. What it has no use for is
/// soon lost, not saved up, so that over any second or minute the rate is exceeded by a block a node at most. A node that dies takes
/// its block with it.
/// </summary>
internal sealed class Pace : IDisposable
{
    /// <summary>So much later than it is due a permit may still be used.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Quarter = TimeSpan.FromMilliseconds(250);

    /// <summary>What timers and the database take; made up for by the next permits, or the rate would never be reached.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Nodes are a block ahead of the time each; a row further ahead than so many was written before a clock was set back.</summary>
    private const int MostAhead = 60;

    private const string Reserve = """
        insert into relay_pace (relay, next_at) values (@relay, @now + @length)
        on conflict (relay) do update
            set next_at = @length + case when relay_pace.next_at between @now - @slack and @now + @far then relay_pace.next_at else @now end
        returning next_at - @length
        """;

    private readonly string key;
    private readonly Writer writer;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim turn = new(1);

    // Of the own clock that nobody sets: since the beginning of this object.
    private readonly long began;
    private TimeSpan next;
    private TimeSpan end;
    private int left;

    /// <summary>Of a relay's mails a second.</summary>
    public Pace(RelayOptions relay, Writer writer, TimeProvider clock)
        : this($"{relay.Host.ToLowerInvariant()}:{relay.Port}", TimeSpan.FromSeconds(1) / relay.PerSecond, writer, clock)
    {
    }

    /// <summary>Of a domain's mails a minute.</summary>
    public Pace(string domain, DomainOptions options, Writer writer, TimeProvider clock)
        : this($"domain:{domain}", TimeSpan.FromMinutes(1) / options.PerMinute, writer, clock)
    {
    }

    private Pace(string key, TimeSpan step, Writer writer, TimeProvider clock)
    {
        (this.key, Step, this.writer, this.clock) = (key, step, writer, clock);
        Block = (int)Math.Max(1, Quarter / step);
        began = clock.GetTimestamp();
    }

    /// <summary>How many permits are had at once.</summary>
    public int Block { get; }

    /// <summary>From one mail to the next.</summary>
    public TimeSpan Step { get; }

    private TimeSpan Now => clock.GetElapsedTime(began);

    /// <summary>Ends when one mail may go. Who waits is served in turn; who gives up leaves the permit to the next.</summary>
    /// <exception cref="DbException">No permits can be had from the database.</exception>
    public async ValueTask WaitAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            // A timer knows whole milliseconds, and one too early is as bad as a mail too many.
            for (var wait = await AheadAsync(ct); wait > TimeSpan.Zero; wait = next - Now) await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, ct);
            Use();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Zero: one mail may go. Else it may not, and how long until the next one may; nobody waits meanwhile.</summary>
    /// <exception cref="DbException">No permits can be had from the database.</exception>
    /// <param name="ct">Ends the wait for those before.</param>
    /// <param name="early">Whether it may go a step before its time: who asks rarely would else never find a permit beside who waits for each.</param>
    public async ValueTask<TimeSpan> TryAsync(CancellationToken ct, bool early = false)
    {
        await turn.WaitAsync(ct);
        try
        {
            var wait = await AheadAsync(ct);
            if (wait > (early ? Step : TimeSpan.Zero)) return wait;
            Use();
            return TimeSpan.Zero;
        }
        finally
        {
            turn.Release();
        }
    }

    // How far ahead the next permit is.
    private async Task<TimeSpan> AheadAsync(CancellationToken ct)
    {
        if (left == 0 || Now > end + KeptFor) await ReserveAsync(ct);
        // No bunch after a pause: what is late moves the others on.
        if (Now - next > Slack) next = Now;
        return next - Now;
    }

    private void Use()
    {
        next += Step;
        left--;
    }

    // Beside others: the row is read and moved by one statement, under its own lock, and nothing else is looked at.
    private async Task ReserveAsync(CancellationToken ct)
    {
        var length = Step * Block;
        var first = await writer.WriteBesideAsync<TimeSpan>(async (c, t) =>
        {
            var (here, now) = (Now, Micros(clock.GetUtcNow() - DateTimeOffset.UnixEpoch));
            var first = await c.ExecuteScalarAsync<long>(Reserve, new { relay = key, now, length = Micros(length), slack = Micros(Slack), far = Micros(length * MostAhead) }, t);
            return here + TimeSpan.FromMicroseconds(first - now);
        }, ct);
        (left, end) = (Block, first + length);
        if (next < first) next = first;
    }

    private static long Micros(TimeSpan time) => (long)Math.Ceiling(time.TotalMicroseconds);

    public void Dispose() => turn.Dispose();
}
