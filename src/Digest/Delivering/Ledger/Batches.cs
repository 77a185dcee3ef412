using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>A run of a batch: the fence that it raised proves its claims to be its own.</summary>
internal sealed record BatchRun(long Batch, long Edition, string Origin, int Fence);

/// <summary>The rows of batches: deliveries with one due time, woken and recovered together.</summary>
internal sealed class Batches(Database database, Node node, DeliveringOptions options, TimeProvider clock)
{
    /// <summary>Deliveries <c>d</c> in doubt of which one more copy may go out: attempts and time are left, and the reader still reads.</summary>
    public const string Resendable = """
        d.state = 'in_doubt' and @resend and d.claims < @attempts and d.expires_at >= @now and exists (
            select 1 from subscription s join subscriber p on p.id = s.subscriber where s.id = d.subscription and s.status = 'active'
              and not exists (select 1 from suppression x where x.address_hash = p.address_hash and x.newsletter in (0, s.newsletter)))
        """;

    private const string MaySend = "(e.state = 'released' or (e.state = 'finished' and b.origin = 'welcome'))";

    private const string Begin = $"""
        update batch as x set fence = fence + 1, node = @node
        where id = @batch and not ({Node.IsTaken}) and exists (select 1 from edition e join batch b on b.edition = e.id where b.id = @batch and {MaySend})
        returning id as batch, edition, origin, fence
        """;

    private const string End = "update batch set node = null where id = @batch and fence = @fence";
    private const string Taken = $"select exists (select 1 from batch x where x.id = @batch and {Node.IsTaken})";

    private const string Doubt = "update delivery set state = 'in_doubt' where batch = @batch and state = 'claimed'";

    // Rows in doubt count as work only while a further copy may be sent.
    private const string SelectDue = $"""
        select b.id from batch b join edition e on e.id = b.edition
        where b.waiting + b.claimed + b.deferred + b.in_doubt > 0 and b.due_at <= @now and {MaySend}
          and (b.waiting + b.claimed + b.deferred > 0
               or exists (select 1 from delivery d where d.batch = b.id and {Resendable}))
        order by b.due_at, b.id limit 1000
        """;

    private const string ExistsDue = $"""
        select exists (select 1 from batch b join edition e on e.id = b.edition
            where b.waiting + b.claimed + b.deferred + b.in_doubt > 0 and b.due_at <= @now and b.waiting + b.claimed + b.deferred > 0 and {MaySend})
        """;

    private const string SelectWelcome = $"""
        select b.id from batch b join edition e on e.id = b.edition
        where b.waiting + b.claimed + b.deferred + b.in_doubt > 0 and b.due_at <= @now and b.origin = 'welcome' and b.waiting > 0 and {MaySend}
        order by b.id limit 1000
        """;

    private const string SelectOf = "select id, due_at from batch where edition = @edition and waiting + claimed + deferred + in_doubt > 0 order by due_at, id";

    private const string ExistsAhead = "select exists (select 1 from batch where edition = @edition and origin = 'release' and due_at > @now and waiting > 0)";

    private const string SelectRetries = "select id from batch where edition = @edition and due_at = @due and origin <> 'release'";

    private const string AddRetry = """
        insert into batch (edition, origin, due_at, number, deferred) values (@edition, @origin, @due, 1, 1)
        on conflict (edition, origin, due_at, number) do update set deferred = batch.deferred + 1
        returning id
        """;

    private const string Leave = "update batch set claimed = claimed - 1 where id = @batch";

    /// <summary>
    /// Begins a run: raises the fence; what an earlier run claimed and never answered is in doubt. Null: nothing may be sent
    /// now, or another node that is alive is at it.
    /// </summary>
    public async Task<BatchRun?> BeginAsync(DbConnection c, DbTransaction t, long batch)
    {
        var run = await c.QuerySingleOrDefaultAsync<Row>(Begin, new { batch, node = node.Id, aliveSince = node.AliveSince }, t);
        if (run is null) return null;
        var doubtful = await c.ExecuteAsync(Doubt, new { batch }, t);
        if (doubtful > 0) await Counters.MoveAsync(c, t, batch, DeliveryState.Claimed, DeliveryState.InDoubt, doubtful);
        return new BatchRun(run.Batch, run.Edition, run.Origin, run.Fence);
    }

    /// <summary>Ends a run: any node may begin the next. Forgotten by a crash, the node's own end says it.</summary>
    public static Task EndAsync(DbConnection c, DbTransaction t, BatchRun run) => c.ExecuteAsync(End, new { batch = run.Batch, fence = run.Fence }, t);

    /// <summary>Whether another node that is alive is at a batch.</summary>
    public async Task<bool> IsTakenAsync(long batch, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.ExecuteScalarAsync<bool>(Taken, new { batch, node = node.Id, aliveSince = node.AliveSince });
    }

    /// <summary>Batches with something to do now.</summary>
    public async Task<IReadOnlyList<long>> DueAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var parameters = new { now = clock.GetUtcNow(), resend = options.InDoubt == InDoubtRule.Resend, attempts = options.InDoubtAttempts };
        return (await c.QueryAsync<long>(SelectDue, parameters)).AsList();
    }

    /// <summary>Whether a mail of an edition should be on its way by now.</summary>
    public static Task<bool> AreDueAsync(DbConnection c, DbTransaction? t, DateTimeOffset now) => c.ExecuteScalarAsync<bool>(ExistsDue, new { now }, t);

    /// <summary>Welcome batches with somebody who waits.</summary>
    public async Task<IReadOnlyList<long>> WelcomeAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<long>(SelectWelcome, new { now = clock.GetUtcNow() })).AsList();
    }

    /// <summary>Batches of an edition that are not done, and when each is due.</summary>
    public async Task<IReadOnlyList<(long Batch, DateTimeOffset Due)>> OpenOfAsync(long edition, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(long, DateTimeOffset)>(SelectOf, new { edition })).AsList();
    }

    /// <summary>Whether readers of an edition wait for an hour of theirs that is still to come.</summary>
    public async Task<bool> IsAheadAsync(long edition, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.ExecuteScalarAsync<bool>(ExistsAhead, new { edition, now = clock.GetUtcNow() });
    }

    /// <summary>The retry batches of an edition and minute.</summary>
    public async Task<IReadOnlyList<long>> RetriesAsync(long edition, DateTimeOffset due, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<long>(SelectRetries, new { edition, due })).AsList();
    }

    /// <summary>Counts a claimed delivery out of its batch and into the retry batch of a minute; returns that one's number.</summary>
    public static async Task<long> MoveToRetryAsync(DbConnection c, DbTransaction t, Delivery delivery, DateTimeOffset due)
    {
        await c.ExecuteAsync(Leave, new { batch = delivery.Batch }, t);
        var origin = delivery.Origin == "welcome" ? "welcome" : "retry";
        return await c.ExecuteScalarAsync<long>(AddRetry, new { edition = delivery.Edition, origin, due }, t);
    }

    private sealed record Row
    {
        public required long Batch { get; init; }
        public required long Edition { get; init; }
        public required string Origin { get; init; }
        public required int Fence { get; init; }
    }
}
