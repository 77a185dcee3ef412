using System.Text.Json;

namespace Digest.Collecting.Reading.Json;

/// <summary>Reads values that may be absent or of another kind than they should be.</summary>
internal static class JsonReading
{
    /// <summary>The member, or null when it is absent, JSON null, or this is no object.</summary>
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;

    /// <summary>The member as text; numbers as they are written.</summary>
    public static string? Text(this JsonElement element, string name) => element.Get(name)?.AsText();

    /// <summary>The elements of the member, if it is a list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Text or number as text; null when blank or anything else.</summary>
    public static string? AsText(this JsonElement element)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.String => String(element),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Half a surrogate pair is legal JSON, and no text.</summary>
    private static string? String(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
