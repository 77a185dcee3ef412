namespace Digest.Collecting.Cleaning.Repair;

/// <summary>Characters that are one character of UTF-8 when they are read as bytes of a page. Of length 0: there is none.</summary>
internal readonly record struct Sequence(int Rune, int Length);

/// <summary>A text whose characters are read as bytes of one page.</summary>
/// <param name="Text">The text.</param>
/// <param name="Page">The page.</param>
/// <param name="IsProven">The page is known to be the one, so that bytes that were lost or became spaces may be put back.</param>
internal readonly record struct PageReading(string Text, int Page, bool IsProven = false)
{
    private const int NoBreakSpace = 0xA0;

    /// <summary>Whether spaces were joined, so that of a no-break space and a space one was left.</summary>
    private readonly bool joinsSpaces = IsProven && JoinsSpaces(Text, Page);

    /// <summary>The character of UTF-8 that begins at an index.</summary>
    public Sequence At(int index)
    {
        var lead = ByteAt(index);
        var length = lead switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        if (length == 0)
            return default;
        if (lead == 0xC3 && IsSpace(index + 1))
            return Grave(index);
        var rune = lead & (0x7F >> length);
        for (var i = 1; i < length; i++)
        {
            if (Continuation(index, i, i == length - 1) is not (var value and not 0))
                return LostBytes.At(this, index);
            rune = rune << 6 | value & 0x3F;
        }
        if (IsSpace(index + length - 1) && IsUnlikely(index, rune))
            return LostBytes.At(this, index);
        return IsShortest(rune, length) ? new Sequence(rune, length) : default;
    }

    /// <summary>The byte that the character at an index was; 0 at the end and for characters the page does not have.</summary>
    public int ByteAt(int index) => index < Text.Length ? CodePages.ByteOf(Text[index], Page) : 0;

    public bool IsContinuation(int index) => ByteAt(index) is >= 0x80 and <= 0xBF;

    private int Continuation(int start, int offset, bool isLast)
    {
        var index = start + offset;
        if (!IsSpace(index))
            return IsContinuation(index) ? ByteAt(index) : 0;
        // At the end of a sequence it mostly was a space. E2 80 A0 is the dagger, and much rarer than a quotation mark
        // that lost its last byte.
        var wasNoBreak = isLast
            ? (IsProven || ByteAt(index + 1) is >= 0xC2 and <= 0xF4) && !(offset == 2 && ByteAt(start) == 0xE2 && ByteAt(start + 1) == 0x80)
            : IsContinuation(index + 1);
        return wasNoBreak ? NoBreakSpace : 0;
    }

    /// <summary>A space that may have been a no-break space.</summary>
    private bool IsSpace(int index) => index < Text.Length && Text[index] == ' ' && (CodePages.Spacing >> Page & 1) != 0;

    /// <summary>
    /// The letter à, whose second byte is the no-break space. Before the page is known it counts only at the end of a
    /// word: nobody writes a lower-case word that ends in what the first byte is.
    /// </summary>
    private Sequence Grave(int index)
    {
        if (!IsProven && (index == 0 || !char.IsAsciiLetterLower(Text[index - 1])))
            return default;
        var isBeforeWord = index + 2 < Text.Length && (char.IsLetterOrDigit(Text[index + 2]) || Text[index + 2] == '(');
        return new Sequence('à', isBeforeWord && (joinsSpaces || !IsProven) ? 1 : 2);
    }

    /// <summary>A character whose last byte would have become a space, while it is likelier that the byte was lost.</summary>
    private bool IsUnlikely(int index, int rune) => Character.Of(rune) is { Bits: >= 12 }
        || (Character.Of(rune).Kind == Kind.Upper && index > 0 && char.IsAsciiLetterLower(Text[index - 1]));

    private static bool JoinsSpaces(string text, int page)
    {
        for (var i = text.IndexOf("  ", StringComparison.Ordinal); i >= 0; i = text.IndexOf("  ", i + 1, StringComparison.Ordinal))
            if (i > 0 && CodePages.ByteOf(text[i - 1], page) == 0xC3)
                return false;
        return true;
    }

    /// <summary>UTF-8 writes each character in one way only, and no halves of pairs.</summary>
    private static bool IsShortest(int rune, int length) => length switch
    {
        2 => true,
        3 => rune >= 0x800 && rune is not (>= 0xD800 and <= 0xDFFF),
        _ => rune is >= 0x10000 and <= 0x10FFFF,
    };
}
