using Digest.Storage;

namespace Digest.Readers;

internal enum SubscriptionStatus
{
    Pending,
    Active,
    Paused,
    Unsubscribed,
    Bounced,
    Complained,
}

/// <summary>A person's standing with one newsletter, with the address beside it.</summary>
internal sealed record Subscription
{
    public required long Id { get; init; }
    public required PublicId PublicId { get; init; }
    public required long Subscriber { get; init; }
    public required long Newsletter { get; init; }
    public required string Email { get; init; }
    public required byte[] AddressHash { get; init; }
    public required string Name { get; init; }
    public required string Status { get; init; }

    /// <summary>Whether the person has said yes and not left, be it with a pause.</summary>
    public bool Reads => Status.ToState<SubscriptionStatus>() is SubscriptionStatus.Active or SubscriptionStatus.Paused;

    /// <summary>daily or weekly.</summary>
    public required string Cadence { get; init; }
    /// <summary>One a line; empty: all.</summary>
    public required string Topics { get; init; }
    public string? TimeZone { get; init; }
    public string? SendAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When the newest confirm letter was asked for; null: never, e.g. imported.</summary>
    public DateTimeOffset? AskedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Of the words around the stories; empty: the newsletter's.</summary>
    public string Language { get; init; } = "";

    /// <summary><c>html</c> or <c>text</c>.</summary>
    public string Format { get; init; } = "html";

    /// <summary>When a pause ends by itself; null: only by hand, or it is none.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>When the person left, bounced or complained, also while they are asked whether they come back; null: they did not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it was before it ended; null: unknown, or it has not.</summary>
    public string? EndedFrom { get; init; }

    /// <summary>Row number of the subscription at another address that took its place; null: none.</summary>
    public long? MovedTo { get; init; }

    /// <summary>When the person was erased; null: they were not. The address is empty then.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Whether it was erased, and not confirmed again since.</summary>
    public bool WasErased { get; init; }
}

/// <summary>How a subscription begins; what is absent is the newsletter's, or now.</summary>
internal sealed record Standing(SubscriptionStatus Status)
{
    /// <summary>daily or weekly.</summary>
    public string Cadence { get; init; } = "daily";

    /// <summary>One a line; empty: all.</summary>
    public string Topics { get; init; } = "";
    public string? TimeZone { get; init; }
    public string? SendAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Of the words around the stories; empty: the newsletter's.</summary>
    public string Language { get; init; } = "";

    /// <summary><c>html</c> or <c>text</c>.</summary>
    public string Format { get; init; } = "html";

    /// <summary>When a pause ends by itself; null: only by hand, or it is none.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Why it begins as ended; null: it does not.</summary>
    public SuppressionReason? Off { get; init; } = Status switch
    {
        SubscriptionStatus.Unsubscribed => SuppressionReason.Left,
        SubscriptionStatus.Bounced => SuppressionReason.Bounced,
        SubscriptionStatus.Complained => SuppressionReason.Complained,
        _ => null,
    };
}

/// <summary>The transitions that a subscription may make; every other one is refused.</summary>
internal static class SubscriptionMachine
{
    public static bool Allows(SubscriptionStatus from, SubscriptionStatus to) => (from, to) switch
    {
        (SubscriptionStatus.Pending, SubscriptionStatus.Active) => true,
        (SubscriptionStatus.Active, SubscriptionStatus.Paused) or (SubscriptionStatus.Paused, SubscriptionStatus.Active) => true,
        (_, SubscriptionStatus.Unsubscribed or SubscriptionStatus.Bounced or SubscriptionStatus.Complained) => from != to,
        (SubscriptionStatus.Unsubscribed or SubscriptionStatus.Bounced or SubscriptionStatus.Complained, SubscriptionStatus.Pending) => true,
        _ => false,
    };

    /// <summary>Whether the person has gone: only a new sign-up leads on.</summary>
    public static bool IsEnded(this SubscriptionStatus status) =>
        status is SubscriptionStatus.Unsubscribed or SubscriptionStatus.Bounced or SubscriptionStatus.Complained;

    /// <exception cref="InvalidOperationException">The transition is not in the machine.</exception>
    public static string Require(SubscriptionStatus from, SubscriptionStatus to) =>
        Allows(from, to) ? to.Text() : throw new InvalidOperationException($"A subscription never goes from {from} to {to}.");
}
