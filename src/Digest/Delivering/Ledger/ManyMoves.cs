using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Accepted mails and claims of any number of senders, by a few statements: the rules of <see cref="Answers"/> and
/// <see cref="Claims"/> for the ordinary case, over many rows. The rows of the batches come first and stay locked: their fences
/// hold for all that follows.
/// </summary>
internal sealed class ManyMoves(TimeProvider clock)
{
    // No address: the person was erased while the mail was under way, and relays repeat addresses in their words.
    private const string Accept = """
        update delivery set state = 'sent', reason = null, answer = case when delivery.address is null then null else g.answer end, answered_at = @now, due_at = @now
        from given g
        where delivery.edition = g.edition and delivery.subscription = g.subscription and delivery.state = 'claimed' and delivery.fence = g.fence
        returning delivery.edition, delivery.subscription
        """;

    private const string Take = """
        update delivery set state = 'claimed', fence = w.fence, claims = delivery.claims + 1, claimed_at = @now, address = coalesce(delivery.address, p.email)
        from wanted w join edition e on e.id = w.edition join subscription s on s.id = w.subscription join subscriber p on p.id = s.subscriber
        where delivery.edition = w.edition and delivery.subscription = w.subscription and delivery.batch = w.batch and delivery.state = w.state
          and (e.state = 'released' or (e.state = 'finished' and delivery.origin = 'welcome'))
          and s.status = 'active' and not exists (select 1 from suppression x where x.address_hash = p.address_hash and x.newsletter in (0, s.newsletter))
        returning delivery.edition, delivery.subscription, delivery.address, delivery.claims
        """;

    private const string Count = """
        update batch set waiting = batch.waiting - m.waiting, deferred = batch.deferred - m.deferred, in_doubt = batch.in_doubt - m.in_doubt,
            claimed = batch.claimed + m.waiting + m.deferred + m.in_doubt - m.sent, sent = batch.sent + m.sent
        from moved m where batch.id = m.batch
        """;

    /// <returns>For each in its place what came of it; null: its answer is written, and its claim is to be asked for alone.</returns>
    public async Task<IReadOnlyList<Moved?>> EnterAsync(DbConnection c, DbTransaction t, IReadOnlyList<Move> moves)
    {
        var now = clock.GetUtcNow();
        var counts = (await Batches.LockAsync(c, t, moves.Select(m => m.Run.Batch).Distinct())).ToDictionary(b => b.Batch, b => new Tally(b));
        await AcceptAsync(c, t, moves, counts, now);
        var claims = await TakeAsync(c, t, moves, counts, now);
        await CountAsync(c, t, counts);
        return [.. moves.Select(m => m.Next is null ? new Moved(null, null) : claims.GetValueOrDefault(Key(m.Next)) is { } claim ? new Moved(claim, null) : null)];
    }

    private static async Task AcceptAsync(DbConnection c, DbTransaction t, IReadOnlyList<Move> moves, Dictionary<long, Tally> counts, DateTimeOffset now)
    {
        var given = new ValueTable("given", "edition", "subscription", "fence", "answer");
        var last = new Dictionary<(long, long), Delivery>();
        foreach (var move in moves)
        {
            if (move.Last is not { } answered) continue;
            last[Key(answered.Delivery)] = answered.Delivery;
            given.Add(answered.Delivery.Edition, answered.Delivery.Subscription, move.Run.Fence, answered.Reply.Kept);
        }
        if (last.Count == 0) return;
        given.Parameters.Add("now", now);
        var sent = (await c.QueryAsync<(long, long)>(given.With + Accept, given.Parameters, t)).Select(key => last[key]).ToList();
        foreach (var delivery in sent) counts[delivery.Batch].Sent++;
        foreach (var edition in sent.Where(d => counts[d.Batch].Refused).Select(d => d.Edition).Distinct()) await PolicyStop.AcceptedAsync(c, t, edition);
        foreach (var delivery in sent.Where(d => d.CatchUp)) await Aftermath.CaughtUpAsync(c, t, delivery);
    }

    private static async Task<Dictionary<(long, long), Claim>> TakeAsync(
        DbConnection c, DbTransaction t, IReadOnlyList<Move> moves, Dictionary<long, Tally> counts, DateTimeOffset now)
    {
        var wanted = new ValueTable("wanted", "edition", "subscription", "batch", "fence", "state");
        var next = new Dictionary<(long, long), Delivery>();
        foreach (var (run, _, delivery) in moves)
        {
            if (delivery is null || counts.GetValueOrDefault(run.Batch)?.Fence != run.Fence) continue;
            if (!next.TryAdd(Key(delivery), delivery)) continue;
            wanted.Add(delivery.Edition, delivery.Subscription, run.Batch, run.Fence, delivery.State);
        }
        if (next.Count == 0) return [];
        wanted.Parameters.Add("now", now);
        var claims = (await c.QueryAsync<Taken>(wanted.With + Take, wanted.Parameters, t))
            .ToDictionary(row => (row.Edition, row.Subscription), row => new Claim(ClaimOutcome.Claimed, row.Address, row.Claims));
        foreach (var key in claims.Keys) counts[next[key].Batch].Claim(next[key].State.ToState<DeliveryState>());
        return claims;
    }

    private static async Task CountAsync(DbConnection c, DbTransaction t, Dictionary<long, Tally> counts)
    {
        var moved = new ValueTable("moved", "batch", "waiting", "deferred", "in_doubt", "sent");
        foreach (var (batch, tally) in counts) moved.Add(batch, tally.Waiting, tally.Deferred, tally.InDoubt, tally.Sent);
        await c.ExecuteAsync(moved.With + Count, moved.Parameters, t);
    }

    private static (long, long) Key(Delivery delivery) => (delivery.Edition, delivery.Subscription);

    /// <summary>How many of a batch moved: to claimed from each of the states, and on from there.</summary>
    private sealed class Tally(Batches.Locked batch)
    {
        public int Fence => batch.Fence;
        public bool Refused => batch.Refused;
        public int Waiting { get; private set; }
        public int Deferred { get; private set; }
        public int InDoubt { get; private set; }
        public int Sent { get; set; }

        public void Claim(DeliveryState from)
        {
            DeliveryMachine.Require(from, DeliveryState.Claimed);
            if (from == DeliveryState.Waiting) Waiting++;
            else if (from == DeliveryState.Deferred) Deferred++;
            else InDoubt++;
        }
    }

    private sealed record Taken
    {
        public required long Edition { get; init; }
        public required long Subscription { get; init; }
        public required string Address { get; init; }
        public required int Claims { get; init; }
    }
}
