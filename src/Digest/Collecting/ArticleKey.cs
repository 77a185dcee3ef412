using System.Security.Cryptography;
using System.Text;

namespace Digest.Collecting;

/// <summary>
/// By what an article is known again: the feed's id, else its address, else its words. Where one id stands on several
/// items, id and address together. Long keys are kept as a hash.
/// </summary>
internal static class ArticleKey
{
    private const int MaxLength = 200;

    /// <summary>The keys of a feed's items, in their order.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<FeedItem> items)
    {
        var repeated = items.Where(i => !string.IsNullOrWhiteSpace(i.Id)).GroupBy(i => i.Id, StringComparer.Ordinal)
            .Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return [.. items.Select(i => Of(i, repeated.Contains(i.Id)))];
    }

    private static string Of(FeedItem item, bool repeated)
    {
        if (!string.IsNullOrWhiteSpace(item.Id)) return Bounded("id:" + item.Id + (repeated ? "\n" + item.Url : ""));
        if (item.Url is { Length: > 0 }) return Bounded("url:" + item.Url);
        return "text:" + Hash($"{item.Title}\n{item.Summary}\n{item.Html}");
    }

    private static string Bounded(string key) => key.Length <= MaxLength ? key : "hash:" + Hash(key);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
