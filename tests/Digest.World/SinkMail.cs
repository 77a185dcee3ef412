using MimeKit;

namespace Digest.World;

/// <summary>One mail that the sink answered with 250, or would have if the connection had held. It is in the journal.</summary>
public sealed record SinkMail
{
    /// <summary>When its last byte had been read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When its MAIL FROM arrived: the moment its transaction began.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>The connection's number, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The transaction's number on that connection, from 1; refused ones count.</summary>
    public required int Transaction { get; init; }

    /// <summary>The return path; empty for the null sender.</summary>
    public required string From { get; init; }

    /// <summary>The recipients that were accepted, as the client wrote them.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Without its angle brackets; null when the mail has none.</summary>
    public required string? MessageId { get; init; }

    /// <summary>Decoded; null when the mail has none.</summary>
    public required string? Subject { get; init; }

    /// <summary>SHA-256 in lower-case hex over the bytes as they were meant: CRLF line ends, dots unstuffed.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The length of the same bytes.</summary>
    public required int Bytes { get; init; }

    /// <summary>The bytes themselves; null unless <see cref="SinkOptions.KeepMails"/>.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>The mail as a reader's program sees it.</summary>
    /// <exception cref="InvalidOperationException">The sink was told not to keep mails.</exception>
    public MimeMessage Read()
    {
        if (Raw is not { } raw)
            throw new InvalidOperationException("Start the sink with KeepMails to read mails.");
        using var stream = new MemoryStream(raw.ToArray(), writable: false);
        return MimeMessage.Load(stream);
    }
}
