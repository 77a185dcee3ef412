namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// Sequences whose last byte has no character in the page and was dropped on the way. Few can be told: quotation marks
/// by what stands around them, and what only one byte can complete.
/// </summary>
internal static class LostBytes
{
    /// <summary>The sequence at an index with its lost byte put back; of length 0 when nothing was lost or nobody can tell what.</summary>
    public static Sequence At(in PageReading reading, int index)
    {
        var (lead, second) = (reading.ByteAt(index), reading.ByteAt(index + 1));
        if (second is >= 0x80 and <= 0xBF && !reading.IsContinuation(index + 2))
        {
            if (lead == 0xE2 && second == 0x80 && Quotation(reading, index) is var mark and not 0)
                return new Sequence(mark, 2);
            // The selector that makes a sign an emoji.
            if (lead == 0xEF && second == 0xB8 && CodePages.Loses(reading.Page, 0x8F))
                return new Sequence('\uFE0F', 2);
        }
        // Cyrillic through windows-1251, which loses nothing but the letter И.
        return reading.IsProven && lead is 0xD0 or 0xD1 && second is < 0x80 or > 0xBF && CodePages.OnlyLost(reading.Page) is var lost and not 0
            ? new Sequence((lead & 0x1F) << 6 | lost & 0x3F, 1) : default;
    }

    /// <summary>E2 80 and what was lost: an apostrophe within a word, else the mark that opens or closes there; 0 where nobody can tell.</summary>
    private static int Quotation(in PageReading reading, int index)
    {
        var (text, page) = (reading.Text, reading.Page);
        var before = index > 0 ? text[index - 1] : ' ';
        var isBeforeWord = index + 2 < text.Length && char.IsLetterOrDigit(text[index + 2]);
        if (char.IsLetterOrDigit(before) && isBeforeWord)
            return CodePages.Loses(page, 0x99) ? '’' : 0;
        if (isBeforeWord)
            return CodePages.Loses(page, 0x9C) ? '“' : CodePages.Loses(page, 0x98) ? '‘' : 0;
        return !char.IsWhiteSpace(before) && CodePages.Loses(page, 0x9D) ? '”' : 0;
    }
}
