using System.Text;

namespace Digest.Templating;

/// <summary>
/// Knows whether what is written next falls into an attribute that browsers follow, and what may stand there:
/// http, https and mailto links, and paths of our own.
/// </summary>
internal static class LinkPosition
{
    private const int LookBack = 4096;

    private static readonly string[] Attributes =
        ["href", "src", "action", "formaction", "srcset", "poster", "background", "cite", "data"];

    /// <summary>The part of the link that is already written, or null when this is no such attribute.</summary>
    public static string? Find(StringBuilder written)
    {
        var end = written.Length;
        var start = Math.Max(0, end - LookBack);
        var i = end - 1;
        while (i >= start && written[i] is not ('"' or '\'' or '<' or '>'))
            i--;
        if (i < start || written[i] is '<' or '>')
            return null;
        var equals = i - 1;
        while (equals >= start && written[equals] is ' ' or '\n' or '\t')
            equals--;
        if (equals < start || written[equals] != '=')
            return null;
        var nameEnd = equals;
        while (nameEnd > start && written[nameEnd - 1] is ' ' or '\n' or '\t')
            nameEnd--;
        var name = nameEnd - 1;
        while (name >= start && char.IsAsciiLetter(written[name]))
            name--;
        var attribute = written.ToString(name + 1, nameEnd - name - 1);
        return Attributes.Contains(attribute, StringComparer.OrdinalIgnoreCase)
            ? written.ToString(i + 1, end - i - 1)
            : null;
    }

    /// <summary>True for an allowed scheme, or none: a path of this site, a marker, an anchor.</summary>
    public static bool Allows(string link)
    {
        if (link.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\'))
            return false;
        if (link.StartsWith("//", StringComparison.Ordinal))
            return false;
        var colon = link.IndexOf(':', StringComparison.Ordinal);
        var path = link.IndexOfAny(['/', '?', '#']);
        if (colon < 0 || (path >= 0 && path < colon))
            return true;
        return link[..colon].ToLowerInvariant() is "http" or "https" or "mailto";
    }

    /// <summary>
    /// The link as it may be shown to a stranger: absolute http, https or mailto, in ASCII, without a user name or
    /// password; "#" for anything else. Look-alike host names show in their ASCII form.
    /// </summary>
    public static string Absolute(string? link)
    {
        var trimmed = (link ?? "").Trim();
        if (trimmed.Any(char.IsControl) || !Uri.TryCreate(trimmed, UriKind.Absolute, out var uri))
            return "#";
        if (uri.Scheme == Uri.UriSchemeMailto)
            return uri.AbsoluteUri;
        if ((uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0)
            return "#";
        if (uri.UserInfo.Length == 0 && trimmed.All(IsPlain))
            return trimmed;
        try
        {
            return new UriBuilder(uri) { Host = uri.IdnHost, UserName = "", Password = "" }.Uri.AbsoluteUri;
        }
        catch (UriFormatException)
        {
            return "#"; // A host that no name server could know.
        }
    }

    private static bool IsPlain(char c) => c is > ' ' and < '\x7f' and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}');
}
