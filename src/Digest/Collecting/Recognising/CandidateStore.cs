using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Recognising;

/// <summary>The rows of candidates as this room makes them: when an article is accepted, and when a flood is decided about.</summary>
internal sealed class CandidateStore(TimeProvider clock)
{
    private const string Insert = """
        insert into candidate (newsletter, cadence, article, state, at) values (@newsletter, @cadence, @article, @state, @at)
        on conflict (newsletter, cadence, article) do nothing
        """;

    private const string MarkFirst = """
        insert into first_collect (newsletter, source, cadence, at) values (@newsletter, @source, @cadence, @at)
        on conflict (newsletter, source, cadence) do nothing
        """;

    private const string LetGo = "update candidate set state = 'let_go', at = @at where article in @articles and state in ('waiting', 'carried')";

    private const string Decide = """
        update candidate set state = @state, at = @at
        where newsletter = @newsletter and state = 'quarantined' and article in (select id from article where source = @source)
        returning article
        """;

    private const string SelectQuarantined = """
        select a.source, count(distinct c.article) from candidate c join article a on a.id = c.article
        where c.newsletter = @newsletter and c.state = 'quarantined' group by a.source
        """;

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="reader">Newsletter and cadence.</param>
    /// <param name="article">Row number.</param>
    /// <param name="state">Waiting, known or quarantined.</param>
    public Task AddAsync(DbConnection c, DbTransaction t, SourceReader reader, long article, string state) =>
        c.ExecuteAsync(Insert, new { newsletter = reader.Newsletter, cadence = reader.Cadence, article, state, at = clock.GetUtcNow() }, t);

    /// <summary>From now on each new article of the source is news to the newsletter.</summary>
    public Task MarkFirstCollectAsync(DbConnection c, DbTransaction t, SourceReader reader, long source) =>
        c.ExecuteAsync(MarkFirst, new { newsletter = reader.Newsletter, cadence = reader.Cadence, source, at = clock.GetUtcNow() }, t);

    /// <summary>Articles that were taken back are in no edition that is still to be cut.</summary>
    public Task LetGoAsync(DbConnection c, DbTransaction t, IReadOnlyList<long> articles) =>
        articles.Count == 0 ? Task.CompletedTask : c.ExecuteAsync(LetGo, new { articles = ManyValues.Of(articles), at = clock.GetUtcNow() }, t);

    /// <summary>Ends the quarantine of a source for a newsletter; returns the articles it was about.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="source">Row number.</param>
    /// <param name="keep">Whether they are news after all; else they are let go.</param>
    public async Task<IReadOnlyList<long>> DecideAsync(DbConnection c, DbTransaction t, long newsletter, long source, bool keep) =>
        (await c.QueryAsync<long>(Decide, new { newsletter, source, state = keep ? "waiting" : "let_go", at = clock.GetUtcNow() }, t)).Distinct().AsList();

    /// <summary>How many articles of each source are in quarantine for a newsletter.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> QuarantinedAsync(DbConnection c, long newsletter) =>
        (await c.QueryAsync<(long Source, long Count)>(SelectQuarantined, new { newsletter })).ToDictionary(r => r.Source, r => r.Count);
}
