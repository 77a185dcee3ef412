namespace Digest.Delivering.Relays;

internal enum RelayState
{
    /// <summary>It takes mail as it should.</summary>
    Up,

    /// <summary>It asked for less, or was down: it gets fewer connections for now.</summary>
    Slowed,

    /// <summary>It failed; one connection is tried, or will be with the next mail.</summary>
    Probed,

    /// <summary>It failed; nothing is tried for a while.</summary>
    Down,
}

/// <summary>A relay as this process sees it at one moment.</summary>
/// <param name="Name">Its <c>host:port</c>, or <c>outbox</c>.</param>
/// <param name="State">Whether it takes mail.</param>
/// <param name="Problem">What was wrong last, in one line; null: nothing.</param>
/// <param name="InUse">Connections that carry mails now.</param>
/// <param name="Allowed">How many may.</param>
/// <param name="Accepted">Mails that it took since this process began.</param>
/// <param name="Refused">Mails that it answered with a refusal, for now or for good.</param>
internal sealed record RelayView(string Name, RelayState State, string? Problem, int InUse, int Allowed, long Accepted, long Refused);
