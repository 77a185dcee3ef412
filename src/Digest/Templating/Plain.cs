using System.Globalization;
using System.Text;

namespace Digest.Templating;

/// <summary>What happens to a stranger's text before it is shown, and the shapes a text mail needs.</summary>
internal static class Plain
{
    /// <summary>
    /// Drops control characters, overrides of the reading direction and halves of characters; turns Unicode's line
    /// and paragraph separators, which some programs take for line ends and some don't, into spaces.
    /// </summary>
    public static string Clean(string? text)
    {
        if (text is null || !text.Any(NeedsCare))
            return text ?? "";
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0x2028 or 0x2029)
                made.Append(' ');
            else if (rune.Value is '\t' or '\n' or '\r' || !IsDropped(rune.Value))
                made.Append(rune.ToString());
        }

        return made.ToString();
    }

    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"'") < 0)
            return text;
        var made = new StringBuilder(text.Length + 32);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => made.Append("&amp;"),
                '<' => made.Append("&lt;"),
                '>' => made.Append("&gt;"),
                '"' => made.Append("&quot;"),
                '\'' => made.Append("&#39;"),
                _ => made.Append(letter),
            };
        }

        return made.ToString();
    }

    /// <summary>Everything on one line, single-spaced: for titles and subjects, where a line end would be a forgery.</summary>
    public static string Line(string? text) =>
        string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>At most so many characters as people count them, cut at a word where there is one, with an ellipsis.</summary>
    public static string Cut(string? text, int limit)
    {
        var line = Line(text);
        var info = new StringInfo(line);
        if (info.LengthInTextElements <= limit || limit < 1)
            return limit < 1 ? "" : line;
        var head = info.SubstringByTextElements(0, limit - 1);
        var space = head.LastIndexOf(' ');
        return (space > head.Length / 2 ? head[..space] : head).TrimEnd(' ', ',', ';', ':', '-', '–', '.', '。', '，', '、', '،', '؛') + "…";
    }

    /// <summary>Filled lines of at most <paramref name="width"/> columns, the following ones indented; a longer word keeps its line.</summary>
    public static string Fold(string? text, int width, string? indent) => LineFolding.Fold(Line(text), width, indent);

    /// <summary>As many of <paramref name="mark"/> as the text has columns, at most 72.</summary>
    public static string Underline(string? text, string? mark)
    {
        var length = Math.Min(72, LineFolding.Columns(Line(text)));
        return new string(mark is { Length: > 0 } ? mark[0] : '=', length);
    }

    private static bool NeedsCare(char c) =>
        c is '\u2028' or '\u2029' || char.IsSurrogate(c) || IsDropped(c);

    private static bool IsDropped(int c) =>
        c is (< 0x20 and not ('\t' or '\n' or '\r')) or (>= 0x7f and <= 0x9f)
            or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0xfeff;
}
