namespace Digest.World;

/// <summary>The moments at which the sink asks its hook for an answer.</summary>
public enum SmtpStage
{
    /// <summary>A connection was made; the answer is the greeting.</summary>
    Connect,

    /// <summary>STARTTLS, before the handshake.</summary>
    StartTls,

    /// <summary>MAIL FROM.</summary>
    MailFrom,

    /// <summary>RCPT TO.</summary>
    RcptTo,

    /// <summary>DATA itself, before the mail; BDAT has no such moment.</summary>
    Data,

    /// <summary>The whole mail was read.</summary>
    Body,
}

/// <summary>What is known of a transaction when the sink decides on an answer.</summary>
public sealed record Envelope
{
    public required SmtpStage Stage { get; init; }

    /// <summary>The connection's number, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The transaction's number on this connection, from 1; 0 before the first.</summary>
    public required int Transaction { get; init; }

    /// <summary>The return path; null before MAIL FROM.</summary>
    public string? From { get; init; }

    /// <summary>The recipients accepted so far.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The recipient asked about; null except at <see cref="SmtpStage.RcptTo"/>.</summary>
    public string? Recipient { get; init; }

    /// <summary>The mail; null except at <see cref="SmtpStage.Body"/>.</summary>
    public SinkMail? Mail { get; init; }
}
