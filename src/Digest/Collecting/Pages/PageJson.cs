using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digest.Collecting.Pages;

/// <summary>An article in the form of the contract: what <c>digest article show --json</c> prints.</summary>
internal static class PageJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // It goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One JSON document. Absent facts are null, the list is never absent; a time is ISO 8601 in UTC, a day alone a date.</summary>
    public static string Write(PageArticle article) => new JsonObject
    {
        ["title"] = article.Title,
        ["byline"] = article.Byline,
        ["published"] = article.Published?.ToString(),
        ["highlights"] = new JsonArray([.. article.Highlights.Select(static line => JsonValue.Create(line))]),
        ["text"] = article.Text,
        ["image"] = article.Image,
        ["language"] = article.Language,
    }.ToJsonString(Readable);
}
