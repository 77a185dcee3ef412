using System.Security.Cryptography;
using System.Text;

namespace Digest.Collecting;

/// <summary>An item of a feed and by what it is known again.</summary>
/// <param name="Item">The item; it has an address.</param>
/// <param name="Key">Unique in its feed.</param>
/// <param name="UrlKey">Its address as <see cref="UrlKey.Of"/> compares it.</param>
/// <param name="IsAloneThere">No other item of the feed has this address.</param>
internal sealed record KeyedItem(FeedItem Item, string Key, string UrlKey, bool IsAloneThere);

/// <summary>
/// By what an article is known again: the feed's id, else its address. Where several items share that, address and title
/// tell them apart. Long keys are kept as a hash.
/// </summary>
internal static class ArticleKey
{
    private const int MaxLength = 200;

    /// <summary>The items that are articles, in their order: those with an address, each once.</summary>
    public static IReadOnlyList<KeyedItem> Of(IReadOnlyList<FeedItem> items)
    {
        var readable = items.Where(i => i.Url is { Length: > 0 }).Select(i => (Item: i, Url: UrlKey.Of(i.Url ?? ""))).ToList();
        var perUrl = readable.CountBy(r => r.Url).ToDictionary();
        var keys = readable.Select(r => string.IsNullOrWhiteSpace(r.Item.Id) ? "url:" + r.Url : "id:" + r.Item.Id).ToList();
        keys = Apart(keys, i => readable[i].Url);
        keys = Apart(keys, i => readable[i].Item.Title ?? "");
        return [.. readable.Select((r, i) => new KeyedItem(r.Item, Bounded(keys[i]), Bounded(r.Url), perUrl[r.Url] == 1)).DistinctBy(k => k.Key)];
    }

    private static List<string> Apart(List<string> keys, Func<int, string> difference)
    {
        var count = keys.CountBy(k => k).ToDictionary();
        return [.. keys.Select((key, i) => count[key] == 1 ? key : $"{key}\n{difference(i)}")];
    }

    private static string Bounded(string key) =>
        key.Length <= MaxLength ? key : "hash:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
