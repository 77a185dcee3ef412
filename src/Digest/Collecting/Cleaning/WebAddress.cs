using System.Text;

namespace Digest.Collecting.Cleaning;

/// <summary>Addresses as strangers write them to addresses that may be shown and followed.</summary>
internal static class WebAddress
{
    private const int Longest = 4096;

    /// <summary>
    /// The absolute http or https address, without user and password; null for any other scheme, and for a
    /// relative one without a base. One that is clean stays byte for byte as it was written.
    /// </summary>
    public static string? Absolute(string? written, Uri? @base)
    {
        var text = Tidy(written);
        if (text.Length is 0 or > Longest)
            return null;
        var address = Parse(text, @base);
        if (address is null || address.Scheme is not ("http" or "https") || HostOf(address) is not { Length: > 0 } host)
            return null;
        if (address.UserInfo.Length > 0 || !host.Equals(address.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase))
            return Uri.TryCreate(new UriBuilder(address) { Host = host, UserName = "", Password = "" }.ToString(), UriKind.Absolute, out var plain) ? plain.AbsoluteUri : null;
        return IsClean(text) && HasWebScheme(text) ? text : address.AbsoluteUri;
    }

    /// <summary>The host in ASCII; null where it is none: there are names that look like hosts and can't be looked up.</summary>
    public static string? HostOf(Uri address)
    {
        try
        {
            return address.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    /// <summary>The same as an address object.</summary>
    public static Uri? AbsoluteUri(string? written, Uri? @base) =>
        Absolute(written, @base) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    /// <summary>A relative reference as written, when it has no scheme of its own; else null.</summary>
    public static string? Relative(string? written)
    {
        var text = Tidy(written);
        var first = text.AsSpan().IndexOfAny(":/?#");
        return text.Length is 0 or > Longest || (first >= 0 && text[first] == ':') ? null : TextCleaning.Line(text);
    }

    private static Uri? Parse(string text, Uri? @base)
    {
        if (text.StartsWith("//", StringComparison.Ordinal))
            text = (@base?.Scheme ?? "https") + ":" + text;
        // On Unix a path is an absolute file address to Uri.
        if (text[0] != '/' && Uri.TryCreate(text, UriKind.Absolute, out var absolute))
            return absolute;
        if (text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return Uri.TryCreate("http://" + text, UriKind.Absolute, out var named) ? named : null;
        return @base is not null && !HasWebScheme(text) && Uri.TryCreate(@base, text, out var joined) ? joined : null;
    }

    private static bool HasWebScheme(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static bool IsClean(string text)
    {
        foreach (var c in text)
            if (c is <= ' ' or > '~' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}')
                return false;
        return true;
    }

    /// <summary>Browsers drop line ends and tabs inside addresses, and so does everybody who hides a scheme in them.</summary>
    private static string Tidy(string? written)
    {
        if (written is null)
            return "";
        var tidy = new StringBuilder(Math.Min(written.Length, Longest + 1));
        foreach (var c in written.AsSpan().Trim())
            if (tidy.Length > Longest)
                break;
            else if (!char.IsControl(c))
                tidy.Append(c);
        return tidy.ToString();
    }
}
