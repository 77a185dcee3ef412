using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Digest.World;

/// <summary>What a line of the sink's journal tells.</summary>
public enum JournalEvent
{
    /// <summary>A connection was made.</summary>
    Connect,

    /// <summary>A transaction began.</summary>
    MailFrom,

    /// <summary>It named a recipient, and got this answer.</summary>
    RcptTo,

    /// <summary>A mail was accepted. On disk before the answer.</summary>
    Mail,

    /// <summary>A whole mail was read and refused.</summary>
    Refused,

    /// <summary>The connection ended, by whichever side.</summary>
    Close,
}

/// <summary>One line of the sink's journal: one JSON object, facts that are absent left out, times in UTC.</summary>
public sealed record JournalLine
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public required DateTimeOffset At { get; init; }

    public required JournalEvent Event { get; init; }

    public required int Session { get; init; }

    public int? Transaction { get; init; }

    public DateTimeOffset? BeganAt { get; init; }

    public string? From { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    public string? MessageId { get; init; }

    public string? Sha256 { get; init; }

    public int? Bytes { get; init; }

    public string? Subject { get; init; }

    /// <summary>The reply's code, where one was chosen.</summary>
    public int? Code { get; init; }

    /// <summary>Reads a journal, also one that is being written: an unfinished last line is left out.</summary>
    public static IReadOnlyList<JournalLine> ReadAll(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JournalLine>(l, Json)!)];
    }

    /// <summary>The line for a mail, accepted or refused.</summary>
    internal static JournalLine Of(SinkMail mail, JournalEvent what, int code) => new()
    {
        At = mail.At,
        Event = what,
        Session = mail.Session,
        Transaction = mail.Transaction,
        BeganAt = mail.BeganAt,
        From = mail.From,
        To = mail.To,
        MessageId = mail.MessageId,
        Sha256 = mail.Sha256,
        Bytes = mail.Bytes,
        Subject = mail.Subject,
        Code = code,
    };

    internal byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];
}
