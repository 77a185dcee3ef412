namespace Digest.Collecting.Fetching;

/// <summary>How a fetch ended. One of three; the outside world's failures are <see cref="Failed"/>, never exceptions.</summary>
internal abstract record FetchResult
{
    private FetchResult()
    {
    }

    /// <summary>The whole body, decompressed.</summary>
    /// <param name="Bytes">At most <see cref="CollectingOptions.MaxBytes"/>.</param>
    /// <param name="ContentType">The header as sent, or null.</param>
    /// <param name="Address">Where the answer came from, after all redirects, without user and password.</param>
    /// <param name="MovedForGood">There were redirects, and every one of them was permanent (301, 308).</param>
    /// <param name="Facts">Validators and what the server says about asking again.</param>
    internal sealed record Fetched(
        ReadOnlyMemory<byte> Bytes, string? ContentType, Uri Address, bool MovedForGood, ResponseFacts Facts) : FetchResult;

    /// <summary>304: what was fetched last still stands. The validators replace the old ones where they are given.</summary>
    internal sealed record NotModified(Uri Address, bool MovedForGood, ResponseFacts Facts) : FetchResult;

    /// <summary>No answer that can be used.</summary>
    /// <param name="Fault">Its class, for deciding when to try again.</param>
    /// <param name="Reason">One line for people; it names the rule or the number, never words of the response.</param>
    /// <param name="Status">The HTTP status where there was one.</param>
    /// <param name="RetryAfter">What the server asked for (429, 503); zero when the time it named is past.</param>
    /// <param name="Address">Where a status came from, after all redirects.</param>
    internal sealed record Failed(FetchFault Fault, string Reason, int? Status = null, TimeSpan? RetryAfter = null, Uri? Address = null) : FetchResult;
}

/// <summary>Why a fetch gave nothing.</summary>
internal enum FetchFault
{
    /// <summary>The address is not one Digest asks for: scheme, port, or no host.</summary>
    Address,

    /// <summary>The host has an address that is not public.</summary>
    Private,

    /// <summary>The name has no address, or could not be looked up.</summary>
    Dns,

    /// <summary>Nobody answers there, or the connection broke before the headers.</summary>
    Connection,

    /// <summary>The certificate or the handshake is bad.</summary>
    Tls,

    /// <summary>No first byte, or no last one, in time.</summary>
    Timeout,

    /// <summary>More bytes than allowed, before or after decompression.</summary>
    TooLarge,

    /// <summary>The body ended before its announced end.</summary>
    CutOff,

    /// <summary>The body is not in the encoding it claims.</summary>
    Encoding,

    /// <summary>A loop, too many hops, no target, or from https to http.</summary>
    Redirect,

    /// <summary>An HTTP status that is neither success, redirect nor 304.</summary>
    Status,
}

/// <summary>What the headers of an answer say beside its body. Validators are kept byte for byte.</summary>
/// <param name="ETag">With its quotes and <c>W/</c>.</param>
/// <param name="LastModified">As sent, not as a time.</param>
/// <param name="FreshFor">From <c>Cache-Control: max-age</c>, else <c>Expires</c>; null when neither says.</param>
/// <param name="RetryAfter">Some servers ask for rest together with a 200.</param>
/// <param name="RobotsTag">The <c>X-Robots-Tag</c> headers, one a line, for <see cref="Robots.RobotsOrders"/>; null when there is none.</param>
internal sealed record ResponseFacts(string? ETag, string? LastModified, TimeSpan? FreshFor, TimeSpan? RetryAfter, string? RobotsTag = null);
