namespace Digest.Delivering.Replies;

/// <summary>What a relay's answer means for the mail, the reader and the edition. One classification for sessions and returned mail.</summary>
internal enum ReplyClass
{
    /// <summary>The relay has taken the mail and answers for it (RFC 5321 section 6.1).</summary>
    Accepted,

    /// <summary>There is no such address: failed, and the address is mailed no more.</summary>
    Address,

    /// <summary>There is one, but it takes no mail: full, disabled. For now: deferred; for good: failed, one soft event.</summary>
    Mailbox,

    /// <summary>Too many, too fast: deferred, and the relay gets fewer connections.</summary>
    Rate,

    /// <summary>We are the reason, or what we wrote: deferred; many of these pause the edition. No reader is blamed.</summary>
    Policy,

    /// <summary>Something passing, or nothing that we understand: deferred.</summary>
    Transient,

    /// <summary>This relay can't carry the mail (SMTPUTF8): failed, and nobody is blamed.</summary>
    Unable,

    /// <summary>Nobody knows: the line broke after the last byte and before the answer.</summary>
    NoAnswer,
}
