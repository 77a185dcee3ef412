using System.Data.Common;
using Dapper;
using Digest.Collecting.Cleaning;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing.Review;

/// <summary>Why an article is in an edition, or is not.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Title">As its source has it; null: unknown.</param>
/// <param name="Source">Who published it; null: unknown.</param>
/// <param name="State">in, waiting, carried, let_go, known, quarantined, or unknown.</param>
/// <param name="Reason">In words.</param>
internal sealed record Explained(string Url, string? Title, string? Source, string State, string Reason);

/// <summary>Answers "why is this in, why is that out?" from what was recorded at the cut.</summary>
internal sealed class Explanation(Database database, EditionStore editions)
{
    private const string Columns = """
        select a.id, a.url, a.title, s.title as source, c.cadence, c.state, c.at,
            e.date || case when e.cadence = 'weekly' then '-weekly' else '' end || case when e.n > 1 then '-' || e.n else '' end as edition, c.edition as edition_id,
            (select l.reason from left_out l where l.article = a.id and l.edition in (select id from edition where newsletter = @newsletter and cadence = c.cadence)
             order by l.edition desc limit 1) as left_out
        from candidate c join article a on a.id = c.article join source s on s.id = a.source left join edition e on e.id = c.edition
        where c.newsletter = @newsletter
        """;

    private const string SelectLeftOut = $"{Columns} and c.article in (select article from left_out where edition = @edition and article is not null) and c.cadence = @cadence order by c.article";
    private const string SelectOpen = $"{Columns} and c.cadence = @cadence and c.state in ('waiting', 'carried') order by c.article desc limit 500";
    private const string SelectByAddress = $"{Columns} and c.article in (select id from article where url_key = @urlKey or url = @url) order by c.article desc, c.cadence";
    private const string SelectElsewhere = "select s.title from article a join source s on s.id = a.source where a.url_key = @urlKey or a.url = @url limit 1";

    /// <summary>Everything that an edition took or left out, and what waits for the next one.</summary>
    public async Task<IReadOnlyList<Explained>> OfEditionAsync(Edition edition, CancellationToken ct)
    {
        var stories = await editions.StoriesAsync(edition.Id, ct);
        await using var c = await database.OpenAsync(ct);
        var parameters = new { newsletter = edition.Newsletter, edition = edition.Id, cadence = edition.Cadence };
        var leftOut = await c.QueryAsync<Row>(SelectLeftOut, parameters);
        var open = await c.QueryAsync<Row>(SelectOpen, parameters);
        return
        [
            .. stories.SelectMany((s, i) => s.Articles.Select(a => new Explained(a.Url, a.Title, a.Source, "in", InWords(s, i, a)))),
            .. leftOut.Concat(open).DistinctBy(r => r.Id).Select(r => new Explained(r.Url, r.Title, r.Source, r.State, InWords(r))),
        ];
    }

    /// <summary>What became of one address, in every edition of a newsletter.</summary>
    public async Task<IReadOnlyList<Explained>> OfAddressAsync(Newsletter newsletter, string url, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var parameters = new { newsletter = newsletter.Id, url, urlKey = Collecting.Recognising.ArticleKey.Bounded(UrlKey.Of(url)) };
        var rows = (await c.QueryAsync<Row>(SelectByAddress, parameters)).AsList();
        if (rows.Count == 0) return [new Explained(url, null, null, "unknown", await ElsewhereAsync(c, newsletter, parameters))];
        var explained = new List<Explained>();
        foreach (var row in rows)
        {
            var stories = row is { State: "in", EditionId: { } id } ? await editions.StoriesAsync(id, ct) : [];
            var place = stories.Select((s, i) => (Story: s, Number: i, Article: s.Articles.FirstOrDefault(a => a.Id == row.Id))).FirstOrDefault(p => p.Article is not null);
            explained.Add(new Explained(row.Url, row.Title, row.Source, row.State, place.Article is null ? InWords(row) : $"edition {row.Edition}: {InWords(place.Story, place.Number, place.Article)}"));
        }
        return explained;
    }

    private static async Task<string> ElsewhereAsync(DbConnection c, Newsletter newsletter, object parameters) =>
        await c.QueryFirstOrDefaultAsync<string>(SelectElsewhere, parameters) is { } source
            ? $"'{source}' has it, but was not read by {newsletter.Slug} when it came"
            : $"no source of {newsletter.Slug} has brought it; see: digest source list {newsletter.Slug}";

    private static string InWords(Story story, int index, StoryArticle article)
    {
        var place = $"story {index + 1}, worth {story.Why}";
        var with = story.Articles.Count == 1 ? "" : article == story.Articles[0] ? $"; tells the story for {story.Articles.Count} ({story.Reason})" : $"; stands with {story.Articles[0].Source} ({story.Reason})";
        return place + with + (story.Pinned ? "; pinned by the editor" : "");
    }

    private static string InWords(Row row) => row.State.ToState<CandidateState>() switch
    {
        CandidateState.In => $"in edition {row.Edition}",
        CandidateState.Waiting => $"waits for the next edition since {row.At:yyyy-MM-dd HH:mm} UTC" + (row.LeftOut is null ? "" : $"; before: {row.LeftOut}"),
        CandidateState.Quarantined => "one of a flood: digest source keep, or discard",
        CandidateState.Known => row.LeftOut ?? "was there before the newsletter began to read its source",
        _ => row.LeftOut ?? "let go",
    };

    private sealed record Row
    {
        public required long Id { get; init; }
        public required string Url { get; init; }
        public required string Title { get; init; }
        public required string Source { get; init; }
        public required string Cadence { get; init; }
        public required string State { get; init; }
        public required DateTimeOffset At { get; init; }
        public string? Edition { get; init; }
        public long? EditionId { get; init; }
        public string? LeftOut { get; init; }
    }
}
