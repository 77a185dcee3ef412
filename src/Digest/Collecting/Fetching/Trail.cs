using System.Net.Http.Headers;
using System.Text;

namespace Digest.Collecting.Fetching;

/// <summary>
/// The way of one fetch over its redirects: where it stands, what it may ask there, and which step is one too
/// many. Only the origin the fetch began at sees the user and password of its address.
/// </summary>
internal sealed class Trail
{
    private const int MostHops = 5;

    private readonly AllowedHosts allowed;
    private readonly HashSet<string> seen = [];
    private readonly string origin;
    private readonly string? user;
    private bool allPermanent = true;
    private int hops;

    public Trail(Uri start, AllowedHosts allowed)
    {
        this.allowed = allowed;
        user = start.IsAbsoluteUri && start.UserInfo.Length > 0 ? Uri.UnescapeDataString(start.UserInfo) : null;
        Address = Plain(start);
        origin = Origin(Address);
        seen.Add(Address.ToString());
    }

    /// <summary>The address to ask now, without user, password and fragment.</summary>
    public Uri Address { get; private set; }

    public bool MovedForGood => hops > 0 && allPermanent;

    /// <summary>For the address the trail stands at; null when there is nothing to say, or it is not for this origin.</summary>
    public AuthenticationHeaderValue? Authorization =>
        user is not null && Origin(Address) == origin
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)))
            : null;

    /// <summary>Goes to where the response points; the failure when that is not to be done.</summary>
    public FetchResult.Failed? Follow(HttpResponseMessage response)
    {
        if (ResponseReading.Raw(response, "Location") is not { } location || !Uri.TryCreate(Address, location, out var target))
            return Stop("redirects without saying where to");
        if (AddressRule.Refusal(target, allowed) is { } refusal)
            return refusal with { Reason = "redirects to a refused address: " + refusal.Reason };
        if (Address.Scheme == "https" && target.Scheme == "http")
            return Stop("redirects from https to http");
        if (Opens(target, allowed) && !Opens(Address, allowed))
            return new(FetchFault.Private, "a public address redirects to an allowed private host");
        if (++hops > MostHops)
            return Stop($"more than {MostHops} redirects");
        allPermanent &= (int)response.StatusCode is 301 or 308;
        Address = Plain(target);
        return seen.Add(Address.ToString()) ? null : Stop("redirects in a loop");
    }

    /// <summary>True where the exception for private hosts applies. The world's servers must not lead us there.</summary>
    public static bool Opens(Uri address, AllowedHosts allowed) => AddressRule.HostOf(address) is { } host && allowed.Allows(host, address.Port);

    private static FetchResult.Failed Stop(string reason) => new(FetchFault.Redirect, reason);

    private static string Origin(Uri address) => address.IsAbsoluteUri ? address.GetLeftPart(UriPartial.Authority) : "";

    private static Uri Plain(Uri address) => address.IsAbsoluteUri && (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        ? new Uri(address.GetComponents(
            UriComponents.AbsoluteUri & ~UriComponents.UserInfo & ~UriComponents.Fragment, UriFormat.UriEscaped))
        : address;
}
