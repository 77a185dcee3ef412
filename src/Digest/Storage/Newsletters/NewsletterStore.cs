using System.Data.Common;
using Dapper;
using Digest.Storage.Settings;

namespace Digest.Storage.Newsletters;

/// <summary>The rows of newsletters and their settings.</summary>
internal sealed class NewsletterStore(Database database, TimeProvider clock)
{
    private const string Columns = "id, public_id, slug, created_at";

    private const string SelectAll = $"select {Columns} from newsletter where deleted_at is null order by position, id";

    private const string SelectSettings = "select newsletter, name, value, set_at from newsletter_setting order by newsletter, name";

    /// <summary>A row for each newsletter and cadence that it publishes: <c>newsletter, cadence</c>.</summary>
    public const string Cadences = $"""
        select id as newsletter, 'daily' as cadence from newsletter where deleted_at is null
        union all
        select newsletter, 'weekly' from newsletter_setting where name = '{nameof(NewsletterOptions.Weekly)}' and lower(trim(value)) <> '{NewsletterOptions.NoWeekly}'
        """;

    private const string Insert = $"""
        insert into newsletter (public_id, slug, position, created_at)
        values (@publicId, @slug, (select count(*) from newsletter), @at)
        on conflict (slug) do nothing
        returning {Columns}
        """;

    private const string Set = """
        insert into newsletter_setting (newsletter, name, value, set_at) values (@newsletter, @name, @value, @at)
        on conflict (newsletter, name) do update set value = excluded.value, set_at = excluded.set_at
        """;

    private const string Unset = """
        delete from newsletter_setting where newsletter = @newsletter and (lower(name) = lower(@name) or lower(name) like lower(@name) || ':%')
        """;

    /// <summary>All newsletters, the first one first.</summary>
    public async Task<IReadOnlyList<Newsletter>> AllAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenAsync(ct);
        return await AllAsync(connection, null);
    }

    public static async Task<IReadOnlyList<Newsletter>> AllAsync(DbConnection c, DbTransaction? t)
    {
        var rows = (await c.QueryAsync<Row>(SelectAll, transaction: t)).AsList();
        var settings = (await c.QueryAsync<Setting>(SelectSettings, transaction: t)).ToLookup(s => s.Newsletter);
        return [.. rows.Select(row => ToNewsletter(row, [.. settings[row.Id]]))];
    }

    /// <summary>The newsletter of that name; null: there is none.</summary>
    public async Task<Newsletter?> FindAsync(string slug, CancellationToken ct = default) =>
        (await AllAsync(ct)).FirstOrDefault(n => n.Slug == slug);

    /// <exception cref="Fault">There is no such newsletter; the message names those there are.</exception>
    public async Task<Newsletter> GetAsync(string slug, CancellationToken ct = default)
    {
        var all = await AllAsync(ct);
        return all.FirstOrDefault(n => n.Slug == slug) ?? throw new Fault(all.Count == 0
            ? "There is no newsletter yet. Run 'digest init SITE-URL', or name one under Digest:Newsletters in appsettings.json."
            : $"There is no newsletter '{slug}'. There is: {string.Join(", ", all.Select(n => n.Slug))}.");
    }

    /// <summary>Makes the row where the name is new; null: it exists, or once did and was deleted.</summary>
    public async Task<Newsletter?> AddAsync(DbConnection c, DbTransaction t, string slug)
    {
        var parameters = new { publicId = PublicId.New(), slug, at = clock.GetUtcNow() };
        var row = await c.QuerySingleOrDefaultAsync<Row>(Insert, parameters, t);
        return row is null ? null : ToNewsletter(row, []);
    }

    /// <summary>Puts one setting in place of what stood under its name, parts of a list included. Names are kept as the options spell them.</summary>
    public async Task SetAsync(DbConnection c, DbTransaction t, long newsletter, string name, string value)
    {
        await c.ExecuteAsync(Unset, new { newsletter, name }, t);
        await c.ExecuteAsync(Set, new { newsletter, name = SettingsBinder.NameOf(typeof(NewsletterOptions), name), value, at = clock.GetUtcNow() }, t);
    }

    public static async Task<Dictionary<string, string>> SettingsAsync(DbConnection c, DbTransaction? t, long newsletter) => new(
        (await c.QueryAsync<Setting>(SelectSettings, transaction: t)).Where(s => s.Newsletter == newsletter).Select(s => KeyValuePair.Create(s.Name, s.Value)),
        StringComparer.OrdinalIgnoreCase);

    private static Newsletter ToNewsletter(Row row, IReadOnlyCollection<Setting> settings) => new()
    {
        Id = row.Id,
        PublicId = row.PublicId,
        CreatedAt = row.CreatedAt,
        Options = NewsletterRules.Read(settings.Select(s => KeyValuePair.Create<string, string?>(s.Name, s.Value)).Append(new("Slug", row.Slug)), $"newsletter {row.Slug}"),
        WeeklySince = settings.FirstOrDefault(s => s.Name == nameof(NewsletterOptions.Weekly))?.SetAt,
    };

    private sealed record Row
    {
        public required long Id { get; init; }
        public required PublicId PublicId { get; init; }
        public required string Slug { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
    }

    private sealed record Setting
    {
        public required long Newsletter { get; init; }
        public required string Name { get; init; }
        public required string Value { get; init; }
        public required DateTimeOffset SetAt { get; init; }
    }
}
