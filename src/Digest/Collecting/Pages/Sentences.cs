using System.Collections.Frozen;
using Digest.Collecting.Reading;

namespace Digest.Collecting.Pages;

/// <summary>Divides a paragraph into its sentences. Rather one too few than one that ends at "Dr." or "3."</summary>
internal static class Sentences
{
    private const int LongestWord = 40;
    private const string EasternEnds = "。！？｡";
    private const string Ends = ".!?…";
    private const string Closers = "\"'”’»)]）」』】›";
    private const string Openers = "\"'“‘«([（「『【‹¿¡„";

    private static readonly FrozenSet<string> Abbreviations = (
        "mr mrs ms dr prof sr jr st gen col lt sgt rep sen gov hon rev pres vs etc inc ltd co corp llc plc bros no nos vol fig figs ed eds pp approx est dept univ assn ave blvd rd mt ft "
        + "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun al cf ca ie eg viz resp max min avg incl excl "
        + "bzw usw evtl ggf inkl exkl mio mrd nr str tel abb bsp zzgl sog geb hr fr hrsg mme mlle mm me av env ex réf sra srta ud uds dña avda núm pág dott sig sigra ing avv geom dhr mw mevr drs "
        + "tzn np itd itp tys mln mld ул г гг руб млн млрд тыс т н э см рис стр").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Beginnings =
        "The A An In On At But And It He She They We This That These Those As For With When While If However Its Their His Her There Der Die Das Le La Les El Los".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <param name="paragraph">Plain text on one line.</param>
    public static IReadOnlyList<string> Of(string paragraph)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < paragraph.Length; i++)
            if (EndAt(paragraph, i) is { } end)
            {
                Add(paragraph[start..end]);
                (start, i) = (end, end - 1);
            }
        Add(paragraph[start..]);
        return sentences;

        void Add(string sentence)
        {
            if (sentence.Trim() is { Length: > 0 } text)
                sentences.Add(text);
        }
    }

    /// <summary>Where the sentence ends that has its mark at <paramref name="i"/>; null when none ends there.</summary>
    private static int? EndAt(string text, int i)
    {
        var isEastern = EasternEnds.Contains(text[i], StringComparison.Ordinal);
        if (!isEastern && !Ends.Contains(text[i], StringComparison.Ordinal))
            return null;
        var end = i + 1;
        while (end < text.Length && (Ends.Contains(text[end], StringComparison.Ordinal) || EasternEnds.Contains(text[end], StringComparison.Ordinal)))
            end++;
        var isPlainDot = text[i] == '.' && end == i + 1;
        while (end < text.Length && Closers.Contains(text[end], StringComparison.Ordinal))
            end++;
        if (end >= text.Length || isEastern)
            return end;
        if (!char.IsWhiteSpace(text[end]))
            return null;
        var next = end;
        while (next < text.Length && (char.IsWhiteSpace(text[next]) || Openers.Contains(text[next], StringComparison.Ordinal)))
            next++;
        if (next < text.Length && char.IsLower(text[next]))
            return null;
        return isPlainDot && IsAbbreviated(text, i, next) ? null : end;
    }

    private static bool IsAbbreviated(string text, int dot, int next)
    {
        var begin = dot;
        while (begin > 0 && dot - begin < LongestWord && !char.IsWhiteSpace(text[begin - 1]) && !Openers.Contains(text[begin - 1], StringComparison.Ordinal))
            begin--;
        var word = text[begin..dot];
        var length = 0;
        while (next + length < text.Length && length < LongestWord && char.IsLetter(text[next + length]))
            length++;
        var following = text.Substring(next, length);
        if (word.Length is 1 or 2 && word.All(char.IsAsciiDigit))
            return following.Length > 2 && FeedTimeNames.Month(following) is not null;
        if (word.Length == 1 && char.IsLetter(word[0]))
            return !Beginnings.Contains(following) || begin == 0;
        // U.S. and z.B. end a sentence only before a word that seldom stands elsewhere with a capital.
        if (word.Contains('.', StringComparison.Ordinal) && word.Split('.').All(static part => part.Length == 1))
            return !Beginnings.Contains(following);
        return Abbreviations.Contains(word) && !(word.Length > 1 && Beginnings.Contains(following) && word is "etc" or "usw" or "Inc" or "Ltd" or "Corp" or "Co");
    }
}
