namespace Digest.Readers;

/// <summary>How a person came to say yes or no: what they did, by which way, and what they were shown.</summary>
/// <param name="Act">requested, invited, asked (a confirm letter went out), confirmed, left, returned (took their leave back), bounced, never,
/// complained, imported, added, settings, paused, resumed, moving, moved, exported, erased, lapsed.</param>
/// <param name="Way">form, json, api, page, one-click, import, import:PRODUCT, cli, mail, relay, date, schedule, retention.</param>
/// <param name="Wording">The sentence of consent that was shown; null: none.</param>
/// <param name="Page">The page it stood on; null: unknown.</param>
/// <param name="Client">The client's address, truncated; null: unknown.</param>
internal sealed record ConsentAct(string Act, string Way, string? Wording = null, string? Page = null, string? Client = null)
{
    /// <summary>Address of the privacy notice that stood beside the wording; null: none.</summary>
    public string? Privacy { get; init; }

    /// <summary>Message-ID of the letter that was sent, or whose button was pressed; null: none, or unknown.</summary>
    public string? Letter { get; init; }

    /// <summary>What else it was about, for people: what was changed, until when; null: nothing. Never an address.</summary>
    public string? Detail { get; init; }
}

/// <summary>One line of evidence, as it was written down.</summary>
internal sealed record Evidence
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Row number.</summary>
    public required long Newsletter { get; init; }
    public required byte[] Subscription { get; init; }
    public required byte[] AddressHash { get; init; }
    public required string Act { get; init; }
    public required string Way { get; init; }
    public string? Wording { get; init; }

    /// <summary>Of the wording: the head of its SHA-256, so that two texts are told apart at a glance.</summary>
    public string? Version { get; init; }
    public string? Privacy { get; init; }
    public string? Page { get; init; }
    public string? Client { get; init; }

    /// <summary>Who acted for the publisher; null: the person themselves, or Digest by a rule.</summary>
    public string? Actor { get; init; }
    public string? Letter { get; init; }
    public string? Detail { get; init; }
}
