using Dapper;
using Digest.Composing.Variants;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>
/// Every hour: removes the variants of editions that ended longer ago than <c>Retention:Editions</c>. The row of the
/// edition stays. In bounded steps, each its own commit; cut off, it goes on at the next look.
/// </summary>
internal sealed class VariantExpiry(Database database, Writer writer, StorageOptions options, TimeProvider clock, ILogger<VariantExpiry> log)
    : Sweep(clock, log, "Old variants")
{
    private const int MostPerStep = 20;

    // Kept in any case: what the next welcome will be, and what an operator may still have sent (in doubt, or not swept yet), while it is
    // known who would get it.
    private const string Next = """
        select e.id from edition e
        where e.variants_kept and e.finished_at < @before and e.state in ('finished', 'cancelled')
          and exists (select 1 from edition later where later.newsletter = e.newsletter and later.cadence = e.cadence
                        and later.state in ('released', 'finished') and (later.date > e.date or later.date = e.date and later.n > e.n))
          and (e.deliveries <> 'kept' or not exists (select 1 from batch b where b.edition = e.id and b.waiting + b.claimed + b.deferred + b.in_doubt > 0))
        order by e.finished_at limit 1
        """;

    /// <summary>Removes all that is old enough now.</summary>
    public override async Task SweepAsync(CancellationToken ct)
    {
        while (await NextAsync(ct) is { } edition)
            await writer.WriteAsync((c, t) => VariantStore.DropAsync(c, t, edition, MostPerStep), ct);
    }

    private async Task<long?> NextAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.ExecuteScalarAsync<long?>(Next, new { before = Clock.GetUtcNow() - options.Retention.Editions });
    }
}
