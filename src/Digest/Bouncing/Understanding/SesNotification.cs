using System.Text;
using System.Text.Json;

namespace Digest.Bouncing.Understanding;

/// <summary>What Amazon SES tells by SNS: a JSON document in a mail, often inside another one.</summary>
internal static class SesNotification
{
    private const int LongestLine = 950;

    public static IReadOnlyList<Finding>? Read(OpenedMail mail)
    {
        try
        {
            if (Told(mail) is not { } told) return null;
            if (told.TryGetProperty("bounce", out var bounce)) return [.. Named(bounce, "bouncedRecipients").Select(r => Diagnosis.Of(Notice(r, bounce))).OfType<Finding>()];
            return told.TryGetProperty("complaint", out var complaint) ? [.. Named(complaint, "complainedRecipients").Select(r => Complaint.Of(Text(r, "emailAddress"), null))] : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The envelope's sender of the mail that it is about: such a report comes to one address for all of them. Null: it is none, or names none.</summary>
    public static string? Sender(OpenedMail mail)
    {
        try
        {
            return Told(mail) is { } told && told.TryGetProperty("mail", out var sent) ? Text(sent, "source") : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Told(OpenedMail mail)
    {
        if (!mail.Headers.Has("x-amz-sns-message-id")) return null;
        var written = Joined(mail.Text).TrimStart();
        if (!written.StartsWith('{')) return null;
        var told = Parse(written);
        return told.TryGetProperty("Message", out var inner) && inner.ValueKind == JsonValueKind.String ? Parse(inner.GetString()!) : told;
    }

    // Relays break lines of more than 998 bytes (RFC 5322 section 2.1.1), Sendmail with "!" and a space.
    private static string Joined(IEnumerable<string> lines)
    {
        var whole = new StringBuilder();
        var broken = false;
        foreach (var line in lines)
        {
            whole.Append(broken && line.StartsWith(' ') ? line.AsSpan(1) : line);
            broken = line.Length >= LongestLine;
            if (broken && whole[^1] == '!') whole.Length--;
            else if (!broken) whole.Append('\n');
        }
        return whole.ToString();
    }

    // A footer may follow: only the first value is taken.
    private static JsonElement Parse(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = 32, AllowTrailingCommas = true });
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.Clone();
    }

    private static IEnumerable<JsonElement> Named(JsonElement from, string name) =>
        from.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Take(ReturnedMailReader.MostRecipients) : [];

    private static Notice Notice(JsonElement recipient, JsonElement bounce) => new()
    {
        Recipient = Addresses.OfField(Text(recipient, "emailAddress")),
        Action = Text(recipient, "action") ?? (Text(bounce, "bounceType") == "Transient" ? "delayed" : "failed"),
        Status = Text(recipient, "status"),
        Words = Text(recipient, "diagnosticCode") ?? "",
    };

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
