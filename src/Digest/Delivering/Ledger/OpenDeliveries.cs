using System.Runtime.CompilerServices;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>Reads what a batch has to send: page by page, so that memory stays flat; what is in doubt comes last.</summary>
internal sealed class OpenDeliveries(Database database, DeliveringOptions options, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>A <see cref="Delivery"/>; d: delivery, s: subscription, p: subscriber.</summary>
    public const string Select = """
        select d.edition, d.subscription, d.batch, d.public_id, d.state, d.origin, d.variant, d.dated_at, d.expires_at, d.reason, d.catch_up, d.claims, d.key_number, d.since_at, d.address, d.answered_at,
               s.public_id as subscription_id, p.email, p.address_hash
        from delivery d join subscription s on s.id = d.subscription join subscriber p on p.id = s.subscriber
        """;

    // In the order of the index: no page sorts the batch.
    private const string Fresh = Select + """
         where d.batch = @batch and d.state in ('waiting', 'deferred') and d.due_at <= @now and d.subscription > @after
         order by d.batch, d.subscription limit @size
        """;

    private const string Doubtful = Select + $"""
         where d.batch = @batch and {Batches.Resendable} and d.subscription > @after
         order by d.batch, d.subscription limit @size
        """;

    public async IAsyncEnumerable<Delivery> OfAsync(long batch, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var delivery in PagesAsync(Fresh, batch, ct)) yield return delivery;
        await foreach (var delivery in PagesAsync(Doubtful, batch, ct)) yield return delivery;
    }

    private async IAsyncEnumerable<Delivery> PagesAsync(string sql, long batch, [EnumeratorCancellation] CancellationToken ct)
    {
        for (long after = 0; ;)
        {
            List<Delivery> page;
            await using (var c = await database.OpenAsync(ct))
            {
                var parameters = new { batch, now = clock.GetUtcNow(), after, size = PageSize, attempts = options.InDoubtAttempts, resend = options.InDoubt == InDoubtRule.Resend };
                page = (await c.QueryAsync<Delivery>(sql, parameters)).AsList();
            }
            foreach (var delivery in page) yield return delivery;
            if (page.Count < PageSize) yield break;
            after = page[^1].Subscription;
        }
    }
}
