using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digest.Collecting.Reading;

/// <summary>A feed in the form of the contract: what <c>digest feed show --json</c> prints.</summary>
internal static class FeedJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // It goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One JSON document. Absent facts are null, lists are never absent, times are ISO 8601 in UTC.</summary>
    public static string Write(Feed feed) => new JsonObject
    {
        ["format"] = feed.Format.ToString().ToLowerInvariant(),
        ["title"] = feed.Title,
        ["home"] = feed.Home,
        ["language"] = feed.Language,
        ["items"] = new JsonArray([.. feed.Items.Select(Item)]),
    }.ToJsonString(Readable);

    private static JsonObject Item(FeedItem item) => new()
    {
        ["id"] = item.Id,
        ["title"] = item.Title,
        ["url"] = item.Url,
        ["published"] = Time(item.Published),
        ["updated"] = Time(item.Updated),
        ["authors"] = List(item.Authors),
        ["summary"] = item.Summary,
        ["html"] = item.Html,
        ["image"] = item.Image,
        ["categories"] = List(item.Categories),
    };

    private static JsonArray List(IReadOnlyList<string> lines) => new([.. lines.Select(static line => JsonValue.Create(line))]);

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
