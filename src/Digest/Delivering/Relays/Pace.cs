using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Relays;

/// <summary>
/// How many mails a second a relay gets, from all nodes together. Permits come in blocks of a quarter of a second's worth from the
/// relay's row, which moves on by their time; the node hands them out one by one, evenly. What it has no use for is soon lost, not
/// saved up, so that over any second the rate is exceeded by a block a node at most. A node that dies takes its block with it.
/// </summary>
internal sealed class Pace(RelayOptions? relay, Writer writer, TimeProvider clock) : IDisposable
{
    /// <summary>So much later than it is due a permit may still be used.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    /// <summary>What timers and the database take; made up for by the next permits, or the rate would never be reached.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Nodes are a block ahead of the time each; a row so far ahead was written before a clock was set back.</summary>
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(1);

    private const string Reserve = """
        insert into relay_pace (relay, next_at) values (@relay, @now + @length)
        on conflict (relay) do update
            set next_at = @length + case when relay_pace.next_at between @now - @slack and @now + @far then relay_pace.next_at else @now end
        returning next_at - @length
        """;

    private readonly int perSecond = relay?.PerSecond ?? 0;
    private readonly string key = $"{relay?.Host.ToLowerInvariant()}:{relay?.Port}";
    private readonly SemaphoreSlim turn = new(1);

    // Of the own clock that nobody sets: since the beginning of this object.
    private readonly long began = clock.GetTimestamp();
    private TimeSpan next;
    private TimeSpan end;
    private int left;

    /// <summary>How many permits are had at once; null: there is no limit.</summary>
    public int? Block => perSecond == 0 ? null : Math.Max(1, perSecond / 4);

    private TimeSpan Step => TimeSpan.FromSeconds(1) / perSecond;

    private TimeSpan Now => clock.GetElapsedTime(began);

    /// <summary>Ends when one mail may go. Who waits is served in turn; who gives up leaves the permit to the next.</summary>
    /// <exception cref="DbException">No permits can be had from the database.</exception>
    public ValueTask WaitAsync(CancellationToken ct) => Block is { } block ? new ValueTask(WaitAsync(block, ct)) : ValueTask.CompletedTask;

    private async Task WaitAsync(int block, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            if (left == 0 || Now > end + KeptFor) await ReserveAsync(block, ct);
            // No bunch after a pause: what is late moves the others on.
            if (Now - next > Slack) next = Now;
            // A timer knows whole milliseconds, and one too early is as bad as a mail too many.
            for (var wait = next - Now; wait > TimeSpan.Zero; wait = next - Now) await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, ct);
            next += Step;
            left--;
        }
        finally
        {
            turn.Release();
        }
    }

    // Beside others: the row is read and moved by one statement, under its own lock, and nothing else is looked at.
    private async Task ReserveAsync(int block, CancellationToken ct)
    {
        var length = Step * block;
        var first = await writer.WriteBesideAsync<TimeSpan>(async (c, t) =>
        {
            var (here, now) = (Now, Micros(clock.GetUtcNow() - DateTimeOffset.UnixEpoch));
            var first = await c.ExecuteScalarAsync<long>(Reserve, new { relay = key, now, length = Micros(length), slack = Micros(Slack), far = Micros(Far) }, t);
            return here + TimeSpan.FromMicroseconds(first - now);
        }, ct);
        (left, end) = (block, first + length);
        if (next < first) next = first;
    }

    private static long Micros(TimeSpan time) => (long)Math.Ceiling(time.TotalMicroseconds);

    public void Dispose() => turn.Dispose();
}
