namespace Digest.World;

/// <summary>One request that a <see cref="FeedServer"/> got, and how it answered.</summary>
public sealed record SeenRequest
{
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>The path, without its query.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark; empty when there is none.</summary>
    public required string Query { get; init; }

    /// <summary>By name in any case; several values of one name are joined with commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>What was sent with it, as UTF-8.</summary>
    public required string Body { get; init; }

    /// <summary>The answer's status; 0 while <see cref="FeedServer.Answer"/> is being asked.</summary>
    public int Status { get; init; }
}
