namespace Digest.Delivering.Relays;

internal enum ReplyKind
{
    /// <summary>The relay has taken the mail and answers for it (RFC 5321 section 6.1).</summary>
    Accepted,

    /// <summary>It has not, and may later (4yz).</summary>
    Temporary,

    /// <summary>It has not and will not (5yz).</summary>
    Permanent,

    /// <summary>Nobody knows: the line broke after the last byte and before the answer.</summary>
    Unknown,
}

/// <summary>What came of handing one mail to a relay, with the relay's own words.</summary>
internal sealed record Reply(ReplyKind Kind, string Text);

/// <summary>A mail ready to leave: 7-bit bytes with CRLF line ends, and its envelope.</summary>
/// <param name="MessageId">Without angle brackets; the same in every copy.</param>
/// <param name="From">Envelope sender.</param>
/// <param name="To">The one recipient.</param>
/// <param name="Bytes">Header and body.</param>
internal sealed record OutgoingMail(string MessageId, string From, string To, ReadOnlyMemory<byte> Bytes);
