using System.Data.Common;
using Dapper;

namespace Digest.Composing.Variants;

/// <summary>The best of the editions before this one, for who missed them.</summary>
internal static class Missed
{
    private const int LeastStories = 4;
    private const int MostStories = 10;

    private const string SelectStories = $"""
        select e.date, s.facts from story s join edition e on e.id = s.edition
        where e.id in (
            select id from edition where newsletter = @newsletter and cadence = @cadence and {EditionStore.WentOut} and release_at < @before
            order by release_at desc limit @editions)
        order by e.release_at desc, s.position
        """;

    /// <param name="c">The connection to read on.</param>
    /// <param name="edition">The one to come.</param>
    /// <param name="absence">So many before it were certainly missed.</param>
    /// <param name="topics">The reader's, one a line; empty: all.</param>
    /// <returns>The best of each edition before the second best of any.</returns>
    public static async Task<IReadOnlyList<MissedStory>> OfAsync(DbConnection c, Edition edition, int absence, string topics)
    {
        if (absence == 0) return [];
        var rows = await c.QueryAsync<(string Date, string Facts)>(
            SelectStories, new { newsletter = edition.Newsletter, cadence = edition.Cadence, before = edition.ReleaseAt, editions = absence });
        var stories = rows.Select(r => (Date: DateOnly.ParseExact(r.Date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Story: Story.FromJson(r.Facts))).ToList();
        var mine = VariantKey.Matching([.. stories.Select(s => s.Story)], topics).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. stories.Where(s => mine.Contains(s.Story)).OrderBy(s => s.Story.Rank).ThenByDescending(s => s.Date)
            .Take(Math.Min(MostStories, LeastStories + absence)).Select(s => new MissedStory(s.Story.Title, s.Story.Url, s.Story.Source, s.Date))];
    }
}
