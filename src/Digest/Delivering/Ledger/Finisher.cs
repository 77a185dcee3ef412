using Dapper;
using Digest.Composing;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>Calls an edition finished when every delivery of its release is final.</summary>
internal sealed class Finisher(Writer writer, EditionStore editions, DeliveringOptions options, TimeProvider clock)
{
    private const string Open = $"""
        select count(*) from batch b where b.edition = @edition and b.origin <> 'welcome'
          and (b.waiting + b.claimed + b.deferred > 0
               or b.in_doubt > 0 and exists (select 1 from delivery d where d.batch = b.id and {Batches.Resendable}))
        """;

    public async Task TryFinishAsync(long edition, CancellationToken ct) =>
        await writer.WriteAsync(async (c, t) =>
        {
            var parameters = new { edition, resend = options.InDoubt == InDoubtRule.Resend, attempts = options.InDoubtAttempts, now = clock.GetUtcNow() };
            if (await c.ExecuteScalarAsync<long>(Open, parameters, t) == 0)
                await editions.MoveAsync(c, t, edition, EditionState.Released, EditionState.Finished);
        }, ct);

    /// <summary>Looks at every released edition: one whose last answer was followed by a crash is finished here.</summary>
    public async Task TryFinishAllAsync(CancellationToken ct)
    {
        foreach (var edition in await editions.InStateAsync(EditionState.Released, ct)) await TryFinishAsync(edition, ct);
    }
}
