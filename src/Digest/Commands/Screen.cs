using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digest.Commands;

/// <summary>How commands speak: data on standard output, messages on standard error.</summary>
internal static class Screen
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // It goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Data(string line) => Console.Out.WriteLine(line);

    /// <summary>Exactly one JSON document.</summary>
    public static void Json(JsonNode document) => Console.Out.WriteLine(document.ToJsonString(Readable));

    public static void Message(string line) => Console.Error.WriteLine(line);

    /// <summary>Told before a command makes a database: a wrong folder shows at once.</summary>
    public static void NewDatabase(string path) => Message($"Making a new database: {path}");

    /// <summary>A time as contracts write it: ISO 8601 in UTC; null stays null.</summary>
    public static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
