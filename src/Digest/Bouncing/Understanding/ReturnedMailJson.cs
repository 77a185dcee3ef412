using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digest.Bouncing.Understanding;

/// <summary>A returned mail in the form of the contract: what <c>digest bounce show --json</c> prints.</summary>
internal static class ReturnedMailJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // It goes to a terminal or a file, never into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One JSON list: an object for each finding, one for an automatic reply, none for anything else.</summary>
    public static string Write(ReturnedMail mail)
    {
        var id = mail.OriginalIds is [var first, ..] ? first : null;
        var list = mail.Kind == ReturnedKind.AutoReply
            ? new JsonArray(Row(mail.From, "auto_reply", null, "vacation", id))
            : new JsonArray([.. mail.Findings.Select(f => Row(f.Recipient, Word(f.Kind), f.Status, f.Reason, id))]);
        return list.ToJsonString(Readable);
    }

    /// <summary>As the contract writes it.</summary>
    public static string Word(FindingKind kind) => kind switch
    {
        FindingKind.Hard => "hard",
        FindingKind.Complaint => "complaint",
        _ => "soft",
    };

    private static JsonObject Row(string? recipient, string kind, string? status, string reason, string? id) => new()
    {
        ["recipient"] = recipient,
        ["kind"] = kind,
        ["status"] = status,
        ["reason"] = reason,
        ["message_id"] = id,
    };
}
