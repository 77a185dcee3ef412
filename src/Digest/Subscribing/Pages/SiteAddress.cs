using Digest.Storage;

namespace Digest.Subscribing.Pages;

/// <summary>Where this site is for the world, as <c>Digest:BaseUrl</c> says. What a request claims of it never counts.</summary>
internal sealed class SiteAddress(StorageOptions options)
{
    /// <summary>The landing page.</summary>
    public Uri Root { get; } = new(options.Link("/"));

    public bool IsHttps => Root.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether only this computer is meant to reach the site.</summary>
    public bool IsLoopback => Root.IsLoopback;

    /// <summary>What stands before our paths when the site lives in a folder of another one; else empty.</summary>
    public string PathBase => Root.AbsolutePath.TrimEnd('/');

    /// <summary>The path of a page as its links write it, so that they work by whatever name the site was opened.</summary>
    public string Path(string path) => PathBase + path;

    public bool IsOurs(Uri address) => SameOrigin(Root, address);

    /// <summary>Whether both have the same scheme, host and port (RFC 6454), and the second carries no user name.</summary>
    public static bool SameOrigin(Uri origin, Uri address) =>
        origin.Scheme == address.Scheme && origin.Port == address.Port && address.UserInfo.Length == 0
        && string.Equals(origin.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase);
}
