using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Digest.Storage;

namespace Digest.Collecting.Recognising;

/// <summary>How an article came: with the first collect of its source, as news, or in a flood.</summary>
internal enum Arrival
{
    First,
    News,
    Flood,
}

/// <summary>The rows of articles.</summary>
internal sealed class ArticleStore(TimeProvider clock)
{
    private const string Insert = """
        insert into article (source, key, url, url_key, title_key, text_key, title, summary, html, image, authors, categories, language,
            published_at, first_seen_at, changed_at, content_hash, arrival)
        values (@source, @key, @url, @urlKey, @titleKey, @textKey, @title, @summary, @html, @image, @authors, @categories, @language,
            @publishedAt, @at, @at, @hash, @arrival)
        returning id
        """;

    private const string Update = """
        update article set key = @key, url = @url, url_key = @urlKey, title_key = @titleKey, text_key = @textKey, title = @title,
            summary = @summary, html = @html, image = @image, authors = @authors, categories = @categories, changed_at = @at, content_hash = @hash,
            texts_kept = true
        where id = @id
        """;

    private const string Rekey = "update article set key = @key, url_key = @urlKey, title_key = @titleKey, text_key = @textKey where id = @id";

    private const string TakeBack = "update article set deleted_at = @at where source = @source and key in @keys and deleted_at is null returning id";

    /// <summary>Stores an item that was never seen; returns its row number.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="source">Row number.</param>
    /// <param name="item">The item and the key it gets.</param>
    /// <param name="language">The feed's.</param>
    /// <param name="arrival">How it came.</param>
    public Task<long> AddAsync(DbConnection c, DbTransaction t, long source, Recognised item, string? language, Arrival arrival) =>
        c.ExecuteScalarAsync<long>(Insert, Row(source, item, language, arrival), t);

    /// <summary>Whether the item says something else than the article it is.</summary>
    public static bool IsChanged(Recognised item) => item.Known is { Purged: false } known && !known.ContentHash.AsSpan().SequenceEqual(Hash(item.Item));

    /// <summary>Brings an article up to date with its item: another text, another key or address, or nothing at all.</summary>
    /// <returns>Whether its text is another now.</returns>
    public async Task<bool> RenewAsync(DbConnection c, DbTransaction t, long source, Recognised item)
    {
        var known = item.Known ?? throw new InvalidOperationException("Only a known article can be renewed.");
        var row = Row(source, item, null, Arrival.News);
        if (IsChanged(item))
        {
            await c.ExecuteAsync(Update, row, t);
            return true;
        }
        if (known.Key != item.Key || known.UrlKey != item.Item.UrlKey || (!known.Purged && (known.TitleKey != item.Item.TitleKey || known.TextKey != item.Item.TextKey)))
            await c.ExecuteAsync(Rekey, row, t);
        return false;
    }

    /// <summary>Gives an article its texts again that were removed: it is news to somebody who did not read its source before.</summary>
    public Task RefillAsync(DbConnection c, DbTransaction t, long source, Recognised item) => c.ExecuteAsync(Update, Row(source, item, null, Arrival.News), t);

    /// <summary>Marks articles whose publisher took them back (RFC 6721); returns those that were not marked before.</summary>
    public async Task<IReadOnlyList<long>> TakeBackAsync(DbConnection c, DbTransaction t, long source, IReadOnlyList<string> ids) => ids.Count == 0 ? [] :
        (await c.QueryAsync<long>(TakeBack, new { source, keys = ManyValues.Of(ids.Select(id => ArticleKey.Bounded(ArticleKey.ById(id)))), at = clock.GetUtcNow() }, t)).AsList();

    private object Row(long source, Recognised recognised, string? language, Arrival arrival)
    {
        var at = clock.GetUtcNow();
        var (keyed, item) = (recognised.Item, recognised.Item.Item);
        return new
        {
            id = recognised.Known?.Id,
            source,
            key = recognised.Key,
            url = item.Url ?? "",
            urlKey = keyed.UrlKey,
            titleKey = keyed.TitleKey,
            textKey = keyed.TextKey,
            title = keyed.Title,
            summary = item.Summary ?? "",
            html = item.Html ?? "",
            image = item.Image,
            authors = string.Join('\n', item.Authors),
            categories = string.Join('\n', item.Categories),
            language,
            publishedAt = StandIn.Date(keyed.Said, at),
            at,
            hash = Hash(keyed),
            arrival = arrival.ToString().ToLowerInvariant(),
        };
    }

    private static byte[] Hash(KeyedItem item) => SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Item.Url}\n{item.Title}\n{item.Item.Summary}\n{item.Item.Html}"));
}
