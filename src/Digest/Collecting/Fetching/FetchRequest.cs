namespace Digest.Collecting.Fetching;

/// <summary>
/// What to get. The validators are what the last answer gave, byte for byte; with either of them an answer
/// may be <see cref="FetchResult.NotModified"/>. A user and password in the address go to that origin only.
/// </summary>
internal sealed record FetchRequest(Uri Address, string? ETag = null, string? LastModified = null)
{
    /// <summary>The page that named the address; null: the operator did. A public page must not lead us to an allowed private host.</summary>
    public Uri? NamedBy { get; init; }

    /// <summary>The <c>Accept</c> header.</summary>
    public string Accept { get; init; } =
        "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.7, */*;q=0.5";
}
