using System.Buffers;
using System.Text;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>Texts that speak of broken characters show them on purpose, and stay as they are.</summary>
internal static class Mention
{
    private const int Longest = 3;

    /// <summary>How many characters of a stretch are looked for.</summary>
    private const int Some = 16;

    private static readonly SearchValues<string> Subjects = SearchValues.Create(
        ["mojibake", "utf-8", "utf8", "unicode", "charset", "windows-125", "cp125", "iso-8859", "latin-1", "кодировк", "文字化け", "乱码", "亂碼"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The text is about encodings.</summary>
    public static bool IsSubject(string text) => text.AsSpan().ContainsAny(Subjects);

    /// <summary>
    /// The stretch proves nothing: it stands within quotation marks; or it is a drawing; or it stands alone and reads as what
    /// seldom does, a letter (what languages have as words of one letter is mended with the rest), an apostrophe, a quotation mark.
    /// </summary>
    public static bool IsOne(in PageReading reading, in Runs run)
    {
        var text = reading.Text;
        var (start, end) = run.Broken;
        var before = start == 0 ? ' ' : text[start - 1];
        var after = end >= text.Length ? ' ' : text[end];
        if (run.Sequences <= Longest && IsQuote(before) && IsQuote(after))
            return true;
        if (!text.AsSpan(start, end - start).ContainsAnyExceptInRange('\u2500', '\u259F'))
            return !IsWord(text[start], before, after);
        return run.Sequences == 1 && !char.IsLetterOrDigit(before) && !char.IsLetterOrDigit(after)
            && IsLone(Character.Of(reading.At(start).Rune), text[end - 1], before, after);
    }

    /// <summary>Lines and boxes that stand for letters: within a word, and where the first is the one accented letters begin with.</summary>
    private static bool IsWord(char first, char before, char after) => first == '├'
        ? char.IsLetter(before) || char.IsLetter(after) : char.IsLetter(before) && char.IsLetter(after);

    private static bool IsLone(Character read, char last, char before, char after) => read.Kind switch
    {
        // What is broken into a letter and a no-break space looks like one letter; nobody would show that.
        Kind.Lower or Kind.Upper or Kind.Mark => last != '\u00A0',
        Kind.Letter => read.Script != Script.East,
        Kind.Apostrophe or Kind.Quote => char.IsWhiteSpace(before) && EndsWord(after),
        _ => false,
    };

    /// <summary>What the stretches read as stands in the text, too, unbroken.</summary>
    public static bool IsBoth(in PageReading reading, List<(int Start, int End)> stretches)
    {
        foreach (var (start, end) in stretches)
            for (var (at, looked) = (start, 0); at < end && looked < Some; looked++)
            {
                var sequence = reading.At(at);
                if (sequence.Length > 0 && Stands(reading.Text, new Rune(sequence.Rune).ToString(), stretches))
                    return true;
                at += Math.Max(1, sequence.Length);
            }
        return false;
    }

    private static bool Stands(string text, string character, List<(int Start, int End)> except)
    {
        for (var at = text.IndexOf(character, StringComparison.Ordinal); at >= 0; at = text.IndexOf(character, at + 1, StringComparison.Ordinal))
        {
            var inside = false;
            foreach (var (start, end) in except)
                inside |= at >= start && at < end;
            if (!inside)
                return true;
        }
        return false;
    }

    private static bool EndsWord(char c) => char.IsWhiteSpace(c) || Character.Of(c).Kind is Kind.Stop or Kind.Quote;

    private static bool IsQuote(char c) => c is '\'' or '`' or '(' or ')' or '[' or ']' || Character.Of(c).Kind == Kind.Quote;
}
