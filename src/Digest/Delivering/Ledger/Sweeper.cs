using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Settles what will not be sent any more: the rest of a cancelled edition, or all that a database which was put back
/// still had open. In bounded steps, each its own commit; cut off, it goes on at the next call.
/// </summary>
internal sealed class Sweeper(Database database, Writer writer, TimeProvider clock)
{
    private const int Step = 1000;

    /// <summary>Longer than any answer is waited for: a claim this old has nobody who would still write its answer.</summary>
    private static readonly TimeSpan Abandoned = SmtpWait + TimeSpan.FromMinutes(5);

    private static TimeSpan SmtpWait => Relays.SmtpLine.AnswerWithin;

    private const string SelectCancelled = """
        select b.id from batch b join edition e on e.id = b.edition
        where b.waiting + b.claimed + b.deferred + b.in_doubt > 0 and b.waiting + b.claimed + b.deferred > 0 and e.state = 'cancelled'
        order by b.id limit 1000
        """;

    private const string SelectOf = """
        select id from batch where edition = @edition and waiting + claimed + deferred + in_doubt > 0 order by id
        """;

    private const string Skip = """
        update delivery set state = 'skipped', reason = @reason, answered_at = @now
        where batch = @batch and state = @from
          and subscription in (select subscription from delivery where batch = @batch and state = @from order by subscription limit @step)
        """;

    private const string Doubt = "update delivery set state = 'in_doubt' where batch = @batch and state = 'claimed' and claimed_at < @before";

    /// <summary>Settles the rest of every cancelled edition.</summary>
    public async Task CancelledAsync(CancellationToken ct)
    {
        List<long> batches;
        await using (var c = await database.OpenAsync(ct)) batches = (await c.QueryAsync<long>(SelectCancelled)).AsList();
        foreach (var batch in batches) await BatchAsync(batch, SkipReason.Cancelled, clock.GetUtcNow() - Abandoned, ct);
    }

    /// <summary>Settles what one edition has open.</summary>
    /// <param name="edition">Row number.</param>
    /// <param name="reason">Why nothing more of it is sent.</param>
    /// <param name="ct">Ends it between two steps.</param>
    public async Task EditionAsync(long edition, SkipReason reason, CancellationToken ct)
    {
        List<long> batches;
        await using (var c = await database.OpenAsync(ct)) batches = (await c.QueryAsync<long>(SelectOf, new { edition })).AsList();
        foreach (var batch in batches) await BatchAsync(batch, reason, clock.GetUtcNow() - Abandoned, ct);
    }

    private async Task BatchAsync(long batch, SkipReason reason, DateTimeOffset abandoned, CancellationToken ct)
    {
        foreach (var from in (DeliveryState[])[DeliveryState.Waiting, DeliveryState.Deferred])
            while (await writer.WriteAsync((c, t) => SkipAsync(c, t, batch, from, reason), ct) == Step)
                ct.ThrowIfCancellationRequested();
        await writer.WriteAsync((c, t) => DoubtAsync(c, t, batch, abandoned), ct);
    }

    private async Task<int> SkipAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from, SkipReason reason)
    {
        var rows = await c.ExecuteAsync(Skip, new { batch, from = from.Text(), reason = reason.Text(), now = clock.GetUtcNow(), step = Step }, t);
        if (rows > 0) await Counters.MoveAsync(c, t, batch, from, DeliveryState.Skipped, rows);
        return rows;
    }

    private static async Task DoubtAsync(DbConnection c, DbTransaction t, long batch, DateTimeOffset before)
    {
        var rows = await c.ExecuteAsync(Doubt, new { batch, before }, t);
        if (rows > 0) await Counters.MoveAsync(c, t, batch, DeliveryState.Claimed, DeliveryState.InDoubt, rows);
    }
}
