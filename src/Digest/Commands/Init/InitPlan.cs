using Digest.Delivering;

namespace Digest.Commands.Init;

/// <summary>What <c>init</c> writes down. Null and empty: the default, which is not written.</summary>
internal sealed record InitPlan
{
    public string? BaseUrl { get; init; }
    public IReadOnlyList<string> AllowedPrivateHosts { get; init; } = [];
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public string? FromName { get; init; }
    public string? FromAddress { get; init; }
    public string? Language { get; init; }
    public required string TimeZone { get; init; }
    public required string SendAt { get; init; }
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Null: mails stay on this machine, in the outbox.</summary>
    public RelayOptions? Relay { get; init; }
}
