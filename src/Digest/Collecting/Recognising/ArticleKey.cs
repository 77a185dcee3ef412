using System.Security.Cryptography;
using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Recognising;

/// <summary>An item of a feed and by what it is known again.</summary>
internal sealed record KeyedItem
{
    /// <summary>The item; it has an address.</summary>
    public required FeedItem Item { get; init; }

    /// <summary>Unique in its feed.</summary>
    public required string Key { get; init; }

    /// <summary>Its address as <see cref="Cleaning.UrlKey.Of"/> compares it.</summary>
    public required string UrlKey { get; init; }

    /// <summary>No other item of the feed has this address.</summary>
    public required bool IsAloneThere { get; init; }

    /// <summary>The item's title, or what stands for it.</summary>
    public required string Title { get; init; }

    /// <summary>The <see cref="Fingerprint"/> of its title; 0: too short.</summary>
    public required long TitleKey { get; init; }

    /// <summary>The <see cref="Fingerprint"/> of its text; 0: too short.</summary>
    public required long TextKey { get; init; }

    /// <summary>The feed's word for when it was published; null: none.</summary>
    public DateTimeOffset? Said => Item.Published ?? Item.Updated;
}

/// <summary>
/// By what an article is known again: the feed's id, else its address; the address first where the ids of a source have
/// proved to change. Where several items share that, address and title tell them apart. Long keys are kept as a hash.
/// </summary>
internal static class ArticleKey
{
    /// <summary>What the key of an article without a useful id begins with.</summary>
    public const string ByUrl = "url:";

    private const int MaxLength = 200;

    /// <summary>The items that are articles, in their order: those with an address, each once.</summary>
    /// <param name="items">As read.</param>
    /// <param name="byUrl">Whether the source's ids are no use.</param>
    public static IReadOnlyList<KeyedItem> Of(IReadOnlyList<FeedItem> items, bool byUrl)
    {
        var readable = items.Where(i => i.Url is { Length: > 0 }).Select(i => (Item: i, Url: UrlKey.Of(i.Url ?? ""))).ToList();
        var perUrl = readable.CountBy(r => r.Url).ToDictionary();
        var keys = readable.Select(r => byUrl || string.IsNullOrWhiteSpace(r.Item.Id) ? ByUrl + r.Url : ById(r.Item.Id)).ToList();
        keys = Apart(keys, i => readable[i].Url);
        keys = Apart(keys, i => readable[i].Item.Title ?? "");
        return [.. readable.Select((r, i) => Keyed(r.Item, keys[i], r.Url, perUrl[r.Url] == 1)).DistinctBy(k => k.Key)];
    }

    /// <summary>The key of an item with this id.</summary>
    public static string ById(string id) => "id:" + id;

    /// <summary>One that tells an item from another with the same key: by its address.</summary>
    public static string Apart(KeyedItem item) => Bounded($"{item.Key}\n{item.UrlKey}");

    /// <summary>The same by its title.</summary>
    public static string ApartByTitle(KeyedItem item) => Bounded($"{item.Key}\n{item.Title}");

    public static string Bounded(string key) =>
        key.Length <= MaxLength ? key : "hash:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static KeyedItem Keyed(FeedItem item, string key, string url, bool isAlone)
    {
        var title = item.Title ?? StandIn.TitleOf(item);
        return new KeyedItem
        {
            Item = item,
            Key = Bounded(key),
            UrlKey = Bounded(url),
            IsAloneThere = isAlone,
            Title = title,
            TitleKey = Fingerprint.OfTitle(title),
            TextKey = Fingerprint.OfText(item.Summary, item.Html),
        };
    }

    private static List<string> Apart(List<string> keys, Func<int, string> difference)
    {
        var count = keys.CountBy(k => k).ToDictionary();
        return [.. keys.Select((key, i) => count[key] == 1 ? key : $"{key}\n{difference(i)}")];
    }
}
