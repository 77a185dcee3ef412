namespace Digest.Bouncing.Understanding;

/// <summary>What a report writes of one recipient, before it is known what that means.</summary>
internal sealed record Notice
{
    /// <summary>Null: it names none.</summary>
    public required string? Recipient { get; init; }
    public IReadOnlyList<string> AlsoNamed { get; init; } = [];

    /// <summary>The Action of RFC 3464 section 2.3.3, lower case: failed, delayed, delivered, relayed, expanded; empty: not told.</summary>
    public string Action { get; init; } = "";

    /// <summary>The Status field; null: none.</summary>
    public string? Status { get; init; }

    /// <summary>The other side's words; empty: none.</summary>
    public string Words { get; init; } = "";

    /// <summary>What else the report writes of it, asked only when <see cref="Words"/> say nothing known.</summary>
    public string Besides { get; init; } = "";
}
