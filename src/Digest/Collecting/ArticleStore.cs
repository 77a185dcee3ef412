using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting;

/// <summary>The rows of articles, and of candidates when an article is accepted.</summary>
internal sealed class ArticleStore(TimeProvider clock)
{
    private const string Find = "select id, content_hash, title = '' as purged from article where source = @source and key = @key";

    private const string Insert = """
        insert into article (source, key, url, title, summary, html, image, authors, categories, language, published_at,
            first_seen_at, changed_at, content_hash)
        values (@source, @key, @url, @title, @summary, @html, @image, @authors, @categories, @language, @publishedAt, @at, @at, @hash)
        returning id
        """;

    private const string Update = """
        update article set url = @url, title = @title, summary = @summary, html = @html, image = @image, changed_at = @at, content_hash = @hash
        where id = @id
        """;

    private const string InsertCandidate = """
        insert into candidate (newsletter, cadence, article, state, at) values (@newsletter, 'daily', @article, @state, @at)
        on conflict (newsletter, cadence, article) do nothing
        """;

    private const string MarkFirst = """
        insert into first_collect (newsletter, source, cadence, at) values (@newsletter, @source, 'daily', @at)
        on conflict (newsletter, source, cadence) do nothing
        """;

    /// <summary>Stores an item: new, edited (the text is replaced) or known.</summary>
    /// <returns>Its row number and whether it is new.</returns>
    public async Task<(long Id, bool New)> PutAsync(DbConnection c, DbTransaction t, long source, string key, FeedItem item, string? language)
    {
        var at = clock.GetUtcNow();
        var title = item.Title ?? TitleOf(item);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Url}\n{title}\n{item.Summary}\n{item.Html}"));
        var known = await c.QuerySingleOrDefaultAsync<Known>(Find, new { source, key }, t);
        var row = new
        {
            id = known?.Id,
            source,
            key,
            url = item.Url ?? "",
            title,
            summary = item.Summary ?? "",
            html = item.Html ?? "",
            image = item.Image,
            authors = string.Join('\n', item.Authors),
            categories = string.Join('\n', item.Categories),
            language,
            publishedAt = Believable(item.Published ?? item.Updated, at),
            at,
            hash,
        };
        if (known is null) return (await c.ExecuteScalarAsync<long>(Insert, row, t), true);
        if (!known.Purged && !known.ContentHash.AsSpan().SequenceEqual(hash)) await c.ExecuteAsync(Update, row, t);
        return (known.Id, false);
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

    private sealed record Known
    {
        public required long Id { get; init; }
        public required byte[] ContentHash { get; init; }
        public required bool Purged { get; init; }
    }
}
