using System.Data.Common;
using Dapper;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// Plans an edition: one delivery for each reader who was there before the release began. In bounded steps behind a
/// cursor on the edition, each its own commit: after a crash the next run goes on at the cursor, and nobody is planned twice.
/// </summary>
internal sealed class Planner(Writer writer, Tokens tokens, DeliveringOptions options)
{
    private const int MostPerStep = 2000;
    private const int MostBatches = 64;

    private const string Readers = """
        s.newsletter = @newsletter and s.cadence = @cadence and s.status = 'active' and s.confirmed_at <= @began
        """;

    private const string SelectCursor = """
        select e.planned_through as after, e.release_began_at as began,
               (select coalesce(sum(b.waiting), 0) from batch b where b.edition = e.id and b.origin = 'release') as planned
        from edition e where e.id = @edition and e.state = 'releasing'
        """;

    private const string Count = $"select count(*) from subscription s where {Readers}";

    private const string Next = $"""
        select max(id) from (select s.id from subscription s where {Readers} and s.id > @after order by s.id limit @size) as step
        """;

    private const string AddBatch = """
        insert into batch (edition, origin, due_at, number) values (@edition, 'release', @due, @number)
        on conflict (edition, origin, due_at, number) do update set number = excluded.number
        returning id
        """;

    private const string AddDeliveries = $"""
        insert into delivery (edition, subscription, public_id, origin, variant, batch, state, dated_at, due_at, expires_at, key_number, since_at, catch_up)
        select @edition, s.id, {Dialect.RandomId}, 'release', @variant, @batch, 'waiting', @due, @due, @expires, @key, s.confirmed_at, s.missed_since_at is not null
        from subscription s where {Readers} and s.id > @after and s.id <= @through
        on conflict (edition, subscription) do nothing
        """;

    private const string CountIn = "update batch set waiting = waiting + @rows where id = @batch";
    private const string Advance = "update edition set planned_through = @through where id = @edition and state = 'releasing'";

    /// <summary>Plans until nobody is left; stops when the edition is no longer in release.</summary>
    /// <param name="edition">In release.</param>
    /// <param name="next">When its readers get their next one, which ends the tries of this; null: none is planned.</param>
    /// <param name="ct">Ends the planning between two steps.</param>
    public async Task PlanAsync(Edition edition, DateTimeOffset? next, CancellationToken ct)
    {
        var expires = options.ExpiresAt(edition.ReleaseAt, next);
        long size = 0;
        while (!ct.IsCancellationRequested)
        {
            var (more, batchSize) = await writer.WriteAsync((c, t) => StepAsync(c, t, edition, expires, size), ct);
            size = batchSize;
            if (!more) return;
        }
        ct.ThrowIfCancellationRequested();
    }

    private async Task<(bool More, long BatchSize)> StepAsync(
        DbConnection c, DbTransaction t, Edition edition, DateTimeOffset expires, long batchSize)
    {
        var cursor = await c.QuerySingleOrDefaultAsync<Cursor>(SelectCursor, new { edition = edition.Id }, t);
        if (cursor is null) return (false, batchSize);
        var readers = new { newsletter = edition.Newsletter, cadence = edition.Cadence, began = cursor.Began, after = cursor.After };
        if (batchSize == 0)
        {
            var all = await c.ExecuteScalarAsync<long>(Count, readers, t);
            batchSize = Math.Max(options.BatchSize, (all + MostBatches - 1) / MostBatches);
        }
        var size = Math.Min(MostPerStep, batchSize - (cursor.Planned % batchSize));
        var through = await c.ExecuteScalarAsync<long?>(Next, new { readers.newsletter, readers.cadence, readers.began, readers.after, size }, t);
        if (through is null) return (false, batchSize);
        var due = edition.ReleaseAt;
        var batch = await c.ExecuteScalarAsync<long>(AddBatch, new { edition = edition.Id, due, number = (cursor.Planned / batchSize) + 1 }, t);
        var rows = await c.ExecuteAsync(AddDeliveries, new
        {
            edition = edition.Id,
            readers.newsletter,
            readers.cadence,
            readers.began,
            readers.after,
            variant = Variant.Digest,
            batch,
            due,
            expires,
            key = tokens.CurrentKey,
            through,
        }, t);
        await c.ExecuteAsync(CountIn, new { batch, rows }, t);
        await c.ExecuteAsync(Advance, new { edition = edition.Id, through }, t);
        return (true, batchSize);
    }

    private sealed record Cursor
    {
        public required long After { get; init; }
        public required DateTimeOffset Began { get; init; }
        public required long Planned { get; init; }
    }
}
