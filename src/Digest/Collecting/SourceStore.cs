using System.Data.Common;
using Dapper;
using Digest.Collecting.Fetching;
using Digest.Collecting.Polling;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Collecting;

/// <summary>The rows of sources and of who reads them.</summary>
internal sealed class SourceStore(Database database, CollectingOptions options, TimeProvider clock)
{
    private readonly AllowedHosts allowed = new(options.AllowedPrivateHosts);

    private const string Columns = """
        s.id, s.url, s.title, s.etag, s.last_modified, s.body_hash, s.checked_at, s.read_at, s.next_check_at, s.failures, s.problem,
        s.failing_since_at, s.missing_since_at, s.ended, s.note, s.settle, s.kind, s.selector, s.mends, s.by_url, s.least_wait, s.skips,
        s.usual_gap, s.newest_at, s.items_usual, s.moved_to, s.moved_seen
        """;

    // One that moved is found by the address it had.
    private const string SelectMoved = "select s.url from source_was w join source s on s.id = w.source where w.url = @url";

    private const string Insert = """
        insert into source (url, host, next_check_at, created_at) values (@url, @host, @at, @at)
        on conflict (url) do update set url = excluded.url
        returning id
        """;

    private const string Link = """
        insert into newsletter_source (newsletter, source, topic, weight, added_at) values (@newsletter, @source, coalesce(@topic, ''), coalesce(@weight, 1), @at)
        on conflict (newsletter, source) do nothing
        """;

    // What is said of a source that is read already is applied; what is not said stays.
    private const string Place = """
        update newsletter_source set topic = coalesce(@topic, topic), weight = coalesce(@weight, weight)
        where newsletter = @newsletter and source = @source and (coalesce(@topic, topic) <> topic or coalesce(@weight, weight) <> weight)
        """;

    // It comes back as a stranger: what it brought meanwhile is no news of today.
    private const string Relink = """
        update newsletter_source set removed_at = null, added_at = @at where newsletter = @newsletter and source = @source and removed_at is not null
        """;

    private const string ForgetFirst = "delete from first_collect where newsletter = @newsletter and source = @source";

    // Read anew at once and whole, so that the newcomer gets its first articles.
    private const string Wake = "update source set next_check_at = @at, ended = null where id = @source";

    // What was read in another way is read again whole.
    private const string Adjust = """
        update source set selector = coalesce(@selector, selector), kind = case when @selector is null then kind else 'page' end, mends = coalesce(@mends, mends),
            etag = null, last_modified = null, body_hash = null
        where url = @url
        """;

    private const string Unlink = """
        update newsletter_source set removed_at = @at
        where newsletter = @newsletter and removed_at is null and source = (select id from source where url = @url)
        """;

    // What waits of it is not wanted any more.
    private const string LetGo = """
        update candidate set state = 'let_go', at = @at
        where newsletter = @newsletter and state in ('waiting', 'carried', 'quarantined')
            and article in (select a.id from article a join source s on s.id = a.source where s.url = @url)
        """;

    /// <summary>Sources that some newsletter reads, as <c>s</c>.</summary>
    internal const string SelectRead = $"""
        select {Columns} from source s
        where exists (select 1 from newsletter_source r join newsletter n on n.id = r.newsletter
                      where r.source = s.id and r.removed_at is null and n.deleted_at is null)
        """;

    private const string SelectAll = SelectRead + " order by s.id";
    private const string SelectByUrl = SelectRead + " and s.url = @url";
    private const string SelectById = $"select {Columns} from source s where s.id = @id";

    private const string SelectOf = $"""
        select {Columns} from source s join newsletter_source r on r.source = s.id
        where r.newsletter = @newsletter and r.removed_at is null order by s.id
        """;

    // A cadence that a newsletter takes up later begins with what is new then: its daily edition has begun with the source.
    private const string SelectReaders = $"""
        select r.newsletter, k.cadence, exists (select 1 from first_collect f where f.newsletter = r.newsletter and f.source = r.source) as started
        from newsletter_source r join newsletter n on n.id = r.newsletter join ({NewsletterStore.Cadences}) k on k.newsletter = n.id
        where r.source = @source and r.removed_at is null and n.deleted_at is null
        order by r.newsletter, k.cadence
        """;

    private const string SelectTopics = "select distinct topic from newsletter_source where newsletter = @newsletter and removed_at is null and topic <> ''";

    private const string SettleAll = "update source set settle = @yes, etag = null, last_modified = null, body_hash = null, next_check_at = @at";

    public async Task<IReadOnlyList<Source>> AllAsync(CancellationToken ct) => await QueryAsync(SelectAll, new { }, ct);

    public async Task<IReadOnlyList<Source>> OfAsync(long newsletter, CancellationToken ct) => await QueryAsync(SelectOf, new { newsletter }, ct);

    public async Task<Source?> FindAsync(string url, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var now = await NowAtAsync(c, null, url);
        return await c.QuerySingleOrDefaultAsync<Source>(SelectByUrl, new { url = now });
    }

    /// <summary>Its row by now; null: there is none.</summary>
    public async Task<Source?> AsItIsAsync(long id, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleOrDefaultAsync<Source>(SelectById, new { id });
    }

    public static async Task<IReadOnlyList<SourceReader>> ReadersAsync(DbConnection c, DbTransaction? t, long source) =>
        (await c.QueryAsync<SourceReader>(SelectReaders, new { source }, t)).AsList();

    public async Task<IReadOnlyList<SourceReader>> ReadersAsync(long source, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await ReadersAsync(c, null, source);
    }

    /// <summary>Lets a newsletter read an address; false: it does so already, or did and was removed.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="source">Address, topic and weight.</param>
    /// <param name="again">Whether a removed one comes back: yes by hand, no by configuration.</param>
    /// <exception cref="Fault">It is no address that Digest would ask; the message says why.</exception>
    public async Task<bool> AddAsync(DbConnection c, DbTransaction t, long newsletter, SourceOptions source, bool again)
    {
        if (!AddressRule.TryRead(source.Url, allowed, out var address, out var refusal))
            throw new Fault($"{source.Url} can't be a source: {refusal}.");
        var at = clock.GetUtcNow();
        var url = await NowAtAsync(c, t, address.OriginalString);
        var id = await c.ExecuteScalarAsync<long>(Insert, new { url, host = HostGate.HostOf(url), at }, t);
        var added = await c.ExecuteAsync(Link, new { newsletter, source = id, topic = source.Topic, weight = source.Weight, at }, t);
        if (added == 0) await c.ExecuteAsync(Place, new { newsletter, source = id, topic = source.Topic, weight = source.Weight }, t);
        if (added == 0 && again)
        {
            added = await c.ExecuteAsync(Relink, new { newsletter, source = id, at }, t);
            if (added > 0) await c.ExecuteAsync(ForgetFirst, new { newsletter, source = id }, t);
        }
        if (added > 0) await c.ExecuteAsync(Wake, new { source = id, at }, t);
        return added > 0;
    }

    /// <summary>Changes how a source is read; what is null stays as it is.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="url">Its address.</param>
    /// <param name="selector">The CSS that picks the links of a page that lists articles.</param>
    /// <param name="mends">Whether broken encodings are mended.</param>
    /// <exception cref="Fault">The selector is none.</exception>
    public static async Task AdjustAsync(DbConnection c, DbTransaction t, string url, string? selector, bool? mends)
    {
        if (selector is not null && !Pages.ListPage.IsSelector(selector)) throw new Fault($"'{selector}' is no CSS selector that can be used. Try one like: article h2 a");
        await c.ExecuteAsync(Adjust, new { url = await NowAtAsync(c, t, url), selector, mends }, t);
    }

    /// <summary>The newsletter reads it no more, and what waits of it goes into no edition; false: it did not.</summary>
    public async Task<bool> RemoveAsync(DbConnection c, DbTransaction t, long newsletter, string url)
    {
        var values = new { newsletter, url = await NowAtAsync(c, t, url), at = clock.GetUtcNow() };
        if (await c.ExecuteAsync(Unlink, values, t) == 0) return false;
        await c.ExecuteAsync(LetGo, values, t);
        return true;
    }

    /// <summary>The address of the source that once had this one; else the same.</summary>
    public static async Task<string> NowAtAsync(DbConnection c, DbTransaction? t, string url) =>
        await c.QuerySingleOrDefaultAsync<string>(SelectMoved, new { url }, t) ?? url;

    /// <summary>What each source holds at its next look will be known, none of it news.</summary>
    public Task SettleAllAsync(DbConnection c, DbTransaction t) => c.ExecuteAsync(SettleAll, new { yes = true, at = clock.GetUtcNow() }, t);

    private async Task<IReadOnlyList<Source>> QueryAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<Source>(sql, parameters)).AsList();
    }

    /// <summary>The sections that a newsletter's sources fill, by name.</summary>
    public static async Task<IReadOnlyList<string>> TopicsAsync(DbConnection c, DbTransaction? t, long newsletter) =>
        [.. (await c.QueryAsync<string>(SelectTopics, new { newsletter }, t)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}
