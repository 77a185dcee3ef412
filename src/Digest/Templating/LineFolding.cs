using System.Globalization;
using System.Text;

namespace Digest.Templating;

/// <summary>
/// Fills lines as a terminal shows them: characters of East Asian scripts take two columns, and a line may end between
/// them, as nobody puts blanks there. A longer word, such as an address, keeps its line.
/// </summary>
internal static class LineFolding
{
    // Never at the end of a line, and never at its beginning.
    private const string Opening = "（「『《〈【〔［｛";
    private const string Closing = "、。，．：；！？）」』》〉】〕］｝…—～・ー々";

    public static string Fold(string line, int width, string? indent)
    {
        var made = new StringBuilder();
        var used = 0;
        foreach (var (piece, blank) in line.Split(' ').SelectMany(Pieces))
        {
            var columns = Columns(piece);
            if (used > 0 && used + (blank ? 1 : 0) + columns > width)
            {
                made.Append('\n').Append(indent);
                used = indent?.Length ?? 0;
            }
            else if (used > 0 && blank)
            {
                made.Append(' ');
                used++;
            }
            made.Append(piece);
            used += columns;
        }
        return made.ToString();
    }

    /// <summary>How wide a terminal shows it.</summary>
    public static int Columns(string text)
    {
        var columns = 0;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
            columns += IsWide(Rune.GetRuneAt(text, elements.ElementIndex)) ? 2 : 1;
        return columns;
    }

    // A word, cut wherever a line may end in it; the first piece has a blank before it.
    private static IEnumerable<(string Piece, bool Blank)> Pieces(string word)
    {
        var begin = 0;
        for (var i = 1; i < word.Length; i++)
        {
            if (char.IsLowSurrogate(word[i]) || !MayEnd(word, i)) continue;
            yield return (word[begin..i], begin == 0);
            begin = i;
        }
        yield return (word[begin..], begin == 0);
    }

    private static bool MayEnd(string word, int at)
    {
        var before = char.IsLowSurrogate(word[at - 1]) ? Rune.GetRuneAt(word, at - 2) : new Rune(word[at - 1]);
        var after = Rune.GetRuneAt(word, at);
        return (IsEastAsian(before) || IsEastAsian(after)) && !IsOf(Closing, after) && !IsOf(Opening, before)
            && Rune.GetUnicodeCategory(after) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
    }

    private static bool IsOf(string marks, Rune rune) => marks.Contains(rune.ToString(), StringComparison.Ordinal);

    // Scripts that are written without blanks; Korean has them.
    private static bool IsEastAsian(Rune rune) => rune.Value is (>= 0x2e80 and <= 0x9fff) or (>= 0xf900 and <= 0xfaff) or (>= 0xff00 and <= 0xff60) or (>= 0x20000 and <= 0x3fffd);

    private static bool IsWide(Rune rune) => IsEastAsian(rune) || rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0xac00 and <= 0xd7a3) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1faff);
}
