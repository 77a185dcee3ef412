using System.Collections.Frozen;

namespace Digest.Collecting.Pages;

/// <summary>
/// The two or three sentences that say most of an article that does not sum itself up: whole, as they stand in it, in its order.
/// News says the most important first, and headlines say what an article is about; these two count.
/// </summary>
internal static class KeySentences
{
    private const int MostLooked = 40;
    private const int LongestBlock = 8000;
    private const int Shortest = 40;
    private const int Longest = 400;

    private static readonly FrozenSet<string> Empty = (
        "the and for with from that this are was were has have had will its not but you your our their they his her who what when how why into over more than after about also can may says said new "
        + "der die das und mit von für auf ist ein eine des den dem les des une est dans pour sur avec los las una del por para con che del della non per het een van voor met").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <param name="blocks">The article's paragraphs.</param>
    /// <param name="title">Its headline, or null.</param>
    /// <returns>Two or three sentences; fewer when the text has fewer, none when it has no whole sentence.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<TextBlock> blocks, string? title)
    {
        var all = blocks.Where(static block => !block.IsHeading && block.Element is not ("figcaption" or "caption" or "li" or "pre" or "td" or "th" or "dt") && block.LinkShare < 0.5)
            .Take(MostLooked).SelectMany(static block => Sentences.Of(block.Text.Length > LongestBlock ? block.Text[..LongestBlock] : block.Text)).Take(MostLooked).ToList();
        var about = Words(title ?? "");
        var scored = all.Select((sentence, index) => (Sentence: sentence, Index: index, Score: Score(sentence, index, about)))
            .Where(static s => s.Sentence.Length is <= Longest && IsWhole(s.Sentence)).ToList();
        var usual = scored.Where(static s => s.Sentence.Length >= Minimum(s.Sentence)).ToList();
        var pool = usual.Count > 0 ? usual : scored;
        return [.. pool.OrderByDescending(static s => s.Score).Take(all.Count >= 6 ? 3 : 2).OrderBy(static s => s.Index).Select(static s => s.Sentence).Distinct(StringComparer.Ordinal)];
    }

    private static double Score(string sentence, int index, HashSet<string> about)
    {
        var words = Words(sentence);
        var overlap = about.Count == 0 ? 0 : (double)words.Count(about.Contains) / about.Count;
        var figures = sentence.Any(char.IsAsciiDigit) ? 0.15 : 0;
        var asks = sentence.TrimEnd('"', '”').EndsWith('?') ? 0.6 : 0;
        return (2.0 / (1 + (index * 0.4))) + (1.5 * overlap) + figures - asks;
    }

    /// <summary>A sentence of Chinese or Japanese says as much in a third of the characters.</summary>
    private static int Minimum(string sentence) => sentence.Any(IsEastern) ? Shortest / 3 : Shortest;

    /// <summary>It ends as sentences do, and what it quotes it quotes to the end.</summary>
    private static bool IsWhole(string sentence)
    {
        var last = sentence.TrimEnd('"', '\'', '”', '’', '»', ')', ']', '」', '』', '）', '“');
        return last.Length > 0 && ".!?…。！？।".Contains(last[^1], StringComparison.Ordinal) && sentence.Count(static c => c == '"') % 2 == 0
            && sentence.Count(static c => c is '“' or '„') <= sentence.Count(static c => c is '”' or '“' or '"') && sentence.Count(static c => c == '(') == sentence.Count(static c => c == ')');
    }

    /// <summary>The words that say something; of scripts without blanks, pairs of characters.</summary>
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var lower = text.ToLowerInvariant();
        for (var i = 0; i < lower.Length;)
        {
            var start = i;
            if (IsEastern(lower[i]) && i + 1 < lower.Length && IsEastern(lower[i + 1]))
                words.Add(lower.Substring(i++, 2));
            else if (char.IsLetterOrDigit(lower[i]) && !IsEastern(lower[i]))
            {
                while (i < lower.Length && char.IsLetterOrDigit(lower[i]) && !IsEastern(lower[i]))
                    i++;
                if (i - start > 2 && !Empty.Contains(lower[start..i]))
                    words.Add(lower[start..i]);
            }
            else
                i++;
        }
        return words;
    }

    private static bool IsEastern(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF';
}
