using System.Text;
using System.Text.RegularExpressions;

namespace Digest.Collecting.Cleaning;

/// <summary>HTML to plain text on one line. Linear in the length of its input, however it is nested.</summary>
internal static partial class PlainText
{
    /// <summary>The longest headline kept, in characters.</summary>
    public const int LongestTitle = 1000;

    /// <summary>The longest text kept of anything else, in characters.</summary>
    private const int Longest = Sanitiser.LongestHtml;

    /// <summary>The text of some HTML, without scripts, styles and forms; null when there is none.</summary>
    public static string? Of(string? html) => html is null ? null : TextCleaning.Line(Stripped(Bounded(html)), Longest);

    /// <summary>The beginning of the text of some HTML, ended at a word with an ellipsis when it is longer.</summary>
    public static string? Excerpt(string? html, int longest)
    {
        var text = Of(html);
        if (text is null || text.Length <= longest)
            return text;
        var end = text.LastIndexOf(' ', longest - 1);
        var cut = end > longest / 2 ? end : longest - 1;
        if (char.IsHighSurrogate(text[cut - 1]))
            cut--;
        return text[..cut].TrimEnd(' ', ',', ';', ':', '.') + "…";
    }

    /// <summary>
    /// A headline from what stands in a feed, where nobody knows whether it is text, HTML, or HTML escaped twice:
    /// markup goes, references become characters, and a tag HTML does not know is what the headline says.
    /// </summary>
    public static string? Title(string? written)
    {
        if (written is null || written.AsSpan().IndexOfAny('<', '&') < 0)
            return TextCleaning.Line(written, LongestTitle);
        var once = LooksLikeHtml(written) ? Stripped(Bounded(written)) : Entities.Decode(Bounded(written));
        if (EscapedTwice().IsMatch(once))
            once = HasMatchingTags(once) ? Stripped(once) : Entities.Decode(once);
        return TextCleaning.Line(once, LongestTitle);
    }

    /// <summary>True when every tag is one of HTML's, and there is a tag at all.</summary>
    public static bool LooksLikeHtml(string text)
    {
        var scanner = new MarkupScanner(text, isXml: false);
        var any = text.Contains("<!", StringComparison.Ordinal);
        while (scanner.Next())
            if (scanner.Piece is MarkupPiece.Start or MarkupPiece.End)
            {
                if (!HtmlNames.IsKnown(scanner.Name))
                    return false;
                any = true;
            }
        return any;
    }

    private static bool HasMatchingTags(string text) => LooksLikeHtml(text) && text.Contains("</", StringComparison.Ordinal);

    private static string Bounded(string html) => html.Length > Sanitiser.LongestHtml ? html[..Sanitiser.LongestHtml] : html;

    private static string Stripped(string html)
    {
        var text = new StringBuilder(html.Length);
        var scanner = new MarkupScanner(html, isXml: false);
        while (scanner.Next())
            if (scanner.Piece == MarkupPiece.Text)
                Entities.AppendDecoded(text, scanner.TextSpan);
            else if (HtmlNames.Breaking.Contains(scanner.Name))
                text.Append(' ');
        return text.ToString();
    }

    [GeneratedRegex("&(amp|lt|gt|quot|apos|nbsp|#[0-9]{2,5}|#x[0-9a-fA-F]{2,5});|</[a-zA-Z]")]
    private static partial Regex EscapedTwice();
}
