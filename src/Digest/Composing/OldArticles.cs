using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Composing;

/// <summary>How far the look through old articles has come: by their last change, then by row number.</summary>
internal readonly record struct OldArticle(DateTimeOffset ChangedAt, long Id);

/// <summary>
/// Takes the texts out of articles that have not changed for long, a step at a time, each by an index. Who may still need them
/// keeps them: a candidate that waits or is in quarantine, an edition that is not final, and the grouping, which compares what comes
/// with what was mailed lately. Headline, address, keys and fingerprints stay: the article is known for ever.
/// </summary>
internal static class OldArticles
{
    public const int MostPerStep = 200;

    private const string IsNeeded = """
        exists (select 1 from candidate c left join edition e on e.id = c.edition where c.article = a.id
          and (c.state in ('waiting', 'carried', 'quarantined') or c.state = 'in' and c.at >= @lately or e.state in ('draft', 'held', 'releasing', 'released', 'paused')))
        """;

    private const string SelectOld = $"""
        select a.changed_at, a.id, not {IsNeeded} as may_go from article a
        where a.texts_kept and a.changed_at < @before and (a.changed_at, a.id) > (@changedAt, @id) order by a.changed_at, a.id limit @most
        """;

    private const string Blank = $"""
        update article as a set summary = '', html = '', image = null, authors = '', categories = '', texts_kept = false
        where a.id in @ids and a.texts_kept and a.changed_at < @before and not {IsNeeded}
        returning id
        """;

    private const string DeletePages = "delete from page where article in @ids";

    /// <summary>The next articles with texts that have not changed since an instant, and which of them nobody needs.</summary>
    public static async Task<IReadOnlyList<(OldArticle Article, bool MayGo)>> NextAsync(DbConnection c, OldArticle after, DateTimeOffset before, DateTimeOffset now) =>
        (await c.QueryAsync<Row>(SelectOld, new { before, lately = now - StoryGrouping.Lately, changedAt = after.ChangedAt, id = after.Id, most = MostPerStep }))
            .Select(r => (new OldArticle(r.ChangedAt, r.Id), r.MayGo)).ToList();

    /// <summary>Removes the texts of these, and what their pages said; not of one that is needed or has changed meanwhile.</summary>
    public static async Task BlankAsync(DbConnection c, DbTransaction t, IReadOnlyCollection<long> articles, DateTimeOffset before, DateTimeOffset now)
    {
        var gone = (await c.QueryAsync<long>(Blank, new { ids = ManyValues.Of(articles), before, lately = now - StoryGrouping.Lately }, t)).AsList();
        await c.ExecuteAsync(DeletePages, new { ids = ManyValues.Of(gone) }, t);
    }

    private sealed record Row
    {
        public required DateTimeOffset ChangedAt { get; init; }
        public required long Id { get; init; }
        public required bool MayGo { get; init; }
    }
}
