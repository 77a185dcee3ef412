using System.Globalization;
using System.Text;
using AngleSharp.Html;

namespace Digest.Collecting.Cleaning;

/// <summary>Character references (<c>&amp;amp;</c>, <c>&amp;#8217;</c>, <c>&amp;eacute;</c>) to characters.</summary>
internal static class Entities
{
    private const int LongestName = 32;

    /// <summary>
    /// Decodes every reference that ends in a semicolon and is known to HTML; leaves every other ampersand as it
    /// stands, so that addresses with <c>&amp;copy=1</c> in them survive.
    /// </summary>
    public static string Decode(string text) => Decode(text, '\0');

    /// <summary>The same for references to characters beyond ASCII only, so that HTML stays the HTML it is.</summary>
    public static string DecodeBeyondAscii(string html) => Decode(html, '\u0080');

    private static string Decode(string text, char from)
    {
        var ampersand = text.IndexOf('&', StringComparison.Ordinal);
        if (ampersand < 0)
            return text;
        var result = new StringBuilder(text.Length);
        var done = 0;
        while (ampersand >= 0)
        {
            result.Append(text, done, ampersand - done);
            var (decoded, length) = At(text, ampersand);
            if (decoded[0] >= from)
                result.Append(decoded);
            else
                result.Append(text, ampersand, length);
            done = ampersand + length;
            ampersand = text.IndexOf('&', done);
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    private static (string Decoded, int Length) At(string text, int ampersand)
    {
        var window = text.AsSpan(ampersand + 1, Math.Min(LongestName, text.Length - ampersand - 1));
        var end = window.IndexOf(';');
        if (end <= 0)
            return ("&", 1);
        var name = window[..end];
        var decoded = name[0] == '#' ? Numbered(name[1..]) : Named(name);
        return decoded is null ? ("&", 1) : (decoded, end + 2);
    }

    private static string? Named(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c))
                return null;
        return HtmlEntityProvider.Resolver.GetSymbol(name.ToString() + ";");
    }

    private static string? Numbered(ReadOnlySpan<char> number)
    {
        var isHex = number.Length > 0 && number[0] is 'x' or 'X';
        if (!int.TryParse(
            isHex ? number[1..] : number, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out var code))
            return null;
        // What TextCleaning makes of 0x80 to 0x9F is what HTML asks for here.
        return Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD";
    }
}
