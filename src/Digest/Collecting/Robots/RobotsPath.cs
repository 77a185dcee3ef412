using System.Globalization;
using System.Text;

namespace Digest.Collecting.Robots;

/// <summary>
/// Paths in the one form in which they are compared (RFC 9309 section 2.2.2): letters, digits and <c>-._~</c> as they are,
/// octets beyond ASCII, and ASCII that no address may hold, as <c>%XX</c>, other encoded octets as they are with capital digits. Case of letters counts.
/// </summary>
internal static class RobotsPath
{
    /// <summary>Path and query of an address; its own <c>*</c> and <c>$</c> are encoded, so that only a pattern's are special.</summary>
    public static string OfAddress(Uri page) => Of(page.PathAndQuery, "*$");

    /// <summary>A pattern, one character an octet, in which <c>*</c> stays what it is.</summary>
    public static string OfPattern(ReadOnlySpan<char> written) => Of(written, "$");

    private static string Of(ReadOnlySpan<char> written, string encoded)
    {
        var path = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (c == '%' && i + 2 < written.Length && byte.TryParse(written.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                i += 2;
                if (IsUnreserved((char)octet)) path.Append((char)octet);
                else Encode(path, octet);
            }
            else if (c is <= ' ' or > '~' or '"' or '<' or '>' or '^' or '`' or '{' or '|' or '}' || encoded.Contains(c, StringComparison.Ordinal))
                Encode(path, c);
            else
                path.Append(c);
        }
        return path.ToString();
    }

    private static void Encode(StringBuilder path, int octet) => path.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
