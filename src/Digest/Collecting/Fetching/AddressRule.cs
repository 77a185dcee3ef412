using System.Diagnostics.CodeAnalysis;
using System.Net;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Fetching;

/// <summary>
/// What can be said of an address before any name is looked up: for refusing it when it is saved, and for each
/// hop of a fetch. A pass here is no promise: <see cref="GuardedConnection"/> judges what the name stands for.
/// </summary>
internal static class AddressRule
{
    private static readonly int[] UsualPorts = [80, 443, 8080, 8443];

    /// <summary>Null when the address may be asked, else the fault and one line that names the rule.</summary>
    public static FetchResult.Failed? Refusal(Uri address, AllowedHosts allowed)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            return new(FetchFault.Address, "only http and https addresses are asked");
        if (HostOf(address) is not { Length: > 0 } host)
            return new(FetchFault.Address, "the address names no usable host");
        if (!UsualPorts.Contains(address.Port) && !allowed.AllowsPort(host, address.Port))
            return new(FetchFault.Address, $"port {address.Port} is not one of 80, 443, 8080, 8443");
        if (allowed.Allows(host, address.Port))
            return null;
        if (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
            return Private(host, "a loopback");
        return IPAddress.TryParse(host, out var ip) && AddressRanges.WhyNotPublic(ip) is { } kind ? Private(host, kind) : null;
    }

    /// <summary>
    /// Reads what a person typed or a file named as a source: <c>feed:</c> means https or what follows it, a name
    /// without a scheme means https. False with the reason when it is no address or a refused one.
    /// </summary>
    public static bool TryRead(
        string written, AllowedHosts allowed, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? refusal)
    {
        var text = written.Trim();
        if (text.StartsWith("feed:", StringComparison.OrdinalIgnoreCase))
            text = text[5..].TrimStart('/');
        if (!text.Contains("://", StringComparison.Ordinal) && !HasOtherScheme(text))
            text = "https://" + text;
        address = Uri.TryCreate(text, UriKind.Absolute, out var read) ? read : null;
        refusal = address is null ? "this is not a web address" : Refusal(address, allowed)?.Reason;
        if (refusal is not null)
            address = null;
        return address is not null;
    }

    /// <summary>The refusal of a host because of where it stands.</summary>
    public static FetchResult.Failed Private(string host, string kind) =>
        new(FetchFault.Private, $"{host} is {kind} address; Collecting:AllowedPrivateHosts can allow it");

    /// <summary>The host as it will be looked up: in ASCII, without its closing dot, numbers as an address; or null.</summary>
    public static string? HostOf(Uri address) => WebAddress.HostOf(address) is { } host ? AllowedHosts.Name(host) : null;

    private static bool HasOtherScheme(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !char.IsAsciiDigit(text.ElementAtOrDefault(colon + 1))
            && text.AsSpan(0, colon).IndexOfAny("/.?#[") < 0;
    }
}
