using System.Data.Common;
using Dapper;
using Digest.Collecting.Fetching;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Collecting;

/// <summary>The rows of sources and of who reads them.</summary>
internal sealed class SourceStore(Database database, CollectingOptions options, TimeProvider clock)
{
    private readonly AllowedHosts allowed = new(options.AllowedPrivateHosts);

    private const string Columns = "s.id, s.url, s.title, s.etag, s.last_modified, s.body_hash, s.checked_at, s.next_check_at, s.failures, s.problem, s.settle";

    private const string Insert = """
        insert into source (url, next_check_at, created_at) values (@url, @at, @at)
        on conflict (url) do update set url = excluded.url
        returning id
        """;

    private const string Link = """
        insert into newsletter_source (newsletter, source, topic, weight, added_at) values (@newsletter, @source, @topic, @weight, @at)
        on conflict (newsletter, source) do nothing
        """;

    private const string Relink = "update newsletter_source set removed_at = null, added_at = @at where newsletter = @newsletter and source = @source and removed_at is not null";

    // Read anew at once and whole, so that the newcomer gets its first articles.
    private const string Wake = "update source set next_check_at = @at where id = @source";

    private const string Unlink = """
        update newsletter_source set removed_at = @at
        where newsletter = @newsletter and removed_at is null and source = (select id from source where url = @url)
        """;

    private const string SelectRead = $"""
        select {Columns} from source s
        where exists (select 1 from newsletter_source r join newsletter n on n.id = r.newsletter
                      where r.source = s.id and r.removed_at is null and n.deleted_at is null)
        """;

    private const string SelectDue = SelectRead + " and s.next_check_at <= @now order by s.next_check_at limit 1000";
    private const string SelectAll = SelectRead + " order by s.id";
    private const string SelectByUrl = SelectRead + " and s.url = @url";

    private const string SelectOf = $"""
        select {Columns} from source s join newsletter_source r on r.source = s.id
        where r.newsletter = @newsletter and r.removed_at is null order by s.id
        """;

    private const string SelectReaders = """
        select r.newsletter, f.at is not null as started
        from newsletter_source r join newsletter n on n.id = r.newsletter
             left join first_collect f on f.newsletter = r.newsletter and f.source = r.source and f.cadence = 'daily'
        where r.source = @source and r.removed_at is null and n.deleted_at is null
        """;

    private const string Succeed = """
        update source set checked_at = @at, next_check_at = @next, failures = 0, problem = null, settle = @no,
            etag = @etag, last_modified = @lastModified, body_hash = coalesce(@bodyHash, body_hash),
            title = case when @title = '' then title else @title end
        where id = @id
        """;

    private const string SettleAll = "update source set settle = @yes, etag = null, last_modified = null, body_hash = null, next_check_at = @at";

    private const string Fail = """
        update source set checked_at = @at, next_check_at = @next, failures = failures + 1, problem = @problem where id = @id
        """;

    public async Task<IReadOnlyList<Source>> DueAsync(CancellationToken ct) => await QueryAsync(SelectDue, new { now = clock.GetUtcNow() }, ct);

    public async Task<IReadOnlyList<Source>> AllAsync(CancellationToken ct) => await QueryAsync(SelectAll, new { }, ct);

    public async Task<IReadOnlyList<Source>> OfAsync(long newsletter, CancellationToken ct) => await QueryAsync(SelectOf, new { newsletter }, ct);

    public async Task<Source?> FindAsync(string url, CancellationToken ct) => await QueryAsync(SelectByUrl, new { url }, ct) is [var source, ..] ? source : null;

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
        var id = await c.ExecuteScalarAsync<long>(Insert, new { url = address.OriginalString, at }, t);
        var added = await c.ExecuteAsync(Link, new { newsletter, source = id, topic = source.Topic, weight = source.Weight, at }, t);
        if (added == 0 && again) added = await c.ExecuteAsync(Relink, new { newsletter, source = id, at }, t);
        if (added > 0) await c.ExecuteAsync(Wake, new { source = id, at }, t);
        return added > 0;
    }

    /// <summary>The newsletter reads it no more; false: it did not.</summary>
    public async Task<bool> RemoveAsync(DbConnection c, DbTransaction t, long newsletter, string url) =>
        await c.ExecuteAsync(Unlink, new { newsletter, url, at = clock.GetUtcNow() }, t) > 0;

    public Task SucceedAsync(DbConnection c, DbTransaction t, long id, TimeSpan next, string? etag, string? lastModified, byte[]? bodyHash, string title)
    {
        var at = clock.GetUtcNow();
        return c.ExecuteAsync(Succeed, new { id, at, next = at + next, etag, lastModified, bodyHash, title, no = false }, t);
    }

    /// <summary>What each source holds at its next look will be known, none of it news.</summary>
    public Task SettleAllAsync(DbConnection c, DbTransaction t) => c.ExecuteAsync(SettleAll, new { yes = true, at = clock.GetUtcNow() }, t);

    public Task FailAsync(DbConnection c, DbTransaction t, long id, TimeSpan next, string problem)
    {
        var at = clock.GetUtcNow();
        return c.ExecuteAsync(Fail, new { id, at, next = at + next, problem }, t);
    }

    private async Task<IReadOnlyList<Source>> QueryAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return (await c.QueryAsync<Source>(sql, parameters)).AsList();
    }
}
