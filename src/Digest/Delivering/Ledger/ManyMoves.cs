using System.Data.Common;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Accepted mails and claims of any number of senders, by a few statements: the rules of <see cref="Answers"/> and
/// <see cref="Claims"/> for the ordinary case, over many rows. The rows of the batches come first: they are counted as if
/// all went well, which locks them, and their fences hold for all that follows.
/// </summary>
internal sealed class ManyMoves(TimeProvider clock)
{
    // No address: the person was erased while the mail was under way, and relays repeat addresses in their words.
    private const string Accept = """
        update delivery set state = 'sent', reason = null, answer = case when delivery.address is null then null else g.answer end, answered_at = @now, due_at = @now
        from given g
        where delivery.edition = g.edition and delivery.subscription = g.subscription and delivery.batch = g.batch and delivery.state = 'claimed' and delivery.fence = g.fence
        returning delivery.edition, delivery.subscription, delivery.fence
        """;

    private const string Take = """
        update delivery set state = 'claimed', fence = w.fence, claims = delivery.claims + 1, claimed_at = @now, address = coalesce(delivery.address, p.email)
        from wanted w join batch b on b.id = w.batch and b.fence = w.fence join edition e on e.id = w.edition join subscription s on s.id = w.subscription join subscriber p on p.id = s.subscriber
        where delivery.edition = w.edition and delivery.subscription = w.subscription and delivery.batch = w.batch and delivery.state = w.state
          and (e.state = 'released' or (e.state = 'finished' and delivery.origin = 'welcome'))
          and s.status = 'active' and not exists (select 1 from suppression x where x.address_hash = p.address_hash and x.newsletter in (0, s.newsletter))
          and not exists (select 1 from standstill)
        returning delivery.edition, delivery.subscription, delivery.fence, delivery.address, delivery.claims
        """;

    private const string Count = """
        update batch set waiting = batch.waiting - m.waiting, deferred = batch.deferred - m.deferred, in_doubt = batch.in_doubt - m.in_doubt,
            claimed = batch.claimed + m.waiting + m.deferred + m.in_doubt - m.sent, sent = batch.sent + m.sent
        from moved m where batch.id = m.batch and batch.fence = m.fence
        returning batch.id as batch, batch.fence, (select e.policy_in_row > 0 from edition e where e.id = batch.edition) as refused
        """;

    private static readonly Texts Sqlite = Texts.Of(Dialect.Sqlite);
    private static readonly Texts PostgreSql = Texts.Of(Dialect.PostgreSql);

    private readonly KeptCommand all = new(static c => TextsOf(c).All, "now", "moved", "given", "wanted");
    private readonly KeptCommand count = new(static c => TextsOf(c).Count, "moved");

    /// <returns>For each in its place what came of it; null: its answer is written, and its claim is to be asked for alone.</returns>
    public async Task<IReadOnlyList<Moved?>> EnterAsync(DbConnection c, DbTransaction t, IReadOnlyList<Move> moves)
    {
        var counts = Expected(moves);
        var (held, accepted, taken) = await WriteAsync(c, t, moves, counts);
        // Each row speaks for one move only.
        var entered = moves.Select(m => new Entered(m,
            m.Last is { } last && accepted.Remove(Key(last.Delivery, m.Run)), m.Next is { } next && taken.Remove(Key(next, m.Run), out var claim) ? claim : null)).ToList();
        await FollowAsync(c, t, [.. entered.Where(e => e.Sent).Select(e => e.Move)], held);
        await CountBackAsync(c, t, entered, counts, held);
        return entered.ConvertAll(e => e.Move.Next is null ? new Moved(null, null) : e.Claim is null ? null : new Moved(e.Claim, null));
    }

    // One way to the server and back; the batches first, as if all went well.
    private async Task<Written> WriteAsync(DbConnection c, DbTransaction t, IReadOnlyList<Move> moves, Dictionary<(long Batch, long Fence), Tally> counts)
    {
        using var given = new ValueTable();
        using var wanted = new ValueTable();
        foreach (var (run, last, next) in moves)
        {
            if (last is { Delivery: var sent }) given.Add([sent.Edition, sent.Subscription, run.Batch, run.Fence], last.Reply.Kept);
            if (next is not null) wanted.Add([next.Edition, next.Subscription, run.Batch, run.Fence], next.State);
        }
        var written = new Written([], [], []);
        await using var rows = await all.With(c, t, clock.GetUtcNow(), Rows(counts), given.Rows(), wanted.Rows()).ExecuteReaderAsync();
        while (await rows.ReadAsync()) written.Held[(rows.GetInt64(0), rows.GetInt64(1))] = rows.GetBoolean(2);
        await rows.NextResultAsync();
        while (await rows.ReadAsync()) written.Accepted.Add((rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)));
        await rows.NextResultAsync();
        while (await rows.ReadAsync())
            written.Taken[(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2))] = new Claim(ClaimOutcome.Claimed, rows.GetString(3), rows.GetInt32(4));
        return written;
    }

    private static Dictionary<(long Batch, long Fence), Tally> Expected(IReadOnlyList<Move> moves)
    {
        var counts = new Dictionary<(long, long), Tally>();
        foreach (var (run, last, next) in moves)
        {
            if (!counts.TryGetValue((run.Batch, run.Fence), out var tally)) tally = counts[(run.Batch, run.Fence)] = new Tally();
            if (last is not null) tally.Sent++;
            if (next is not null) tally.Claim(next, 1);
        }
        return counts;
    }

    private static string Rows(Dictionary<(long Batch, long Fence), Tally> counts)
    {
        using var moved = new ValueTable();
        foreach (var (key, tally) in counts) moved.Add([key.Batch, key.Fence, tally.Waiting, tally.Deferred, tally.InDoubt, tally.Sent]);
        return moved.Rows();
    }

    // What an accepted mail means beyond its row.
    private static async Task FollowAsync(DbConnection c, DbTransaction t, IReadOnlyList<Move> sent, Dictionary<(long, long), bool> held)
    {
        foreach (var edition in sent.Where(m => held[(m.Run.Batch, m.Run.Fence)]).Select(m => m.Run.Edition).Distinct()) await PolicyStop.AcceptedAsync(c, t, edition);
        foreach (var move in sent.Where(m => m.Last!.Delivery.CatchUp)) await Aftermath.CaughtUpAsync(c, t, move.Last!.Delivery);
    }

    // What did not go well, of the batches that were counted.
    private async Task CountBackAsync(
        DbConnection c, DbTransaction t, IReadOnlyList<Entered> entered, Dictionary<(long Batch, long Fence), Tally> counts, Dictionary<(long, long), bool> held)
    {
        foreach (var (move, sent, claim) in entered)
        {
            var tally = counts[(move.Run.Batch, move.Run.Fence)];
            if (sent) tally.Sent--;
            if (claim is not null) tally.Claim(move.Next!, -1);
        }
        var back = counts.Where(p => held.ContainsKey(p.Key) && !p.Value.IsNothing).ToDictionary(p => p.Key, p => p.Value.Back());
        if (back.Count > 0) await count.With(c, t, Rows(back)).ExecuteNonQueryAsync();
    }

    private static (long, long, long) Key(Delivery delivery, BatchRun run) => (delivery.Edition, delivery.Subscription, run.Fence);

    /// <param name="Move">As it was brought.</param>
    /// <param name="Sent">Whether its answer was written.</param>
    /// <param name="Claim">Null: it has none.</param>
    private sealed record Entered(Move Move, bool Sent, Claim? Claim);

    /// <summary>How many of a batch move: to claimed from each of the states, and on from there.</summary>
    private sealed class Tally
    {
        public long Waiting { get; private set; }
        public long Deferred { get; private set; }
        public long InDoubt { get; private set; }
        public long Sent { get; set; }

        public bool IsNothing => Waiting == 0 && Deferred == 0 && InDoubt == 0 && Sent == 0;

        public void Claim(Delivery delivery, int n)
        {
            var from = delivery.State.ToState<DeliveryState>();
            DeliveryMachine.Require(from, DeliveryState.Claimed);
            if (from == DeliveryState.Waiting) Waiting += n;
            else if (from == DeliveryState.Deferred) Deferred += n;
            else InDoubt += n;
        }

        public Tally Back() => new() { Waiting = -Waiting, Deferred = -Deferred, InDoubt = -InDoubt, Sent = -Sent };
    }

    private static Texts TextsOf(DbConnection c) => Dialect.Of(c) == Dialect.Sqlite ? Sqlite : PostgreSql;

    /// <summary>The statements, with their tables as the database makes them.</summary>
    private sealed record Texts(string All, string Count)
    {
        public static Texts Of(Dialect dialect)
        {
            var count = ValueTable.With(dialect, "moved", "batch bigint", "fence bigint", "waiting bigint", "deferred bigint", "in_doubt bigint", "sent bigint") + ManyMoves.Count;
            var accept = ValueTable.With(dialect, "given", "edition bigint", "subscription bigint", "batch bigint", "fence bigint", "answer text") + Accept;
            var take = ValueTable.With(dialect, "wanted", "edition bigint", "subscription bigint", "batch bigint", "fence bigint", "state text") + Take;
            return new Texts($"{count};\n{accept};\n{take}", count);
        }
    }

    /// <param name="Held">The batches that are counted, by number and fence, with whether an edition's mails were refused in a row.</param>
    /// <param name="Accepted">Whose answers are written: edition, subscription, fence.</param>
    /// <param name="Taken">What is claimed, by the same.</param>
    private sealed record Written(Dictionary<(long, long), bool> Held, HashSet<(long, long, long)> Accepted, Dictionary<(long, long, long), Claim> Taken);
}
