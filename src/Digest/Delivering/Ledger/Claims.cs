using System.Data.Common;
using Dapper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

internal enum ClaimOutcome
{
    /// <summary>Ours: send it now, at once.</summary>
    Claimed,

    /// <summary>It was settled: by somebody else or now, because it must not be sent.</summary>
    Settled,

    /// <summary>Nothing of this edition may be sent now; the run ends.</summary>
    Stopped,

    /// <summary>Another run of the batch has begun; this one ends.</summary>
    Superseded,
}

/// <param name="Outcome">What to do.</param>
/// <param name="Address">Where to send it, frozen by the first claim; empty unless claimed.</param>
/// <param name="Claims">How often it was claimed, this time included.</param>
internal sealed record Claim(ClaimOutcome Outcome, string Address, int Claims);

/// <summary>
/// Claiming: the commit before the first byte. A claim holds only while the batch's fence is the run's, the edition is
/// released, the reader subscribes and is not suppressed, and the installation does not stand still; all that is asked in the same
/// transaction (invariants 1 and 3).
/// </summary>
internal sealed class Claims(Aftermath aftermath, TimeProvider clock)
{
    private const string Take = """
        update delivery set state = 'claimed', fence = @fence, claims = claims + 1, claimed_at = @now,
            address = coalesce(address, (select p.email from subscription s join subscriber p on p.id = s.subscriber where s.id = @subscription))
        where edition = @edition and subscription = @subscription and batch = @batch and state = @from
          and exists (select 1 from edition e where e.id = @edition and (e.state = 'released' or (e.state = 'finished' and delivery.origin = 'welcome')))
          and exists (select 1 from subscription s join subscriber p on p.id = s.subscriber
                      where s.id = @subscription and s.status = 'active'
                        and not exists (select 1 from suppression x where x.address_hash = p.address_hash and x.newsletter in (0, s.newsletter)))
          and not exists (select 1 from standstill)
        returning address, claims
        """;

    private const string Look = """
        select d.state, e.state as edition_state, d.origin, s.status,
               exists (select 1 from suppression x where x.address_hash = p.address_hash and x.newsletter in (0, s.newsletter)) as suppressed,
               exists (select 1 from standstill) as stands_still
        from delivery d join edition e on e.id = d.edition join subscription s on s.id = d.subscription join subscriber p on p.id = s.subscriber
        where d.edition = @edition and d.subscription = @subscription
        """;

    private const string Settle = """
        update delivery set state = @to, reason = @reason, answered_at = @now
        where edition = @edition and subscription = @subscription and batch = @batch and state = @from
        """;

    public async Task<Claim> ClaimAsync(DbConnection c, DbTransaction t, Delivery delivery, BatchRun run)
    {
        var now = clock.GetUtcNow();
        var from = delivery.State.ToState<DeliveryState>();
        if (from != DeliveryState.InDoubt && now > delivery.ExpiresAt)
            return await SettleAsync(c, t, delivery, DeliveryState.Failed, "expired");
        if (!await Counters.ClaimAsync(c, t, run.Batch, from, run.Fence)) return new Claim(ClaimOutcome.Superseded, "", 0);
        var row = await c.QuerySingleOrDefaultAsync<Taken>(
            Take, new { edition = delivery.Edition, subscription = delivery.Subscription, batch = run.Batch, fence = run.Fence, from = delivery.State, now }, t);
        if (row is not null) return new Claim(ClaimOutcome.Claimed, row.Address, row.Claims);
        await Counters.UnclaimAsync(c, t, run.Batch, from);
        return await WhyNotAsync(c, t, delivery);
    }

    private async Task<Claim> WhyNotAsync(DbConnection c, DbTransaction t, Delivery delivery)
    {
        var found = await c.QuerySingleAsync<Found>(Look, new { edition = delivery.Edition, subscription = delivery.Subscription }, t);
        if (found.State != delivery.State) return new Claim(ClaimOutcome.Settled, "", 0);
        if (found.StandsStill) return new Claim(ClaimOutcome.Stopped, "", 0);
        // Who left after a mail went into doubt gets no further copy, and nobody knows about the first: it stays.
        if (found.EditionState != "cancelled" && delivery.State == "in_doubt" && (found.Status != "active" || found.Suppressed))
            return new Claim(ClaimOutcome.Settled, "", 0);
        if (found.EditionState == "cancelled") return await SkipAsync(c, t, delivery, SkipReason.Cancelled);
        if (found.EditionState != "released" && !(found.EditionState == "finished" && found.Origin == "welcome"))
            return new Claim(ClaimOutcome.Stopped, "", 0);
        return found.Status.ToState<SubscriptionStatus>() switch
        {
            SubscriptionStatus.Paused => await SkipAsync(c, t, delivery, SkipReason.Paused),
            SubscriptionStatus.Unsubscribed or SubscriptionStatus.Pending => await SkipAsync(c, t, delivery, SkipReason.Left),
            _ => await SkipAsync(c, t, delivery, SkipReason.Suppressed),
        };
    }

    private async Task<Claim> SkipAsync(DbConnection c, DbTransaction t, Delivery delivery, SkipReason reason) =>
        delivery.State == "in_doubt" ? new Claim(ClaimOutcome.Settled, "", 0)
            : await SettleAsync(c, t, delivery, DeliveryState.Skipped, reason.Text());

    private async Task<Claim> SettleAsync(DbConnection c, DbTransaction t, Delivery delivery, DeliveryState to, string reason)
    {
        var parameters = new { edition = delivery.Edition, subscription = delivery.Subscription, batch = delivery.Batch, from = delivery.State, to = to.Text(), reason, now = clock.GetUtcNow() };
        if (await c.ExecuteAsync(Settle, parameters, t) == 1)
        {
            await Counters.MoveAsync(c, t, delivery.Batch, delivery.State.ToState<DeliveryState>(), to);
            await aftermath.SettledAsync(c, t, delivery, to, reason);
        }
        return new Claim(ClaimOutcome.Settled, "", 0);
    }

    private sealed record Taken
    {
        public required string Address { get; init; }
        public required int Claims { get; init; }
    }

    private sealed record Found
    {
        public required string State { get; init; }
        public required string EditionState { get; init; }
        public required string Origin { get; init; }
        public required string Status { get; init; }
        public required bool Suppressed { get; init; }
        public required bool StandsStill { get; init; }
    }
}
