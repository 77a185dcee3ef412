using System.Security.Cryptography;
using System.Text;

namespace Digest.World;

/// <summary>What a <see cref="FeedServer"/> answers at one path.</summary>
public sealed record FeedPage
{
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The Content-Type header; null sends none.</summary>
    public string? ContentType { get; init; }

    public int Status { get; init; } = 200;

    /// <summary>The ETag header, with its quotes; null sends none, and then no request is "not modified" by it.</summary>
    public string? ETag { get; init; }

    /// <summary>The Last-Modified header, in whole seconds; null sends none.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>How long the client waits for the first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static FeedPage Rss(string xml) => Of(xml, "application/rss+xml; charset=utf-8");

    public static FeedPage Html(string html) => Of(html, "text/html; charset=utf-8");

    /// <summary>A page with an ETag made of its bytes, so that unchanged content answers 304.</summary>
    public static FeedPage Of(string text, string contentType) => Of(Encoding.UTF8.GetBytes(text), contentType);

    /// <inheritdoc cref="Of(string, string)"/>
    public static FeedPage Of(byte[] body, string contentType) => new()
    {
        Body = body,
        ContentType = contentType,
        ETag = '"' + Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8)) + '"',
    };

    public static FeedPage Redirect(string location, int status = 302) => new()
    {
        Body = default,
        Status = status,
        Headers = new Dictionary<string, string> { ["Location"] = location },
    };

    /// <summary>An answer without content, such as 404 or 503.</summary>
    public static FeedPage Bare(int status) => new() { Body = default, Status = status };

    public FeedPage WithoutValidators() => this with { ETag = null, LastModified = null };

    /// <summary>Whether a client that sent these validators has the current content already (RFC 9110, 13.2.2).</summary>
    internal bool IsKnownTo(string? ifNoneMatch, DateTimeOffset? ifModifiedSince)
    {
        if (Status != 200)
            return false;
        if (ifNoneMatch is not null)
            return ETag is not null && ifNoneMatch.Split(',').Any(tag => Strong(tag.Trim()) == Strong(ETag) || tag.Trim() == "*");
        return LastModified is { } modified && ifModifiedSince is { } since && modified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    private static string Strong(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
}
