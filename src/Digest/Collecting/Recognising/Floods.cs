using System.Data.Common;
using Dapper;

namespace Digest.Collecting.Recognising;

/// <summary>Many new articles at once that are no news.</summary>
/// <param name="Why">For people.</param>
/// <param name="OlderThan">Only what is dated before belongs to it; null: all that is new does.</param>
internal sealed record Flood(string Why, DateTimeOffset? OlderThan)
{
    /// <summary>Whether a new article with this date is part of it.</summary>
    public bool Holds(DateTimeOffset? said) => OlderThan is null || said < OlderThan;
}

/// <summary>
/// A sudden flood of "new" articles is an accident of its publisher: an old archive put in, everything published again under
/// other names. It is not mailed but kept apart until somebody decides. The first collect of a source is never one.
/// </summary>
internal static class Floods
{
    private const int AtLeast = 10;
    private const int UsualMost = 50;
    private const int TimesTheBusiest = 5;
    private static readonly TimeSpan Old = TimeSpan.FromDays(2);

    // Usual days: of what counted as news, in the last two months.
    private const string SelectBusiest = """
        select count(*) from article where source = @source and arrival = 'news' and first_seen_at >= @since
        group by first_seen_at / 86400000 order by 1 desc limit 1
        """;

    /// <summary>Whether so many new articles at once are a flood; null: they are news.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="source">Row number.</param>
    /// <param name="added">When the new ones were published, by their feed's word; null: it says nothing.</param>
    /// <param name="items">How many items the feed has in all.</param>
    /// <param name="earlier">How many of them came in a flood before: what comes with them belongs to it.</param>
    /// <param name="now">Now.</param>
    public static async Task<Flood?> LookAsync(DbConnection c, DbTransaction t, long source, IReadOnlyCollection<DateTimeOffset?> added, int items, int earlier, DateTimeOffset now)
    {
        var old = added.Count(at => at < now - Old);
        if (old > 0 && old + earlier >= AtLeast && (old + earlier) * 2 > items)
            return new Flood($"{added.Count} of {items} articles are new at once, {old} of them dated older than two days", now - Old);
        if (added.Count <= UsualMost) return null;
        var busiest = await c.ExecuteScalarAsync<long?>(SelectBusiest, new { source, since = now.AddDays(-60) }, t) ?? 0;
        return added.Count > Math.Max(UsualMost, TimesTheBusiest * busiest)
            ? new Flood($"{added.Count} articles are new at once, and its busiest usual day had {busiest}", null) : null;
    }
}
