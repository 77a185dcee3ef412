using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Composing;

internal enum CandidateState
{
    Waiting,
    Carried,
    In,
    LetGo,

    /// <summary>It was there before this newsletter began to read, or its story was mailed already.</summary>
    Known,

    /// <summary>One of a flood: the operator decides.</summary>
    Quarantined,
}

/// <summary>The transitions that a candidate may make; every other one is refused.</summary>
internal static class CandidateMachine
{
    public static bool Allows(CandidateState from, CandidateState to) => (from, to) switch
    {
        (CandidateState.Waiting, CandidateState.In or CandidateState.Carried or CandidateState.LetGo or CandidateState.Known) => true,
        (CandidateState.Carried, CandidateState.In or CandidateState.LetGo) => true,
        (CandidateState.Quarantined, CandidateState.Waiting or CandidateState.LetGo) => true,
        // Fold, or cancel before release, takes back what the cut decided.
        (CandidateState.In or CandidateState.Carried, CandidateState.Waiting) or (CandidateState.LetGo, CandidateState.Carried) => true,
        _ => false,
    };
}

/// <summary>An article that waits for an edition of one newsletter and cadence.</summary>
internal sealed record Candidate
{
    public required long Article { get; init; }
    public required string State { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset At { get; init; }
    public required long SourceId { get; init; }
    public required string Source { get; init; }
    public required string Url { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    public required string Html { get; init; }
    public string? Image { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public string? Language { get; init; }

    /// <summary>What the article's own page says; null where it was not read, or does not say it.</summary>
    public string? Canonical { get; init; }
    public string? PageTitle { get; init; }
    public string? PageText { get; init; }
    public string? PageImage { get; init; }

    /// <summary>One a line.</summary>
    public string? PageHighlights { get; init; }
    public required bool OwnHighlights { get; init; }
    public DateTimeOffset? PagePublishedAt { get; init; }

    /// <summary><c>feed</c> or <c>page</c>: of the latter only the link is known, all else is the article's own page's word.</summary>
    public required string Kind { get; init; }

    /// <summary>Of its source for this newsletter; empty: none.</summary>
    public required string Topic { get; init; }

    /// <summary>Of its source for this newsletter; 1: as any other.</summary>
    public required double Weight { get; init; }
}

/// <summary>Reads and moves candidates at a cut: by state, never by a time window.</summary>
internal static class Candidates
{
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromHours(1);

    private const string Columns = """
        s.id as source_id, s.title as source, s.kind, a.url, a.title, a.summary, a.html, a.image, a.published_at, a.language,
            p.canonical, p.title as page_title, p.text as page_text, p.image as page_image, p.highlights as page_highlights,
            coalesce(p.own_highlights, @no) as own_highlights, p.published_at as page_published_at,
            coalesce(r.topic, '') as topic, coalesce(r.weight, 1.0) as weight
        """;

    private const string Beside = """
        join source s on s.id = a.source
        left join newsletter_source r on r.newsletter = @newsletter and r.source = a.source
        left join page p on p.article = a.id and p.state = 'read'
        """;

    private const string Facts = $"""
        select c.article, c.state, c.at, {Columns} from candidate c join article a on a.id = c.article {Beside}
        where c.newsletter = @newsletter and c.cadence = @cadence
        """;

    // One that was never offered to this newsletter is as good as known.
    private const string SelectOne = $"""
        select a.id as article, coalesce(c.state, 'known') as state, coalesce(c.at, a.first_seen_at) as at, {Columns}
        from article a left join candidate c on c.article = a.id and c.newsletter = @newsletter and c.cadence = @cadence {Beside}
        where a.id = @article
        """;

    // A scheduled cut takes an article only after its text stood still for a while or was seen twice, so that typo fixes are in.
    // Twice is by two looks: one step tells the time a little later than it began. Some texts change at each look, a count of
    // comments in them: no reason to wait for ever.
    private const string SelectOpen = $"""
        {Facts} and c.state in ('waiting', 'carried') and a.deleted_at is null
            and (a.changed_at <= @stableAt or a.changed_at < s.read_at - 60000 or a.first_seen_at <= @seenAt)
        order by a.published_at desc, a.id desc
        limit 5000
        """;

    private const string SelectSome = $"{Facts} and c.article in @articles order by a.published_at, a.id";

    // One text for each state, with the open states that may lead there.
    private static readonly Dictionary<CandidateState, string> Take = Enum.GetValues<CandidateState>().ToDictionary(to => to, to => $"""
        update candidate set state = '{to.Text()}', edition = @edition, at = @at
        where newsletter = @newsletter and cadence = @cadence and article = @article and state in ({From(to)})
        """);

    private const string SettleOpen = """
        update candidate set state = case when state = 'carried' then 'let_go' else 'known' end, at = @at where state in ('waiting', 'carried')
        """;

    private const string LetGoOpen = """
        update candidate set state = 'let_go', at = @at where newsletter = @newsletter and cadence = @cadence and state in ('waiting', 'carried')
        """;

    // By way of waiting, as the machine has it, in one step.
    private const string Drop = """
        update candidate set state = 'let_go', edition = null, at = @at
        where newsletter = @newsletter and cadence = @cadence and article = @article and state = 'in' and edition = @edition
        """;

    private const string Pick = """
        insert into candidate (newsletter, cadence, article, state, edition, at) values (@newsletter, @cadence, @article, 'in', @edition, @at)
        on conflict (newsletter, cadence, article) do update set state = 'in', edition = excluded.edition, at = excluded.at
        where candidate.state in ('waiting', 'carried', 'let_go', 'quarantined')
        """;

    private const string IsOurs = """
        select exists (select 1 from candidate where newsletter = @newsletter and cadence = @cadence and article = @article
            and (state = 'known' or state = 'in' and edition = @edition))
        """;

    // What is of a source that was removed meanwhile is wanted no more.
    private const string GiveBack = """
        update candidate set edition = null, state = case
            when exists (select 1 from newsletter_source r join article a on a.source = r.source
                         where a.id = candidate.article and r.newsletter = candidate.newsletter and r.removed_at is not null) then 'let_go'
            when state = 'let_go' then 'carried' else 'waiting' end
        where edition = @edition and state in ('in', 'carried', 'let_go')
        """;

    /// <param name="c">The connection to read on.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="cadence">Daily or weekly.</param>
    /// <param name="stableAt">Articles that changed later are not taken yet, but for those that were first seen an hour before.</param>
    public static async Task<IReadOnlyList<Candidate>> OpenAsync(DbConnection c, long newsletter, Cadence cadence, DateTimeOffset stableAt) =>
        (await c.QueryAsync<Candidate>(SelectOpen, new { newsletter, cadence = cadence.Text(), stableAt, seenAt = stableAt - LongestUnrest, no = false })).AsList();

    /// <summary>These candidates, in whatever state, the earliest article first.</summary>
    public static async Task<IReadOnlyList<Candidate>> OfAsync(DbConnection c, DbTransaction? t, long newsletter, Cadence cadence, IReadOnlyCollection<long> articles) =>
        (await c.QueryAsync<Candidate>(SelectSome, new { newsletter, cadence = cadence.Text(), articles = ManyValues.Of(articles), no = false }, t)).AsList();

    /// <summary>One article as an edition's newsletter sees it, whether it was offered or not.</summary>
    public static Task<Candidate> FindAsync(DbConnection c, Edition edition, long article) =>
        c.QuerySingleAsync<Candidate>(SelectOne, new { newsletter = edition.Newsletter, cadence = edition.Cadence, article, no = false });

    /// <summary>Moves one open candidate; false: another cut was faster.</summary>
    public static async Task<bool> MoveAsync(DbConnection c, DbTransaction t, long newsletter, Cadence cadence, long article, CandidateState to, long? edition, DateTimeOffset at) =>
        await c.ExecuteAsync(Take[to], new { newsletter, cadence = cadence.Text(), article, edition, at }, t) == 1;

    /// <summary>Nothing that waits is news any more, for any newsletter: the database was put back, and it may have been mailed since.</summary>
    public static Task SettleOpenAsync(DbConnection c, DbTransaction t, DateTimeOffset at) => c.ExecuteAsync(SettleOpen, new { at }, t);

    /// <summary>Nothing of a cadence waits any more: no edition of it is made.</summary>
    public static Task LetGoAsync(DbConnection c, DbTransaction t, long newsletter, Cadence cadence, DateTimeOffset at) =>
        c.ExecuteAsync(LetGoOpen, new { newsletter, cadence = cadence.Text(), at }, t);

    /// <summary>An editor wants it in no edition: it is let go, whatever becomes of this one.</summary>
    public static Task DropAsync(DbConnection c, DbTransaction t, Edition edition, long article, DateTimeOffset at) =>
        c.ExecuteAsync(Drop, new { newsletter = edition.Newsletter, cadence = edition.Cadence, article, edition = edition.Id, at }, t);

    /// <summary>An editor wants it in this edition, whatever became of it; one that is known stays so, for it is news nowhere else.</summary>
    /// <returns>False: another edition has it.</returns>
    public static async Task<bool> PickAsync(DbConnection c, DbTransaction t, Edition edition, long article, DateTimeOffset at)
    {
        var row = new { newsletter = edition.Newsletter, cadence = edition.Cadence, article, edition = edition.Id, at };
        await c.ExecuteAsync(Pick, row, t);
        return await c.ExecuteScalarAsync<bool>(IsOurs, row, t);
    }

    private static string From(CandidateState to) =>
        string.Join(", ", new[] { CandidateState.Waiting, CandidateState.Carried }.Where(from => CandidateMachine.Allows(from, to)).Select(from => $"'{from.Text()}'").DefaultIfEmpty("''"));

    /// <summary>The articles of an edition that will not go out wait for the next; those that it had no room for stand as before.</summary>
    public static Task GiveBackAsync(DbConnection c, DbTransaction t, long edition) => c.ExecuteAsync(GiveBack, new { edition }, t);
}
