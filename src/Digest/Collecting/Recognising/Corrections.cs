using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Recognising;

/// <summary>Notes what changes materially in an article after an edition took it; a later edition may correct it.</summary>
internal sealed class Corrections(TimeProvider clock)
{
    private const double Alike = 0.6;

    private static readonly string SelectTaken = $"""
        select a.id, a.title, substr(a.summary, 1, {Fingerprint.LongestCompared}) as summary, substr(a.html, 1, {Fingerprint.LongestCompared}) as html from article a
        where a.id in @ids and exists (select 1 from candidate c where c.article = a.id and c.state = 'in')
        """;

    private const string SelectEarlier = "select id, was_title, change from correction where article = @article";
    private const string Update = "update correction set at = @at, now_title = @now, change = @change where id = @id";
    private const string Delete = "delete from correction where id = @id and not exists (select 1 from edition_correction where correction = @id)";

    // An edition says it: the row stays, and says nothing more.
    private const string Withdraw = "update correction set now_title = was_title where id = @id";
    private const string Insert = "insert into correction (article, at, was_title, now_title, change) values (@article, @at, @was, @now, @change)";

    /// <summary>What stands in editions of these articles, before they are renewed.</summary>
    public static async Task<IReadOnlyDictionary<long, Said>> TakenAsync(DbConnection c, DbTransaction t, IReadOnlyCollection<long> articles) =>
        articles.Count == 0 ? new Dictionary<long, Said>() : (await c.QueryAsync<Said>(SelectTaken, new { ids = ManyValues.Of(articles) }, t)).ToDictionary(a => a.Id);

    /// <summary>
    /// Notes the change where it is one that a reader would want to hear of: another headline, or another text, not the same made
    /// longer or shorter. One row for an article, from what was mailed to what stands now; nothing to tell when the headline is back.
    /// </summary>
    public async Task NoteAsync(DbConnection c, DbTransaction t, Said was, KeyedItem now)
    {
        var earlier = await c.QueryFirstOrDefaultAsync<Earlier>(SelectEarlier, new { article = was.Id }, t);
        var mailed = earlier?.WasTitle ?? was.Title;
        var change = Fingerprint.OfTitle(mailed) != now.TitleKey ? "title" : earlier?.Change == "text" ? "text"
            : Fingerprint.Overlap($"{was.Summary} {was.Html}", $"{now.Item.Summary} {now.Item.Html}") < Alike ? "text" : null;
        var row = new { id = earlier?.Id, article = was.Id, at = clock.GetUtcNow(), was = mailed, now = now.Title, change };
        if (earlier is null && change is not null) await c.ExecuteAsync(Insert, row, t);
        else if (earlier is not null && change is not null) await c.ExecuteAsync(Update, row, t);
        else if (earlier is not null && await c.ExecuteAsync(Delete, row, t) == 0) await c.ExecuteAsync(Withdraw, row, t);
    }

    private sealed record Earlier
    {
        public required long Id { get; init; }
        public required string WasTitle { get; init; }
        public required string Change { get; init; }
    }

    /// <summary>What an article said.</summary>
    internal sealed record Said
    {
        public required long Id { get; init; }
        public required string Title { get; init; }
        public required string Summary { get; init; }
        public required string Html { get; init; }
    }
}
