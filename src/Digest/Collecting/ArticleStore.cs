using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting;

/// <summary>The rows of articles, and of candidates when an article is accepted.</summary>
internal sealed class ArticleStore(TimeProvider clock)
{
    private const string Known = "id, key, title, published_at, content_hash, title = '' as purged";

    private const string FindByKey = $"select {Known} from article where source = @source and key = @key";

    private const string FindByUrl = $"select {Known} from article where source = @source and url_key = @urlKey order by id desc limit 20";

    private const string Insert = """
        insert into article (source, key, url, url_key, title, summary, html, image, authors, categories, language, published_at,
            first_seen_at, changed_at, content_hash)
        values (@source, @key, @url, @urlKey, @title, @summary, @html, @image, @authors, @categories, @language, @publishedAt, @at, @at, @hash)
        returning id
        """;

    private const string Update = """
        update article set url = @url, title = @title, summary = @summary, html = @html, image = @image, authors = @authors,
            categories = @categories, changed_at = @at, content_hash = @hash
        where id = @id
        """;

    private const string Rekey = "update article set key = @key, url_key = @urlKey where id = @id and (key <> @key or url_key <> @urlKey)";

    private const string InsertCandidate = """
        insert into candidate (newsletter, cadence, article, state, at) values (@newsletter, 'daily', @article, @state, @at)
        on conflict (newsletter, cadence, article) do nothing
        """;

    private const string MarkFirst = """
        insert into first_collect (newsletter, source, cadence, at) values (@newsletter, @source, 'daily', @at)
        on conflict (newsletter, source, cadence) do nothing
        """;

    /// <summary>Stores an item: new, edited (the text is replaced), known, or known under another key (it takes the new one).</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="source">Row number.</param>
    /// <param name="item">The item.</param>
    /// <param name="others">The keys of all items of the feed: an article that one of them names is no other's.</param>
    /// <param name="language">The feed's.</param>
    /// <returns>Its row number and whether it is new.</returns>
    public async Task<(long Id, bool New)> PutAsync(
        DbConnection c, DbTransaction t, long source, KeyedItem item, IReadOnlySet<string> others, string? language)
    {
        var at = clock.GetUtcNow();
        var title = item.Item.Title ?? TitleOf(item.Item);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Item.Url}\n{title}\n{item.Item.Summary}\n{item.Item.Html}"));
        var known = await c.QuerySingleOrDefaultAsync<KnownArticle>(FindByKey, new { source, key = item.Key }, t)
            ?? await FindMovedAsync(c, t, source, item, title, others);
        var row = new
        {
            id = known?.Id,
            source,
            key = item.Key,
            urlKey = item.UrlKey,
            url = item.Item.Url ?? "",
            title,
            summary = item.Item.Summary ?? "",
            html = item.Item.Html ?? "",
            image = item.Item.Image,
            authors = string.Join('\n', item.Item.Authors),
            categories = string.Join('\n', item.Item.Categories),
            language,
            publishedAt = Believable(item.Item.Published ?? item.Item.Updated, at),
            at,
            hash,
        };
        if (known is null) return (await c.ExecuteScalarAsync<long>(Insert, row, t), true);
        await c.ExecuteAsync(Rekey, row, t);
        if (!known.Purged && !known.ContentHash.AsSpan().SequenceEqual(hash)) await c.ExecuteAsync(Update, row, t);
        return (known.Id, false);
    }

    // A site that was rebuilt gives all its articles new ids. One at the same address with the same headline or the same
    // time is the same; with neither, the address is one where something else stands every day.
    private static async Task<KnownArticle?> FindMovedAsync(
        DbConnection c, DbTransaction t, long source, KeyedItem item, string title, IReadOnlySet<string> others)
    {
        var said = (item.Item.Published ?? item.Item.Updated)?.ToUnixTimeMilliseconds();
        var there = await c.QueryAsync<KnownArticle>(FindByUrl, new { source, urlKey = item.UrlKey }, t);
        return there.FirstOrDefault(known => !others.Contains(known.Key)
            && (known.Title == title || (item.IsAloneThere && (known.Purged || known.PublishedAt.ToUnixTimeMilliseconds() == said))));
    }

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="article">Row number.</param>
    /// <param name="isNews">False: it was there before this newsletter began to read.</param>
    public Task AddCandidateAsync(DbConnection c, DbTransaction t, long newsletter, long article, bool isNews) =>
        c.ExecuteAsync(InsertCandidate, new { newsletter, article, state = isNews ? "waiting" : "known", at = clock.GetUtcNow() }, t);

    public Task MarkFirstCollectAsync(DbConnection c, DbTransaction t, long newsletter, long source) =>
        c.ExecuteAsync(MarkFirst, new { newsletter, source, at = clock.GetUtcNow() }, t);

    /// <summary>The feed's date where it can be believed: neither missing, nor before 1990, nor in the future.</summary>
    public static DateTimeOffset Believable(DateTimeOffset? said, DateTimeOffset now) =>
        said is { } at && at.Year >= 1990 && at <= now ? at : now;

    // Something to click on: the beginning of the text, else the address.
    private static string TitleOf(FeedItem item)
    {
        var text = item.Summary is { Length: > 0 } summary ? summary : PlainText.Of(item.Html) ?? "";
        if (text.Length == 0) return item.Url ?? "";
        if (text.Length <= 80) return text;
        var cut = text.LastIndexOf(' ', 80) is > 20 and var space ? space : 80;
        return text[..(char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)] + "…";
    }

    private sealed record KnownArticle
    {
        public required long Id { get; init; }
        public required string Key { get; init; }
        public required string Title { get; init; }
        public required DateTimeOffset PublishedAt { get; init; }
        public required byte[] ContentHash { get; init; }
        public required bool Purged { get; init; }
    }
}
