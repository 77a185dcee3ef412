using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Recognising;

/// <summary>An article of a source as it was stored, as much of it as recognising needs.</summary>
internal sealed record KnownArticle
{
    public required long Id { get; init; }
    public required string Key { get; init; }
    public required string UrlKey { get; init; }
    public required long TitleKey { get; init; }
    public required long TextKey { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required byte[] ContentHash { get; init; }

    /// <summary>Its texts are gone; what it is known by is not.</summary>
    public required bool Purged { get; init; }

    /// <summary>As <see cref="Recognising.Arrival"/>, in lower case.</summary>
    public required string Arrival { get; init; }

    /// <summary>When it was stored, its address was what it is known by.</summary>
    public bool IsByUrl => Key.StartsWith(ArticleKey.ByUrl, StringComparison.Ordinal);

    /// <summary>It came in a flood.</summary>
    public bool IsFlood => Arrival == "flood";
}

/// <summary>The articles of a source that an item of its feed might be, read in one go.</summary>
internal sealed class KnownArticles
{
    private const string Columns = "id, key, url_key, title_key, text_key, published_at, content_hash, not texts_kept as purged, arrival";

    private const string Select = $"""
        select {Columns} from article where source = @source and key in @keys
        union select * from (
            select {Columns} from article where source = @source and url_key in @urlKeys
            union select {Columns} from article where source = @source and title_key in @titleKeys and title_key <> 0
            order by id desc limit 5000) likely
        order by id desc
        """;

    private static readonly string SelectTexts = $"select id, title, substr(summary, 1, {Fingerprint.LongestCompared}) as summary, substr(html, 1, {Fingerprint.LongestCompared}) as html from article where id in @ids";

    private readonly Dictionary<string, KnownArticle> byKey;
    private readonly ILookup<string, KnownArticle> byUrl;
    private readonly ILookup<long, KnownArticle> byTitle;

    private KnownArticles(IReadOnlyList<KnownArticle> rows)
    {
        byKey = rows.ToDictionary(k => k.Key, StringComparer.Ordinal);
        byUrl = rows.ToLookup(k => k.UrlKey, StringComparer.Ordinal);
        byTitle = rows.ToLookup(k => k.TitleKey);
    }

    public static async Task<KnownArticles> LoadAsync(DbConnection c, DbTransaction t, long source, IReadOnlyList<KeyedItem> items) => new((await c.QueryAsync<KnownArticle>(Select, new
    {
        source,
        keys = ManyValues.Of(items.Select(i => i.Key)),
        urlKeys = ManyValues.Of(items.Select(i => i.UrlKey).Distinct()),
        titleKeys = ManyValues.Of(items.Select(i => i.TitleKey).Distinct()),
    }, t)).AsList());

    public KnownArticle? Find(string key) => byKey.GetValueOrDefault(key);

    /// <summary>The latest first.</summary>
    public IEnumerable<KnownArticle> At(string urlKey) => byUrl[urlKey];

    /// <summary>The latest first.</summary>
    public IEnumerable<KnownArticle> Called(long titleKey) => titleKey == 0 ? [] : byTitle[titleKey];

    /// <summary>What articles say, for the few about which there is doubt.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> TextsAsync(DbConnection c, DbTransaction t, IReadOnlyCollection<long> ids) =>
        ids.Count == 0 ? new Dictionary<long, string>() : (await c.QueryAsync<Text>(SelectTexts, new { ids = ManyValues.Of(ids) }, t)).ToDictionary(r => r.Id, r => $"{r.Title} {r.Summary} {r.Html}");

    private sealed record Text
    {
        public required long Id { get; init; }
        public required string Title { get; init; }
        public required string Summary { get; init; }
        public required string Html { get; init; }
    }
}
