using System.Text;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// Makes a stranger's text harmless to show and store: no control characters, no marks that turn the reading
/// direction of what follows, no broken surrogates. Marks that languages need (joiners, LRM, RLM) stay.
/// </summary>
internal static class TextCleaning
{
    // Characters 0x80 to 0x9F of windows-1252; as C1 controls they are always a mistaken encoding.
    private const string Western = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <summary>One line: white space collapsed and trimmed, at most <paramref name="longest"/> characters; null when nothing is left.</summary>
    public static string? Line(string? text, int longest = int.MaxValue)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (text.Length <= longest && IsLine(text))
            return text;
        var line = new StringBuilder(Math.Min(text.Length, longest));
        var gap = false;
        for (var i = 0; i < text.Length && line.Length < longest; i++)
        {
            var c = text[i];
            if (IsSpace(c))
                gap = true;
            else if (Clean(text, i) is { } clean)
            {
                if (gap && line.Length > 0 && !IsSpace(clean))
                    line.Append(' ');
                gap = false;
                line.Append(clean);
            }
        }
        return Ended(line, longest);
    }

    /// <summary>The same without touching white space; for HTML.</summary>
    public static string Block(string text)
    {
        if (!HasDirt(text))
            return text;
        var block = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] is '\n' or '\t' or '\r')
                block.Append(text[i]);
            else if (Clean(text, i) is { } clean)
                block.Append(clean);
        return block.ToString();
    }

    /// <summary>Usual words with single spaces between them.</summary>
    private static bool IsLine(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] is < ' ' or > '~' || (text[i] == ' ' && (i == 0 || i == text.Length - 1 || text[i - 1] == ' ')))
                return false;
        return true;
    }

    private static bool HasDirt(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (text[i] is not ('\n' or '\t' or '\r') && Clean(text, i) != text[i])
                return true;
        return false;
    }

    private static string? Ended(StringBuilder line, int longest)
    {
        if (line.Length >= longest && char.IsHighSurrogate(line[^1]))
            line.Length--;
        var text = line.ToString().Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>White space that collapses; the no-break spaces are typography and stay.</summary>
    private static bool IsSpace(char c) => c is not ('\u00A0' or '\u202F' or '\u0085') && char.IsWhiteSpace(c);

    private static char? Clean(string text, int i)
    {
        var c = text[i];
        return c switch
        {
            >= ' ' and < '\u007F' => c,
            >= '\u0080' and <= '\u009F' => Western[c - '\u0080'] is var western && char.IsControl(western) ? null : western,
            < ' ' or '\u007F' => null,
            >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => null,
            '\uFEFF' or '\uFFFE' or '\uFFFF' or >= '\uFDD0' and <= '\uFDEF' => null,
            _ when char.IsHighSurrogate(c) => i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? c : null,
            _ when char.IsLowSurrogate(c) => i > 0 && char.IsHighSurrogate(text[i - 1]) ? c : null,
            _ => c,
        };
    }
}
