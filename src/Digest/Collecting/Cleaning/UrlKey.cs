namespace Digest.Collecting.Cleaning;

/// <summary>
/// An address without what changes while the article stays the same: scheme, <c>www.</c>, closing slash, the AMP copy,
/// and the parameters that only count visitors. For comparing, never for opening.
/// </summary>
internal static class UrlKey
{
    private static readonly string[] Counting = ["fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "cmpid", "ref_src", "amp"];

    public static string Of(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || WebAddress.HostOf(address)?.ToLowerInvariant() is not { Length: > 0 } host) return url;
        foreach (var prefix in (string[])["www.", "amp."])
            if (host.StartsWith(prefix, StringComparison.Ordinal) && host.Count(c => c == '.') > 1) host = host[prefix.Length..];
        var port = address.IsDefaultPort ? "" : $":{address.Port}";
        return $"{host}{port}{Path(address.AbsolutePath)}{Query(address.Query)}{address.Fragment}";
    }

    private static string Path(string path)
    {
        var bare = path.TrimEnd('/');
        if (bare.EndsWith("/amp", StringComparison.OrdinalIgnoreCase)) bare = bare[..^4];
        return bare.StartsWith("/amp/", StringComparison.OrdinalIgnoreCase) ? bare[4..] : bare;
    }

    private static string Query(string query)
    {
        var kept = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(part => !Counts(part.Split('=')[0]));
        var joined = string.Join('&', kept);
        return joined.Length == 0 ? "" : "?" + joined;
    }

    private static bool Counts(string name) =>
        name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Counting.Contains(name, StringComparer.OrdinalIgnoreCase);
}
