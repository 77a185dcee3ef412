using System.Data.Common;
using Dapper;
using Digest.Composing;
using Digest.Composing.Variants;
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

    internal const string Readers = ReaderChoices.Due;

    private const string SelectCursor = """
        select e.planned_through as after, e.release_began_at as began,
               (select coalesce(sum(b.waiting), 0) from batch b where b.edition = e.id and b.origin = 'release') as planned
        from edition e where e.id = @edition and e.state = 'releasing'
        """;

    private const string Count = $"select count(*) from subscription s where {Readers}";

    private const string Next = $"""
        select max(id) from (select s.id from subscription s where {Readers} and s.id > @after order by s.id limit @size) as step
        """;

    // Behind a table of the hours that occur in the step, each with its batch.
    private static string AddDeliveries(Dialect dialect) => $"""
        insert into delivery (edition, subscription, public_id, origin, variant, batch, state, dated_at, due_at, expires_at, key_number, since_at, catch_up)
        select @edition, s.id, {dialect.RandomIds}, 'release', s.variant, h.batch, 'waiting', h.due, h.due, h.expires, @key, s.confirmed_at, s.missed_since_at is not null
        from (select s.*, {ReaderGroups.VariantOf} as variant from subscription s where {Readers} and s.id > @after and s.id <= @through) s join hours h on
        """;

    private const string OwnHour = " h.zone = coalesce(s.time_zone, '') and h.hour = coalesce(s.send_at, '') ";

    // Nobody gets a mail without a story of theirs.
    private const string OfStep = """
        where s.variant <> ''
        on conflict (edition, subscription) do nothing
        returning batch
        """;

    private const string CountIn = "update batch set waiting = waiting + @rows where id = @batch";
    private const string Advance = "update edition set planned_through = @through where id = @edition and state = 'releasing'";

    /// <summary>Plans until nobody is left; stops when the edition is no longer in release.</summary>
    /// <param name="edition">In release.</param>
    /// <param name="times">When its readers get it; null: all at its release, and no other follows.</param>
    /// <param name="ct">Ends the planning between two steps.</param>
    public async Task PlanAsync(Edition edition, DueTimes? times, CancellationToken ct)
    {
        times ??= DueTimes.AtOnce(edition.ReleaseAt, null);
        var (more, size) = (true, 0L);
        while (more)
        {
            ct.ThrowIfCancellationRequested();
            (more, size) = await writer.WriteAsync((c, t) => StepAsync(c, t, edition, times, size), ct);
        }
    }

    private async Task<(bool More, long BatchSize)> StepAsync(DbConnection c, DbTransaction t, Edition edition, DueTimes times, long batchSize)
    {
        var cursor = await c.QuerySingleOrDefaultAsync<Cursor>(SelectCursor, new { edition = edition.Id }, t);
        if (cursor is null) return (false, batchSize);
        var readers = new { newsletter = edition.Newsletter, cadence = edition.Cadence, began = cursor.Began, after = cursor.After };
        if (batchSize == 0)
        {
            var all = await c.ExecuteScalarAsync<long>(Count, readers, t);
            batchSize = Math.Max(options.BatchSize, (all + MostBatches - 1) / MostBatches);
        }
        // No step has more readers than a batch has room for, whatever hours they read at. A little room is left empty: readers who
        // have no story in the edition would leave it so for ever.
        var room = batchSize - (cursor.Planned % batchSize);
        var size = Math.Min(MostPerStep, room * 4 >= batchSize ? room : batchSize);
        var through = await c.ExecuteScalarAsync<long?>(Next, new { readers.newsletter, readers.cadence, readers.began, readers.after, size }, t);
        if (through is null) return (false, batchSize);
        var step = new PlanStep(edition.Id, edition.Newsletter, edition.Cadence, cursor.Began, cursor.After, through.Value, size, batchSize);
        await AddAsync(c, t, step, times, await EditionStore.AbsenceBoundsAsync(c, edition));
        await c.ExecuteAsync(Advance, new { edition = edition.Id, through }, t);
        return (true, batchSize);
    }

    private async Task AddAsync(DbConnection c, DbTransaction t, PlanStep step, DueTimes times, AbsenceBounds bounds)
    {
        var places = await Placement.OfAsync(c, t, step, times);
        var values = step.Values();
        values.AddDynamicParams(new { first = bounds.First, second = bounds.Second, fourth = bounds.Fourth, eighth = bounds.Eighth });
        values.Add("key", tokens.CurrentKey);
        values.Add("place", PublicId.NewPlace());
        foreach (var (i, place) in places.Index())
        {
            values.Add($"zone{i}", place.Zone);
            values.Add($"hour{i}", place.Hour);
            values.Add($"batch{i}", place.Batch);
            values.Add($"due{i}", place.Due.At);
            values.Add($"expires{i}", options.ExpiresAt(place.Due.At, place.Due.Next));
        }
        var rows = string.Join(", ", Enumerable.Range(0, places.Count).Select(i => $"(@zone{i}, @hour{i}, @batch{i}, @due{i}, @expires{i})"));
        var added = await c.QueryAsync<long>(
            $"with hours (zone, hour, batch, due, expires) as (values {rows}) {AddDeliveries(Dialect.Of(c))} {(times.Together ? "1 = 1" : OwnHour)} {OfStep}", values, t);
        foreach (var (batch, readers) in added.CountBy(batch => batch)) await c.ExecuteAsync(CountIn, new { batch, rows = readers }, t);
    }

    private sealed record Cursor
    {
        public required long After { get; init; }
        public required DateTimeOffset Began { get; init; }
        public required long Planned { get; init; }
    }
}
