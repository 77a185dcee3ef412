using System.Net;
using Digest.Storage;
using Microsoft.AspNetCore.HttpOverrides;

namespace Digest.Subscribing.Pages;

/// <summary>The proxies whose word about a client counts: those that <c>Digest:TrustedProxies</c> names, and nobody else.</summary>
internal sealed class SiteProxies(StorageOptions options)
{
    private static readonly string[] Marks = ["X-Forwarded", "X-Original-", "X-Real-", "Forwarded", "Via", "CF-", "True-Client-"];

    public bool Any => options.TrustedProxies.Count > 0;

    public ForwardedHeadersOptions Forwarded()
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // From the nearest one back, as long as each is trusted.
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.TrustedProxies)
            if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
            else forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        return forwarded;
    }

    /// <summary>Whether a request came through any proxy at all, trusted or not.</summary>
    public static bool WasForwarded(HttpRequest request) =>
        request.Headers.Keys.Any(name => Marks.Any(mark => name.StartsWith(mark, StringComparison.OrdinalIgnoreCase)));
}
