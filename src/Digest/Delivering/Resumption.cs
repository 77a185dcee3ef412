using Dapper;
using Digest.Collecting;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>What an operator wants of a database that was put back.</summary>
/// <param name="Deliver">Deliveries that were open go on. Else they are skipped: whoever they were for has most likely got them since.</param>
/// <param name="News">What feeds hold counts as news. Else it is known: it has most likely been mailed since.</param>
internal sealed record ResumePlan(bool Deliver, bool News);

/// <summary>Ends the standstill of an installation whose database was put back. Cut off at any step, it can be run again.</summary>
internal sealed class Resumption(
    Database database, Writer writer, Standstill standstill, SourceStore sources, EditionStore editions, Sweeper sweeper, DeliveringOptions options, TimeProvider clock)
{
    private const string SelectOpen = """
        select distinct e.id from edition e left join batch b on b.edition = e.id and b.waiting + b.claimed + b.deferred + b.in_doubt > 0
        where e.state in ('draft', 'held', 'releasing', 'released', 'paused') or (e.state = 'finished' and b.id is not null and e.deliveries = 'kept')
        order by e.id
        """;

    // Of what was on its way nobody knows more than before; it is not sent again by itself.
    private const string Settle = "update delivery set claims = @most where edition = @edition and state in ('claimed', 'in_doubt') and claims < @most";

    /// <returns>How many editions had something open.</returns>
    public async Task<int> RunAsync(ResumePlan plan, CancellationToken ct)
    {
        var open = plan.Deliver ? [] : await OpenAsync(ct);
        foreach (var edition in open) await CloseAsync(edition, ct);
        await writer.WriteAsync(async (c, t) =>
        {
            if (!plan.News)
            {
                await Candidates.SettleOpenAsync(c, t, clock.GetUtcNow());
                await sources.SettleAllAsync(c, t);
            }
            await standstill.EndAsync(c, t);
        }, ct);
        return open.Count;
    }

    private async Task<List<long>> OpenAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<long>(SelectOpen)).AsList();
    }

    private async Task CloseAsync(long id, CancellationToken ct)
    {
        await writer.WriteAsync(async (c, t) =>
        {
            var edition = await EditionStore.GetAsync(c, t, id);
            var state = edition.State.ToState<EditionState>();
            // What was not released then has been since, or will not be any more.
            if (state is EditionState.Draft or EditionState.Held or EditionState.Releasing)
            {
                await editions.MoveAsync(c, t, id, state, EditionState.Cancelled, "the database was put back");
                await Candidates.GiveBackAsync(c, t, id);
            }
            else if (state == EditionState.Paused) await editions.MoveAsync(c, t, id, EditionState.Paused, EditionState.Released, "the database was put back");
            await c.ExecuteAsync(Settle, new { edition = id, most = options.InDoubtAttempts }, t);
        }, ct);
        await sweeper.EditionAsync(id, SkipReason.Restored, ct);
    }
}
