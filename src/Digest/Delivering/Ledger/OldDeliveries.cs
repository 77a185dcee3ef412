using System.Data.Common;
using Dapper;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Who got editions that ended long ago, taken out of the ledger a step at a time, each by an index. The first step marks the
/// edition, and from then on nobody gets it any more: no welcome, nothing resolved; so nobody gets it twice because their row is
/// gone. Its batches stay with their counters, in doubt too, and its numbers add up for ever.
/// </summary>
internal static class OldDeliveries
{
    public const int MostPerStep = 500;

    // What is on its way keeps all; what is in doubt keeps all as long as it may be sent once more, by us or an operator.
    private const string IsOld = """
        e.deliveries <> 'gone' and e.finished_at is not null and e.finished_at < @before and e.state in ('finished', 'cancelled')
          and (e.deliveries = 'going' or not exists (select 1 from batch b where b.edition = e.id
                 and (b.waiting + b.claimed + b.deferred > 0 or b.in_doubt > 0 and b.due_at >= @before)))
        """;

    private const string SelectNext = $"select e.id from edition e where {IsOld} order by e.finished_at limit 1";
    private const string Begin = $"update edition as e set deliveries = 'going' where e.id = @edition and {IsOld}";
    private const string End = "update edition set deliveries = 'gone' where id = @edition and deliveries = 'going'";

    // Pairs are compared, so that only the primary key serves: that of readers alone would lead through all that they ever got.
    private const string SelectThrough = """
        select max(subscription) from (
            select subscription from delivery where (edition, subscription) > (@edition, @after) and edition <= @edition
            order by edition, subscription limit @most) as step
        """;

    private const string Delete = """
        delete from delivery where (edition, subscription) > (@edition, @after) and (edition, subscription) <= (@edition, @through)
          and (select deliveries from edition where id = @edition) = 'going'
        """;

    private const string DeleteBounces = """
        delete from bounce where id in (select id from bounce where edition = @edition limit @most)
          and (select deliveries from edition where id = @edition) = 'going'
        """;

    /// <summary>The edition that ended first of those that ended before an instant and still have deliveries; null: there is none.</summary>
    public static Task<long?> NextAsync(DbConnection c, DateTimeOffset before) => c.ExecuteScalarAsync<long?>(SelectNext, new { before });

    /// <summary>Marks it; false: it is not to go after all.</summary>
    public static async Task<bool> BeginAsync(DbConnection c, DbTransaction t, long edition, DateTimeOffset before) =>
        await c.ExecuteAsync(Begin, new { edition, before }, t) == 1;

    /// <summary>Removes some deliveries of an edition that is marked.</summary>
    /// <returns>The last reader of the step, behind whom the next one begins; null: no more are left.</returns>
    public static async Task<long?> DeleteAsync(DbConnection c, DbTransaction t, long edition, long after)
    {
        var through = await c.ExecuteScalarAsync<long?>(SelectThrough, new { edition, after, most = MostPerStep }, t);
        if (through is not null) await c.ExecuteAsync(Delete, new { edition, after, through }, t);
        return through;
    }

    /// <summary>Removes some of what came back of them; true: no more is left, and the edition is done with.</summary>
    public static async Task<bool> DeleteBouncesAsync(DbConnection c, DbTransaction t, long edition)
    {
        if (await c.ExecuteAsync(DeleteBounces, new { edition, most = MostPerStep }, t) == MostPerStep) return false;
        await c.ExecuteAsync(End, new { edition }, t);
        return true;
    }
}
