using System.Net;
using System.Net.Sockets;

namespace Digest.Collecting.Fetching;

/// <summary>Which IP addresses are public. Everything else belongs to this machine, its network, or nobody.</summary>
internal static class AddressRanges
{
    private static readonly (IPNetwork Network, string Name)[] NotPublic =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private"),
        (IPNetwork.Parse("100.64.0.0/10"), "a carrier-grade NAT"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private"),
        (IPNetwork.Parse("192.0.0.0/24"), "a reserved"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private"),
        (IPNetwork.Parse("198.18.0.0/15"), "a reserved"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved"),
        (IPNetwork.Parse("::/128"), "an unspecified"),
        (IPNetwork.Parse("::1/128"), "a loopback"),
        (IPNetwork.Parse("64:ff9b::/32"), "a NAT64"),
        (IPNetwork.Parse("2001::/32"), "a Teredo"),
        (IPNetwork.Parse("fc00::/7"), "a private"),
        (IPNetwork.Parse("fe80::/10"), "a link-local"),
        (IPNetwork.Parse("fec0::/10"), "a site-local"),
        (IPNetwork.Parse("ff00::/8"), "a multicast"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>Null for a public address, else what it is: "a loopback", "a private" … to be followed by "address".</summary>
    public static string? WhyNotPublic(IPAddress address)
    {
        foreach (var (network, name) in NotPublic)
            if (network.Contains(address))
                return name;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return null;
        return Embedded(address) is { } inner ? WhyNotPublic(inner)
            : GlobalUnicast.Contains(address) ? null : "a reserved";
    }

    /// <summary>The IPv4 address inside a mapped, compatible or 6to4 one: where the packets would end up.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 || Compatible.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : null;
    }
}
