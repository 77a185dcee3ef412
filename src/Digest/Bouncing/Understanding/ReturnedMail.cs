using Digest.Delivering.Replies;

namespace Digest.Bouncing.Understanding;

/// <summary>What a mail that came to the bounce address is.</summary>
internal enum ReturnedKind
{
    /// <summary>It reports on mails: not delivered, late, or called spam. Its findings say what.</summary>
    Report,

    /// <summary>A program answers for its owner: out of office, ticket opened (RFC 3834). Never a bounce.</summary>
    AutoReply,

    /// <summary>A report about a report; acting on those makes loops.</summary>
    AboutReport,

    /// <summary>Somebody wrote, or our own mail came back as it was.</summary>
    Ordinary,
}

/// <summary>What a report means for a recipient, in the words of <c>digest bounce show</c>.</summary>
internal enum FindingKind
{
    /// <summary>The address is none, has moved, or its host takes no mail.</summary>
    Hard,

    /// <summary>Everything else that kept a mail away, also for good: full, refused, late.</summary>
    Soft,

    /// <summary>The reader called it spam (RFC 5965).</summary>
    Complaint,
}

/// <summary>What a report says of one recipient.</summary>
internal sealed record Finding
{
    /// <summary>As the report names it; null: it does not.</summary>
    public required string? Recipient { get; init; }

    /// <summary>Other names of the same recipient in the report, e.g. the one we wrote to before it was forwarded (Original-Recipient).</summary>
    public IReadOnlyList<string> AlsoNamed { get; init; } = [];
    public required FindingKind Kind { get; init; }

    /// <summary>The same classification as of answers in a session: hard is <see cref="ReplyClass.Address"/>; of a complaint it means nothing.</summary>
    public required ReplyClass Class { get; init; }

    /// <summary>RFC 3463, e.g. <c>5.1.1</c>; null: none is named.</summary>
    public required string? Status { get; init; }

    /// <summary>Whether the report says that the mail is only late, and still being tried (RFC 3464 section 2.3.3, delayed).</summary>
    public bool IsDelay { get; init; }

    /// <summary>One word, e.g. <c>userunknown</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The other side's own words, on one line; empty: none.</summary>
    public required string Words { get; init; }
}

/// <summary>A mail that came to the bounce address, understood.</summary>
internal sealed record ReturnedMail
{
    public required ReturnedKind Kind { get; init; }

    /// <summary>The addresses that it came to, from the trace fields of delivery first, then To and Cc; where a keyed one may be.</summary>
    public required IReadOnlyList<string> CameTo { get; init; }

    /// <summary>The address that it says it is from, of which anybody may write anything; null: it says none.</summary>
    public string? From { get; init; }

    /// <summary>Its own subject, decoded, on one line.</summary>
    public required string Subject { get; init; }

    /// <summary>Message-IDs of ours that it may carry: of the mail it returns, without angle brackets.</summary>
    public required IReadOnlyList<string> OriginalIds { get; init; }

    /// <summary>Of a report one for each recipient, else none.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}
