using Dapper;
using Digest.Composing;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>A delivery of which nobody knows whether the relay took it.</summary>
internal sealed record Doubtful
{
    public required long Subscription { get; init; }
    public required long Batch { get; init; }
    public required PublicId PublicId { get; init; }
    public required string Address { get; init; }
    public required int Claims { get; init; }
    public DateTimeOffset? ClaimedAt { get; init; }
    public string? Answer { get; init; }
}

/// <summary>
/// The operator decides about deliveries in doubt: they were sent, or they wait to be sent (once more). A finished edition
/// that gets something to do by that is released again until it is done; nobody new is planned.
/// </summary>
internal sealed class Resolution(Database database, Writer writer, EditionStore editions, TimeProvider clock)
{
    private const string Select = """
        select d.subscription, d.batch, d.public_id, coalesce(d.address, '') as address, d.claims, d.claimed_at, d.answer
        from delivery d where d.edition = @edition and d.state = 'in_doubt' and d.subscription > @after order by d.subscription limit 1000
        """;

    // Who left or whose time is over is settled at the claim; a claim begins to count anew.
    private const string Resolve = """
        update delivery set state = @to, reason = 'resolved', claims = case when @to = 'waiting' then 0 else claims end,
            due_at = @now, expires_at = case when @to = 'waiting' and expires_at < @now then @until else expires_at end,
            answered_at = case when @to = 'sent' then @now else answered_at end
        where edition = @edition and subscription = @subscription and state = 'in_doubt'
        """;

    /// <summary>All that is in doubt of an edition, page by page.</summary>
    /// <exception cref="Fault">Its deliveries are not kept any more.</exception>
    public async IAsyncEnumerable<Doubtful> OfAsync(Edition edition)
    {
        if (!edition.KeepsDeliveries)
            throw new Fault($"The deliveries of edition {edition.Name} are not kept any more: it ended longer ago than Digest:Retention:Deliveries. What was in doubt stays so.");
        await using var c = await database.OpenAsync();
        for (long after = 0; ;)
        {
            var page = (await c.QueryAsync<Doubtful>(Select, new { edition = edition.Id, after })).AsList();
            foreach (var row in page) yield return row;
            if (page.Count == 0) yield break;
            after = page[^1].Subscription;
        }
    }

    /// <summary>Settles one; false: it is not in doubt any more, or not kept.</summary>
    /// <param name="edition">Whose delivery.</param>
    /// <param name="row">Which one.</param>
    /// <param name="to"><see cref="DeliveryState.Sent"/> or <see cref="DeliveryState.Waiting"/>.</param>
    /// <param name="ct">Ends the wait for the writer.</param>
    public Task<bool> ResolveAsync(Edition edition, Doubtful row, DeliveryState to, CancellationToken ct) => writer.WriteAsync(async (c, t) =>
    {
        DeliveryMachine.Require(DeliveryState.InDoubt, to);
        if (!(await EditionStore.GetAsync(c, t, edition.Id)).KeepsDeliveries) return false;
        var now = clock.GetUtcNow();
        var parameters = new { edition = edition.Id, subscription = row.Subscription, to = to.Text(), now, until = now.AddHours(1) };
        if (await c.ExecuteAsync(Resolve, parameters, t) != 1) return false;
        await Counters.MoveAsync(c, t, row.Batch, DeliveryState.InDoubt, to);
        if (to == DeliveryState.Waiting) await editions.MoveAsync(c, t, edition.Id, EditionState.Finished, EditionState.Released, "reopened for deliveries that were in doubt");
        return true;
    }, ct);
}
