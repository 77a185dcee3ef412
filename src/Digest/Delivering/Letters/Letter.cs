using Digest.Storage;

namespace Digest.Delivering.Letters;

internal enum LetterState
{
    Waiting,
    Sent,
    Failed,

    /// <summary>Not sent, because what it asked for was settled meanwhile.</summary>
    Dropped,
}

/// <summary>One transactional mail: stored before it is sent, retried until it is sent or hopeless. Its links are made when it is sent.</summary>
internal sealed record Letter
{
    public const string Confirm = "confirm";

    /// <summary>Asks to confirm, too, but by the publisher's list: it is not counted among those that strangers cause.</summary>
    public const string Invite = "invite";

    /// <summary>Says that they read it already, when somebody asks for it once more.</summary>
    public const string Already = "already";
    public const string Operator = "operator";

    /// <summary>To a new address: its button moves the subscription there.</summary>
    public const string Move = "move";

    /// <summary>To the old address, once it has moved.</summary>
    public const string Moved = "moved";

    /// <summary>A fresh link to the preferences.</summary>
    public const string Link = "link";

    /// <summary>Whether its button asks the person to confirm a subscription.</summary>
    public bool AsksToConfirm => Kind is Confirm or Invite;

    public required long Id { get; init; }
    public required PublicId PublicId { get; init; }
    public required string Kind { get; init; }
    /// <summary>Row number; 0: the installation's.</summary>
    public required long Newsletter { get; init; }
    public long? Subscription { get; init; }
    public required string Address { get; init; }
    public required string Data { get; init; }
    public required int Tries { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it may go out; null: it waits in the slow lane.</summary>
    public DateTimeOffset? FreeAt { get; init; }

    /// <summary>Its <c>Date</c>, and from when on tries count.</summary>
    public DateTimeOffset BegunAt => FreeAt ?? CreatedAt;
}
