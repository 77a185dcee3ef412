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

    /// <summary>Adds what <see cref="Decode(string)"/> makes of a text.</summary>
    public static void AppendDecoded(StringBuilder result, ReadOnlySpan<char> text) => Append(result, text, '\0');

    /// <summary>
    /// Adds a text of HTML as a browser would write it again: each character itself, but <c>&amp;</c>, <c>&lt;</c>,
    /// <c>&gt;</c> and the no-break space. What may be a reference without its semicolon stays as it stands.
    /// </summary>
    public static void AppendWritten(StringBuilder result, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny("&<>\u00A0") is var at and >= 0)
        {
            result.Append(text[..at]);
            text = text[at..];
            var (decoded, length) = text[0] == '&' ? At(text) : ("", 1);
            if (decoded is "&" && length == 1 && text.Length > 1 && (char.IsAsciiLetterOrDigit(text[1]) || text[1] == '#'))
                result.Append('&');
            else
                foreach (var c in decoded.Length > 0 ? decoded : text[..1])
                    AppendWritten(result, c);
            text = text[length..];
        }
        result.Append(text);
    }

    private static void AppendWritten(StringBuilder result, char c) => _ = c switch
    {
        '&' => result.Append("&amp;"),
        '<' => result.Append("&lt;"),
        '>' => result.Append("&gt;"),
        '\u00A0' => result.Append("&nbsp;"),
        // As such it would become a line feed.
        '\r' => result.Append("&#13;"),
        _ => result.Append(c),
    };

    private static string Decode(string text, char from)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        Append(result, text, from);
        return result.ToString();
    }

    private static void Append(StringBuilder result, ReadOnlySpan<char> text, char from)
    {
        while (text.IndexOf('&') is var ampersand and >= 0)
        {
            result.Append(text[..ampersand]);
            text = text[ampersand..];
            var (decoded, length) = At(text);
            result.Append(decoded[0] >= from ? decoded : text[..length]);
            text = text[length..];
        }
        result.Append(text);
    }

    /// <param name="text">Begins with an ampersand.</param>
    private static (string Decoded, int Length) At(ReadOnlySpan<char> text)
    {
        var window = text[1..Math.Min(LongestName + 1, text.Length)];
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
        return name switch
        {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "nbsp" => "\u00A0",
            _ => HtmlEntityProvider.Resolver.GetSymbol(name.ToString() + ";"),
        };
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
