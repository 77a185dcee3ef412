using System.Net;

namespace Digest.Collecting.Fetching;

/// <summary>
/// <see cref="CollectingOptions.AllowedPrivateHosts"/>, ready to compare: <c>host</c> or <c>host:port</c>,
/// whole names without their closing dot, IP addresses in their usual form (<c>[::1]:8080</c> with brackets).
/// </summary>
internal sealed class AllowedHosts
{
    private const int AnyUsualPort = 0;
    private readonly HashSet<(string Host, int Port)> entries = [];

    public AllowedHosts(IEnumerable<string> hosts)
    {
        foreach (var host in hosts)
            if (Read(host.Trim()) is { Host.Length: > 0 } entry)
                entries.Add(entry);
    }

    public static AllowedHosts None { get; } = new([]);

    /// <summary>True when this host may have a private address, asked on this port.</summary>
    public bool Allows(string host, int port) => entries.Contains((Name(host), AnyUsualPort)) || AllowsPort(host, port);

    /// <summary>True when exactly this port of this host is named.</summary>
    public bool AllowsPort(string host, int port) => entries.Contains((Name(host), port));

    /// <summary>A host as the rules compare it: lower case, no closing dot, numbers as an address.</summary>
    public static string Name(string host)
    {
        var bare = host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        return IPAddress.TryParse(bare, out var address) ? address.ToString() : bare;
    }

    private static (string Host, int Port) Read(string entry)
    {
        var colon = entry.LastIndexOf(':');
        // An IPv6 address has colons of its own: only after its bracket does one mean a port.
        var hasPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return hasPort && int.TryParse(entry.AsSpan(colon + 1), out var port) ? (Name(entry[..colon]), port) : (Name(entry), AnyUsualPort);
    }
}
