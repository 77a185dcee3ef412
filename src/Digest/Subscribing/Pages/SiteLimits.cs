using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Digest.Subscribing.Pages;

/// <summary>What one connection may cost.</summary>
internal static class SiteLimits
{
    private const int BodyBytes = 64 * 1024;

    // Longer than any token that a test of ours or a scanner makes up: it gets the same 404 as every wrong one.
    private const int RequestLineBytes = 16 * 1024;

    /// <summary>Small bodies, no endless headers, no drip feeding; the server does not say what it is.</summary>
    public static void LimitRequests(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytes;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
