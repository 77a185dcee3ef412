using Dapper;

namespace Digest.Storage;

/// <summary>
/// This process among those that share the database. What it takes (requests, letters, batches) bears its number, and is free
/// for others once it has left, or was not seen for ten seconds: killed, stopped, cut off. A node that comes back from that
/// has a new number, and nothing that it had taken is its own any more. On SQLite there is one worker, and it is seen always.
/// </summary>
internal sealed partial class Node(Database database, Writer writer, HighWater highWater, LookBack lookBack, TimeProvider clock, ILogger<Node> log) : IAsyncDisposable
{
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>True of a row <c>x</c> that somebody has taken who is not @node and is alive; see <see cref="AliveSince"/>.</summary>
    public const string IsTaken = "x.node is not null and x.node <> @node and exists (select 1 from node n where n.id = x.node and n.seen_at > @aliveSince)";

    private const string Insert = "insert into node (name, works, began_at, seen_at) values (@name, @works, @now, @now) returning id";
    private const string DeleteOld = "delete from node where (works and @works and name = @name) or seen_at < @forgotten";
    private const string Renew = "update node set seen_at = @now where id = @id and seen_at > @since";
    private const string Delete = "delete from node where id = @id";
    private const string OthersWork = "select exists (select 1 from node where works and id <> @id and seen_at > @since)";

    private CancellationTokenSource left = new();
    private volatile CancellationTokenSource lost = new();
    private Task? beating;
    private long id;
    private long askedAt; // when it asked for what keeps it alive, by its own clock

    /// <summary>What rows that it takes bear; 0: it has not joined, and what it takes holds against nobody.</summary>
    public long Id => Volatile.Read(ref id);

    /// <summary>
    /// Ends when others may have taken what is this node's: what it has begun under <see cref="Id"/> is to be let go. By its own
    /// clock, so that it knows also when it is cut off, and at once when it was stopped. Have it before anything is taken.
    /// </summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Who was seen after it is alive.</summary>
    public DateTimeOffset AliveSince => database.IsShared ? clock.GetUtcNow() - LostAfter : DateTimeOffset.UnixEpoch;

    /// <summary>Joins the others, also again after it left. Whoever had this data folder before it is gone: its lock proves it.</summary>
    /// <param name="works">False: it serves pages only.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public async Task JoinAsync(bool works, CancellationToken ct)
    {
        await SetClockAsync(ct);
        await EnterAsync(works, ct);
        if (!database.IsShared) return;
        left.Dispose();
        left = new CancellationTokenSource();
        beating = BeatAsync(works);
    }

    /// <summary>Whether another node is at work. Of SQLite the worker's lock says it: false.</summary>
    public async Task<bool> OthersWorkAsync(CancellationToken ct)
    {
        if (!database.IsShared) return false;
        await using var c = await database.OpenAsync(ct);
        return await c.ExecuteScalarAsync<bool>(OthersWork, new { id = Id, since = AliveSince });
    }

    /// <summary>Leaves: what it has taken is free at once. Cut off, the others find out by themselves.</summary>
    public async Task LeaveAsync()
    {
        await left.CancelAsync();
        if (beating is not null) await beating;
        beating = null;
        // On SQLite the next worker of this folder sees to it.
        if (Id == 0 || !database.IsShared) return;
        try
        {
            await using var c = await database.OpenAsync(CancellationToken.None);
            await c.ExecuteAsync(Delete, new { id = Id });
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            Unreachable(fault.Message);
        }
        Volatile.Write(ref id, 0);
        await lost.CancelAsync();
    }

    private async Task EnterAsync(bool works, CancellationToken ct)
    {
        // On SQLite there was but one before, whatever its folder was called then: the file may have been moved since.
        var (asked, number) = await writer.RecordAsync(async (c, t) =>
        {
            var (asked, now) = (clock.GetTimestamp(), clock.GetUtcNow());
            await c.ExecuteAsync(DeleteOld, new { works, name = highWater.Node, forgotten = database.IsShared ? now - Forgotten : DateTimeOffset.MaxValue }, t);
            return (asked, await c.ExecuteScalarAsync<long>(Insert, new { name = highWater.Node, works, now }, t));
        }, ct);
        Volatile.Write(ref id, number);
        // Not before the new number: what is begun under the old one must end.
        lost = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        if (database.IsShared) LiveFrom(asked);
    }

    private void LiveFrom(long asked)
    {
        askedAt = asked;
        var rest = LostAfter - clock.GetElapsedTime(asked);
        lost.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
    }

    private async Task BeatAsync(bool works)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(left.Token)) await BeatOnceAsync(works);
        }
        catch (OperationCanceledException)
        {
            // It leaves.
        }
    }

    private async Task BeatOnceAsync(bool works)
    {
        try
        {
            await SetClockAsync(left.Token);
            if (!highWater.IsForgotten && await RenewAsync()) return;
            await lost.CancelAsync();
            // It may be the database that was put back; then nothing is begun that others would do again.
            if (await lookBack.MustStandStillAsync(left.Token)) return;
            Missed();
            await EnterAsync(works, left.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is: the next look finds out what became of it. With no more looks the node would be lost for good.
            Unreachable(fault.Message);
        }
    }

    // Its own row only, and in no group: a busy writer must not make it look dead. The row alone can't tell: a node that was stopped
    // between a look at the clock and the statement renews what was lost meanwhile.
    private async Task<bool> RenewAsync()
    {
        var (asked, now) = (clock.GetTimestamp(), clock.GetUtcNow());
        await using var c = await database.OpenAsync(left.Token);
        var isThere = await c.ExecuteAsync(Renew, new { id = Id, now, since = now - LostAfter }) == 1;
        if (!isThere || lost.IsCancellationRequested || clock.GetElapsedTime(askedAt) >= LostAfter) return false;
        LiveFrom(asked);
        return true;
    }

    private async Task SetClockAsync(CancellationToken ct)
    {
        if (clock is SharedClock shared) await shared.SetAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        left.Dispose();
        lost.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This node was not seen by the others for a while; what it had begun is theirs now, and it begins anew")]
    private partial void Missed();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database can't be reached: {Cause}")]
    private partial void Unreachable(string cause);
}
