using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Composing.Choosing;

/// <summary>A correction that waits for an edition.</summary>
internal sealed record OpenCorrection
{
    public required long Id { get; init; }
    public required string Was { get; init; }
    public required string Now { get; init; }
    public required string Url { get; init; }
    public required DateOnly Date { get; init; }

    public MailedCorrection AsMailed() => new(Was, Now, Url, Date);
}

/// <summary>
/// What changed in articles after an edition carried them. Each correction stands in one edition of each newsletter and cadence that
/// carried the article before it changed; one that never went out gives it back, because only those that did, or may yet, are asked.
/// </summary>
internal static class MailedCorrections
{
    private const int Most = 5;
    private static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    private const string SelectOpen = $"""
        select k.id, k.was_title as was, k.now_title as now, a.url, max(e.date) as date
        from correction k join article a on a.id = k.article
            join candidate c on c.article = k.article and c.newsletter = @newsletter and c.cadence = @cadence and c.state = 'in' and k.at >= c.at
            join edition e on e.id = c.edition and e.{EditionStore.WentOut}
        where k.at > @since and (k.change = 'text' or k.now_title <> k.was_title) and a.deleted_at is null and length(a.url) <= @longest and not exists (
            select 1 from edition_correction x join edition o on o.id = x.edition
            where x.correction = k.id and o.newsletter = @newsletter and o.cadence = @cadence and (o.released_at is not null or o.state not in ('folded', 'cancelled')))
        group by k.id, k.was_title, k.now_title, a.url, k.at
        order by k.at desc, k.id desc limit @most
        """;

    private const string Insert = """
        insert into edition_correction (edition, correction, was, now, url, date) values (@edition, @id, @was, @now, @url, @date)
        on conflict (edition, correction) do nothing
        """;

    private const string SelectOf = "select correction as id, was, now, url, date from edition_correction where edition = @edition order by correction desc";

    /// <summary>The newest ones first.</summary>
    public static async Task<IReadOnlyList<OpenCorrection>> OpenAsync(DbConnection c, long newsletter, Cadence cadence, DateTimeOffset now) =>
        (await c.QueryAsync<OpenCorrection>(SelectOpen, new { newsletter, cadence = cadence.Text(), since = now - Lately, most = Most, longest = Story.LongestUrl })).AsList();

    public static async Task FreezeAsync(DbConnection c, DbTransaction t, long edition, IEnumerable<OpenCorrection> corrections)
    {
        foreach (var k in corrections) await c.ExecuteAsync(Insert, new { edition, id = k.Id, was = k.Was, now = k.Now, url = k.Url, date = k.Date }, t);
    }

    public static async Task<IReadOnlyList<MailedCorrection>> OfAsync(DbConnection c, long edition) =>
        [.. (await c.QueryAsync<OpenCorrection>(SelectOf, new { edition })).Select(k => k.AsMailed())];
}
