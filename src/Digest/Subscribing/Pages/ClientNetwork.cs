using System.Net;
using System.Net.Sockets;

namespace Digest.Subscribing.Pages;

/// <summary>A client's address, no more of it than is needed.</summary>
internal static class ClientNetwork
{
    /// <summary>What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which is what one household gets.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? Network(address, v4: 32, v6: 64)
        : "unknown";

    /// <summary>What is kept as evidence: /24 of IPv4, /48 of IPv6; null: unknown.</summary>
    public static string? Truncated(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? Truncated(address)
        : null;

    /// <summary>The same of an address that a file names.</summary>
    public static string Truncated(IPAddress address) => Network(address, v4: 24, v6: 48);

    private static string Network(IPAddress address, int v4, int v6)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var length = address.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return $"{new IPAddress(bytes)}/{length}";
    }
}
