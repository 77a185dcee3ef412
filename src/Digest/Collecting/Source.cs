namespace Digest.Collecting;

/// <summary>A feed that newsletters read; one row per address, shared by all of them.</summary>
internal sealed record Source
{
    public required long Id { get; init; }
    public required string Url { get; init; }

    /// <summary>Its address for people and logs: a user and password in it are left out.</summary>
    public string Shown => Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
        ? address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped) : Url;

    public required string Title { get; init; }
    public string? Etag { get; init; }
    public string? LastModified { get; init; }
    public byte[]? BodyHash { get; init; }
    public DateTimeOffset? CheckedAt { get; init; }
    public required DateTimeOffset NextCheckAt { get; init; }
    public required int Failures { get; init; }
    /// <summary>The last failure in words; null: well.</summary>
    public string? Problem { get; init; }

    /// <summary>What it holds at the next look is known, none of it news: the database was put back.</summary>
    public required bool Settle { get; init; }
}

/// <summary>A newsletter that reads a source.</summary>
internal sealed record SourceReader
{
    public required long Newsletter { get; init; }
    /// <summary>Whether the first collect for it was done: from then on every new article is news.</summary>
    public required bool Started { get; init; }
}
