using Digest.Storage;

namespace Digest.Delivering.Ledger;

internal enum DeliveryState
{
    Waiting,

    /// <summary>Its bytes may be on their way: committed before the first of them.</summary>
    Claimed,
    Sent,

    /// <summary>The relay asked to try later.</summary>
    Deferred,
    Failed,

    /// <summary>Not sent, because it must not be any more.</summary>
    Skipped,

    /// <summary>Claimed by a process that never told what came of it.</summary>
    InDoubt,
}

internal enum SkipReason
{
    Left,
    Paused,
    Suppressed,
    Cancelled,
    Restored,
}

/// <summary>The transitions that a delivery may make; every other one is refused.</summary>
internal static class DeliveryMachine
{
    public static bool Allows(DeliveryState from, DeliveryState to) => (from, to) switch
    {
        (DeliveryState.Waiting or DeliveryState.Deferred or DeliveryState.InDoubt, DeliveryState.Claimed) => true,
        (DeliveryState.Claimed, DeliveryState.Sent or DeliveryState.Deferred or DeliveryState.Failed or DeliveryState.InDoubt) => true,
        (DeliveryState.Waiting or DeliveryState.Deferred, DeliveryState.Skipped or DeliveryState.Failed) => true,
        // What an operator decides of a mail of which nobody knows.
        (DeliveryState.InDoubt, DeliveryState.Sent or DeliveryState.Waiting) => true,
        _ => false,
    };

    /// <exception cref="InvalidOperationException">The transition is not in the machine.</exception>
    public static void Require(DeliveryState from, DeliveryState to)
    {
        if (!Allows(from, to)) throw new InvalidOperationException($"A delivery never goes from {from} to {to}.");
    }
}

/// <summary>One edition to one subscription: what it takes to send it.</summary>
internal sealed record Delivery
{
    public required long Edition { get; init; }
    public required long Subscription { get; init; }
    public required long Batch { get; init; }
    public required PublicId PublicId { get; init; }
    public required string State { get; init; }
    public required string Origin { get; init; }
    public required string Variant { get; init; }

    /// <summary>The mail's Date, the same in every copy: the due time of its first batch.</summary>
    public required DateTimeOffset DatedAt { get; init; }

    /// <summary>The last instant of a try.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The class of the last answer while deferred; null: none yet.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was answered last, before this try; null: never.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Whether it was planned for who had missed the edition before.</summary>
    public required bool CatchUp { get; init; }
    public required int Claims { get; init; }
    public required int KeyNumber { get; init; }
    public required DateTimeOffset SinceAt { get; init; }
    public required PublicId SubscriptionId { get; init; }
    public required byte[] AddressHash { get; init; }

    /// <summary>The reader's address as the row was read; what is mailed may be frozen from before they moved.</summary>
    public string Email { get; init; } = "";

    /// <summary>The address that an earlier claim froze; null: there was none.</summary>
    public string? Address { get; init; }

    /// <summary>Where the mail goes, as far as is known before the claim.</summary>
    public string MailedTo => Address ?? Email;
}
