using System.Data.Common;
using Dapper;

namespace Digest.Delivering.Ledger;

/// <summary>The readers of one step of planning: the active ones with row numbers after one and up to another.</summary>
/// <param name="Edition">Row number.</param>
/// <param name="Newsletter">Row number.</param>
/// <param name="Cadence">Of the edition.</param>
/// <param name="Began">When its release began.</param>
/// <param name="After">The last reader of the step before.</param>
/// <param name="Through">The last one of this step.</param>
/// <param name="Readers">How many they are at most; not more than a batch holds.</param>
/// <param name="BatchSize">How many a batch holds.</param>
internal sealed record PlanStep(long Edition, long Newsletter, string Cadence, DateTimeOffset Began, long After, long Through, long Readers, long BatchSize)
{
    /// <summary>As parameters of SQL.</summary>
    public DynamicParameters Values() => new(new { edition = Edition, newsletter = Newsletter, cadence = Cadence, began = Began, after = After, through = Through });
}

/// <summary>Where readers of one zone and hour are placed.</summary>
/// <param name="Zone">Their own; empty: none.</param>
/// <param name="Hour">Their own; empty: none.</param>
/// <param name="Due">When they get it.</param>
/// <param name="Batch">Row number.</param>
internal sealed record Place(string Zone, string Hour, Due Due, long Batch);

/// <summary>
/// Places the readers of a step in batches: those with one due time together, and never more than a batch holds. Each hour
/// that occurs among them is reckoned once, in code; the rows are written by one statement.
/// </summary>
internal static class Placement
{
    private const string SelectHours = $"""
        select coalesce(s.time_zone, '') as zone, coalesce(s.send_at, '') as hour, count(*) as count
        from subscription s where {Planner.Readers} and s.id > @after and s.id <= @through
        group by coalesce(s.time_zone, ''), coalesce(s.send_at, '')
        """;

    private const string SelectLast = """
        select id, number, waiting from batch where edition = @edition and origin = 'release' and due_at = @due order by number desc limit 1
        """;

    private const string Insert = """
        insert into batch (edition, origin, due_at, number) values (@edition, 'release', @due, @number)
        returning id
        """;

    public static async Task<IReadOnlyList<Place>> OfAsync(DbConnection c, DbTransaction t, PlanStep step, DueTimes times)
    {
        var places = new List<Place>();
        foreach (var group in (await HoursAsync(c, t, step, times)).GroupBy(h => times.Of(h.Zone, h.Hour).At))
        {
            var batch = await BatchAsync(c, t, step, group.Key, group.Sum(h => h.Count));
            places.AddRange(group.Select(h => new Place(h.Zone, h.Hour, times.Of(h.Zone, h.Hour), batch)));
        }
        return places;
    }

    private static async Task<IReadOnlyList<Readers>> HoursAsync(DbConnection c, DbTransaction t, PlanStep step, DueTimes times) => times.Together
        ? [new Readers { Zone = "", Hour = "", Count = step.Readers }]
        : (await c.QueryAsync<Readers>(SelectHours, step.Values(), t)).AsList();

    // Into the last one of that time while there is room.
    private static async Task<long> BatchAsync(DbConnection c, DbTransaction t, PlanStep step, DateTimeOffset due, long readers)
    {
        var last = await c.QuerySingleOrDefaultAsync<Batch>(SelectLast, new { edition = step.Edition, due }, t);
        if (last is not null && last.Waiting + readers <= step.BatchSize) return last.Id;
        return await c.ExecuteScalarAsync<long>(Insert, new { edition = step.Edition, due, number = (last?.Number ?? 0) + 1 }, t);
    }

    private sealed record Readers
    {
        public required string Zone { get; init; }
        public required string Hour { get; init; }
        public required long Count { get; init; }
    }

    private sealed record Batch
    {
        public required long Id { get; init; }
        public required int Number { get; init; }
        public required long Waiting { get; init; }
    }
}
