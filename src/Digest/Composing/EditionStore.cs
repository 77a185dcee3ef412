using System.Data.Common;
using System.Globalization;
using Dapper;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>The rows of editions, their stories and variants.</summary>
internal sealed class EditionStore(Database database, TimeProvider clock)
{
    private const string Columns = """
        id, public_id, newsletter, cadence, date, n, scheduled, state, note, subject, subject_own, introduction, notice, version, planned_through, cut_at,
        release_at, release_began_at, released_at, finished_at, deliveries
        """;

    private const string Insert = $"""
        insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, note, subject, cut_at, release_at)
        values (@publicId, @newsletter, @cadence, @date, @n, @scheduled, @state, @note, @subject, @cutAt, @releaseAt)
        on conflict do nothing
        returning {Columns}
        """;

    private const string NextN = """
        select coalesce(max(n), 1) + 1 from edition where newsletter = @newsletter and cadence = @cadence and date = @date
        """;

    private const string SelectById = $"select {Columns} from edition where id = @id";

    private const string SelectByName = $"""
        select {Columns} from edition where newsletter = @newsletter and cadence = @cadence and date = @date and n = @n
        """;

    private const string SelectScheduled = $"""
        select {Columns} from edition where newsletter = @newsletter and cadence = @cadence and date = @date and scheduled
        """;

    private const string SelectLastScheduled = "select max(date) from edition where newsletter = @newsletter and cadence = @cadence and scheduled";

    /// <summary>The condition on an edition that went out, to all or to some; a reader may see it, and nothing else.</summary>
    public const string WentOut = "state in ('released', 'paused', 'finished')";

    private const string SelectPublished = $"""
        select {Columns} from edition where newsletter = @newsletter and {WentOut}
        order by date desc, n desc, cadence limit @limit
        """;

    // One that is being released counts too: its readers were chosen already.
    private const string SelectLatest = $"""
        select {Columns} from edition where newsletter = @newsletter and cadence = @cadence and state in ('releasing', 'released', 'finished') and variants_kept
        order by date desc, n desc limit 1
        """;

    private const string SelectUnreleased = $"""
        select {Columns} from edition where newsletter = @newsletter and cadence = @cadence and state in ('draft', 'held') order by date, n
        """;

    private const string SelectNewest = $"""
        select {Columns} from edition where newsletter = @newsletter order by date desc, n desc, id desc limit @limit
        """;

    private const string SelectIdsInState = "select id from edition where state = @state order by id";

    private const string SelectReleased = "select id, moved_at from edition where state = 'released'";

    private const string SelectInState = $"select {Columns} from edition where state in ('draft', 'releasing') and release_at <= @now order by release_at, id";

    private const string Move = """
        update edition set state = @to, note = coalesce(@note, note), moved_at = @at,
            release_began_at = case when @to = 'releasing' and planned_through = 0 then @at else release_began_at end,
            released_at = case when @to = 'released' then coalesce(released_at, @at) else released_at end,
            finished_at = case when @to in ('finished', 'cancelled') then @at when @to = 'released' then null else finished_at end
        where id = @id and state = @from
        """;

    private const string SetReleaseAt = "update edition set release_at = @at where id = @id and state = 'draft'";

    private const string InsertStory = "insert into story (edition, position, title, url, facts) values (@edition, @position, @title, @url, @facts)";
    private const string SelectStories = "select facts from story where edition = @edition order by position";
    private const string DeleteStories = "delete from story where edition = @edition";
    private const string InsertLeftOut = "insert into left_out (edition, article, url, reason) values (@edition, @article, @url, @reason)";
    private const string DeleteLeftOut = "delete from left_out where edition = @edition and article = @article";
    private const string SelectLeftOut = "select url, reason from left_out where edition = @edition";

    private const string SelectEarlier = $"""
        select release_at from edition where newsletter = @newsletter and cadence = @cadence and {WentOut} and release_at < @before
        order by release_at desc limit 8
        """;

    /// <summary>Adds an edition; null: there is one for that date and number already.</summary>
    public static Task<Edition?> AddAsync(DbConnection c, DbTransaction t, NewEdition edition) =>
        c.QuerySingleOrDefaultAsync<Edition>(Insert, new
        {
            publicId = PublicId.New(),
            newsletter = edition.Newsletter,
            cadence = edition.Cadence.Text(),
            date = edition.Date,
            n = edition.N,
            scheduled = edition.Scheduled,
            state = edition.State.Text(),
            note = edition.Note,
            subject = edition.Subject,
            cutAt = edition.CutAt,
            releaseAt = edition.ReleaseAt,
        }, t);

    /// <summary>The number of the next edition by hand on that date: 2, 3, …</summary>
    public static Task<int> NextNumberAsync(DbConnection c, DbTransaction t, long newsletter, Cadence cadence, DateOnly date) =>
        c.ExecuteScalarAsync<int>(NextN, new { newsletter, cadence = cadence.Text(), date }, t);

    public static Task<Edition> GetAsync(DbConnection c, DbTransaction? t, long id) => c.QuerySingleAsync<Edition>(SelectById, new { id }, t);

    public async Task<Edition?> FindAsync(long id, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleOrDefaultAsync<Edition>(SelectById, new { id });
    }

    /// <summary>By its name in addresses and commands; null: there is none.</summary>
    public async Task<Edition?> FindAsync(long newsletter, string name, CancellationToken ct = default)
    {
        if (!EditionName.TryParse(name, out var date, out var cadence, out var n)) return null;
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleOrDefaultAsync<Edition>(SelectByName, new { newsletter, cadence = cadence.Text(), date, n });
    }

    public async Task<Edition?> FindScheduledAsync(long newsletter, Cadence cadence, DateOnly date, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleOrDefaultAsync<Edition>(SelectScheduled, new { newsletter, cadence = cadence.Text(), date });
    }

    /// <summary>The newest date of the schedule that has an edition, in any state; null: none yet.</summary>
    public async Task<DateOnly?> LastScheduledAsync(long newsletter, Cadence cadence, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var date = await c.ExecuteScalarAsync<string?>(SelectLastScheduled, new { newsletter, cadence = cadence.Text() });
        return date is null ? null : DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>What a newcomer gets: the latest edition that went out or is about to; null: none yet.</summary>
    public static Task<Edition?> LatestAsync(DbConnection c, DbTransaction? t, long newsletter, Cadence cadence) =>
        c.QuerySingleOrDefaultAsync<Edition>(SelectLatest, new { newsletter, cadence = cadence.Text() }, t);

    /// <summary>Drafts, and what is held, the oldest first.</summary>
    public async Task<IReadOnlyList<Edition>> UnreleasedAsync(long newsletter, Cadence cadence, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<Edition>(SelectUnreleased, new { newsletter, cadence = cadence.Text() })).AsList();
    }

    /// <summary>What went out, the newest first.</summary>
    public static async Task<IReadOnlyList<Edition>> PublishedAsync(DbConnection c, DbTransaction? t, long newsletter, int limit) =>
        (await c.QueryAsync<Edition>(SelectPublished, new { newsletter, limit }, t)).AsList();

    public async Task<IReadOnlyList<Edition>> PublishedAsync(long newsletter, int limit, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return await PublishedAsync(c, null, newsletter, limit);
    }

    /// <summary>All editions in any state, the newest first.</summary>
    public async Task<IReadOnlyList<Edition>> NewestAsync(long newsletter, int limit, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<Edition>(SelectNewest, new { newsletter, limit })).AsList();
    }

    public async Task<IReadOnlyList<long>> InStateAsync(EditionState state, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<long>(SelectIdsInState, new { state = state.Text() })).AsList();
    }

    /// <summary>The released editions, each with when it came to be so: after a resumption it is another time.</summary>
    public async Task<IReadOnlyList<(long Id, long MovedAt)>> ReleasedAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(long, long)>(SelectReleased)).AsList();
    }

    /// <summary>Drafts whose release is due and releases that were cut off.</summary>
    public async Task<IReadOnlyList<Edition>> DueForReleaseAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<Edition>(SelectInState, new { now = clock.GetUtcNow() })).AsList();
    }

    /// <summary>Makes a transition of the machine; false: the edition was not in <paramref name="from"/> any more.</summary>
    /// <exception cref="InvalidOperationException">The machine knows no such transition.</exception>
    public async Task<bool> MoveAsync(DbConnection c, DbTransaction t, long id, EditionState from, EditionState to, string? note = null)
    {
        if (!EditionMachine.Allows(from, to)) throw new InvalidOperationException($"An edition never goes from {from} to {to}.");
        return await c.ExecuteAsync(Move, new { id, from = from.Text(), to = to.Text(), note, at = clock.GetUtcNow() }, t) == 1;
    }

    /// <summary>A draft goes out at another hour.</summary>
    public static Task ReleaseAtAsync(DbConnection c, DbTransaction t, long id, DateTimeOffset at) => c.ExecuteAsync(SetReleaseAt, new { id, at }, t);

    public static Task AddStoryAsync(DbConnection c, DbTransaction t, long edition, int position, Story story) =>
        c.ExecuteAsync(InsertStory, new { edition, position, title = story.Title, url = story.Url, facts = story.ToJson() }, t);

    public async Task<IReadOnlyList<Story>> StoriesAsync(long edition, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return [.. (await c.QueryAsync<string>(SelectStories, new { edition })).Select(Story.FromJson)];
    }

    /// <summary>Puts these in place of what the edition held.</summary>
    public static async Task SetStoriesAsync(DbConnection c, DbTransaction t, long edition, IReadOnlyList<Story> stories)
    {
        await c.ExecuteAsync(DeleteStories, new { edition }, t);
        for (var i = 0; i < stories.Count; i++) await AddStoryAsync(c, t, edition, i, stories[i]);
    }

    public static Task AddLeftOutAsync(DbConnection c, DbTransaction t, long edition, long article, string url, string reason) =>
        c.ExecuteAsync(InsertLeftOut, new { edition, article, url, reason }, t);

    public static Task RemoveLeftOutAsync(DbConnection c, DbTransaction t, long edition, long article) => c.ExecuteAsync(DeleteLeftOut, new { edition, article }, t);

    public async Task<IReadOnlyList<(string Url, string Reason)>> LeftOutAsync(long edition, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<(string, string)>(SelectLeftOut, new { edition })).AsList();
    }

    /// <summary>What the edition says, to all readers.</summary>
    public async Task<EditionFacts> FactsAsync(Newsletter newsletter, Edition edition, CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return new EditionFacts
        {
            Newsletter = newsletter,
            Cadence = edition.Cadence.ToState<Cadence>(),
            Date = edition.Date,
            Name = edition.Name,
            Subject = edition.Subject,
            Introduction = edition.Introduction,
            Notice = edition.Notice,
            Stories = [.. (await c.QueryAsync<string>(SelectStories, new { edition = edition.Id })).Select(Story.FromJson)],
            Corrections = await Choosing.MailedCorrections.OfAsync(c, edition.Id),
            At = edition.ReleaseAt,
        };
    }

    /// <summary>What the schedule's draft says that waits for its release, or is held; null: there is none.</summary>
    public async Task<EditionFacts?> DraftAsync(Newsletter newsletter, CancellationToken ct = default) =>
        (await NewestAsync(newsletter.Id, 5, ct)).FirstOrDefault(e => e is { Scheduled: true, State: "draft" or "held" }) is { } draft ? await FactsAsync(newsletter, draft, ct) : null;

    /// <summary>When the editions before this one went out.</summary>
    public static async Task<AbsenceBounds> AbsenceBoundsAsync(DbConnection c, Edition edition) => AbsenceBounds.Of((await c.QueryAsync<DateTimeOffset>(
        SelectEarlier, new { newsletter = edition.Newsletter, cadence = edition.Cadence, before = edition.ReleaseAt })).AsList());
}

/// <summary>An edition to be.</summary>
internal sealed record NewEdition(
    long Newsletter, Cadence Cadence, DateOnly Date, int N, bool Scheduled, EditionState State, string Subject,
    DateTimeOffset CutAt, DateTimeOffset ReleaseAt, string? Note = null);

/// <summary>Names of editions in addresses and commands.</summary>
internal static class EditionName
{
    public static bool TryParse(string name, out DateOnly date, out Cadence cadence, out int n)
    {
        (date, cadence, n) = (default, Cadence.Daily, 1);
        if (name.Length < 10 || !DateOnly.TryParseExact(name[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return false;
        var rest = name[10..];
        if (rest.StartsWith("-weekly", StringComparison.Ordinal)) (cadence, rest) = (Cadence.Weekly, rest[7..]);
        if (rest.Length == 0) return true;
        return rest[0] == '-' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out n) && n > 1 && rest[1] != '0';
    }
}
