using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Composing;

/// <summary>An article that waits for an edition of one newsletter and cadence.</summary>
internal sealed record Candidate
{
    public required long Article { get; init; }
    public required string State { get; init; }
    public required string Source { get; init; }
    public required string Url { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    public required string Html { get; init; }
    public string? Image { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
}

/// <summary>Reads and moves candidates at a cut: by state, never by a time window.</summary>
internal static class Candidates
{
    // A scheduled cut takes an article only after its text stood still for a while, so that typo fixes are in.
    private const string SelectOpen = """
        select c.article, c.state, s.title as source, a.url, a.title, a.summary, a.html, a.image, a.published_at
        from candidate c join article a on a.id = c.article join source s on s.id = a.source
        where c.newsletter = @newsletter and c.cadence = @cadence and c.state in ('waiting', 'carried') and a.changed_at <= @stableAt
        order by a.published_at desc, a.id desc
        limit 5000
        """;

    private const string Take = """
        update candidate set state = @to, edition = @edition, at = @at
        where newsletter = @newsletter and cadence = @cadence and article = @article and state in ('waiting', 'carried')
        """;

    private const string GiveBack = "update candidate set state = 'waiting', edition = null where edition = @edition and state = 'in'";

    /// <param name="c">The connection to read on.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="cadence">Daily or weekly.</param>
    /// <param name="stableAt">Articles that changed later are not taken yet.</param>
    public static async Task<IReadOnlyList<Candidate>> OpenAsync(DbConnection c, long newsletter, Cadence cadence, DateTimeOffset stableAt) =>
        (await c.QueryAsync<Candidate>(SelectOpen, new { newsletter, cadence = cadence.Text(), stableAt })).AsList();

    /// <summary>Moves one open candidate; false: another cut was faster.</summary>
    public static async Task<bool> MoveAsync(DbConnection c, DbTransaction t, long newsletter, Cadence cadence, long article, string to, long? edition, DateTimeOffset at) =>
        await c.ExecuteAsync(Take, new { newsletter, cadence = cadence.Text(), article, to, edition, at }, t) == 1;

    /// <summary>The articles of an edition that will not go out wait for the next.</summary>
    public static Task GiveBackAsync(DbConnection c, DbTransaction t, long edition) => c.ExecuteAsync(GiveBack, new { edition }, t);
}
