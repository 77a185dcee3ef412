using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>
/// Reads a text into words: letters, numbers with their separators, and pairs of characters in scripts that put no spaces between
/// words. Linear in what it reads, which is at most <see cref="Longest"/> characters; no text makes it throw.
/// </summary>
internal static partial class WordReader
{
    /// <summary>Beyond this many characters a headline or summary says nothing new about its event.</summary>
    public const int Longest = 1500;

    private const int LongestWord = 60;

    private static readonly System.Buffers.SearchValues<char> Openers = System.Buffers.SearchValues.Create(".!?:;|\"“”„«»‘–—…•·。！？：「『");

    /// <param name="text">Any text.</param>
    public static IReadOnlyList<Word> Read(string text)
    {
        var clean = Spelling.Prepare(text, Longest);
        var words = new List<Word>();
        var isFirst = true;
        var end = 0;
        foreach (var match in WordOrNumber().EnumerateMatches(clean))
        {
            isFirst |= clean.AsSpan(end, match.Index - end).ContainsAny(Openers);
            end = match.Index + match.Length;
            var count = words.Count;
            var written = clean[match.Index..end];
            if (char.IsDigit(written[0])) words.Add(new Word(Numbers.Normalise(Cut(written)), Cut(written), isFirst));
            else AddLetters(written, words, isFirst);
            isFirst &= words.Count == count;
        }
        return words;
    }

    // A run of letters may change from one script to another: iPhoneの価格.
    private static void AddLetters(string run, List<Word> words, bool isFirst)
    {
        for (var start = 0; start < run.Length;)
        {
            var isPaired = IsPaired(run[start]);
            var end = start + 1;
            while (end < run.Length && IsPaired(run[end]) == isPaired) end++;
            if (isPaired) AddPairs(run[start..end], words);
            else AddWord(Cut(run[start..end]), words, isFirst);
            start = end;
        }
    }

    // A single Latin letter is what an apostrophe or a full stop left over: l'Europe, Fed's, U.S.
    private static void AddWord(string written, List<Word> words, bool isFirst)
    {
        if (written.Length > 1 || !char.IsAscii(written[0])) words.Add(new Word(SameWords.Of(Spelling.Stem(written)), written, isFirst));
    }

    private static void AddPairs(string run, List<Word> words)
    {
        for (var i = 0; i < Math.Max(1, run.Length - 1); i++)
        {
            var pair = run.Substring(i, Math.Min(2, run.Length));
            words.Add(new Word(pair, pair, false));
        }
    }

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..LongestWord];

    // Thai and its neighbours, kana, Chinese characters, Hangul.
    private static bool IsPaired(char c) => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3005' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    [GeneratedRegex(@"\p{Nd}{1,3}(?: \p{Nd}{3}(?!\p{Nd}))+|\p{Nd}+(?:[.,:]\p{Nd}+)*|[\p{L}\p{M}]+")]
    private static partial Regex WordOrNumber();
}
