using System.Data.Common;
using Dapper;

namespace Digest.Collecting.Recognising;

/// <summary>Notes what changes materially in an article after an edition took it; a later edition may correct it.</summary>
internal sealed class Corrections(TimeProvider clock)
{
    private const double Alike = 0.6;

    private const string SelectTaken = """
        select a.id, a.title, a.summary, a.html from article a
        where a.id in @ids and exists (select 1 from candidate c where c.article = a.id and c.state = 'in')
        """;

    private const string Insert = "insert into correction (article, at, was_title, now_title, change) values (@article, @at, @was, @now, @change)";

    /// <summary>What stands in editions of these articles, before they are renewed.</summary>
    public static async Task<IReadOnlyDictionary<long, Said>> TakenAsync(DbConnection c, DbTransaction t, IReadOnlyCollection<long> articles) =>
        articles.Count == 0 ? new Dictionary<long, Said>() : (await c.QueryAsync<Said>(SelectTaken, new { ids = articles }, t)).ToDictionary(a => a.Id);

    /// <summary>Notes the change where it is one that a reader would want to hear of: another headline, or much of the text.</summary>
    public async Task NoteAsync(DbConnection c, DbTransaction t, Said was, KeyedItem now)
    {
        var change = Fingerprint.OfTitle(was.Title) != now.TitleKey ? "title"
            : Fingerprint.Likeness($"{was.Summary} {was.Html}", $"{now.Item.Summary} {now.Item.Html}") < Alike ? "text" : null;
        if (change is not null) await c.ExecuteAsync(Insert, new { article = was.Id, at = clock.GetUtcNow(), was = was.Title, now = now.Title, change }, t);
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
