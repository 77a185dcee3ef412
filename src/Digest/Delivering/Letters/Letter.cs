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
    public const string Operator = "operator";

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
}
