using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Recognising;

/// <summary>
/// By what an article is known when its publisher changed its id and its address: numbers made of its letters and digits
/// alone, so that spaces, quotation marks and markup do not count. 0: too little to tell by.
/// </summary>
internal static class Fingerprint
{
    private const int ShortestTitle = 12;
    private const int ShortestText = 80;
    private const int LongestText = 4000;

    /// <summary>More of two texts is not compared: a feed can be hundreds of them, and the writer waits.</summary>
    public const int LongestCompared = 20_000;

    public static long OfTitle(string title) => Of(Letters(title, LongestText), ShortestTitle);

    /// <summary>Of the content where there is one, else of the summary.</summary>
    public static long OfText(string? summary, string? html) =>
        Of(Letters(html is { Length: > 0 } ? PlainText.Of(html) ?? "" : summary ?? "", LongestText), ShortestText);

    /// <summary>How much two texts have in common: of all their longer words the share that both have, 0 to 1.</summary>
    public static double Likeness(string one, string other)
    {
        var (a, b) = (Words(one), Words(other));
        var both = a.Count(b.Contains);
        return a.Count + b.Count == 0 ? 1 : both / (double)(a.Count + b.Count - both);
    }

    /// <summary>How much of the shorter of two texts is in the other: of its longer words the share that both have, 0 to 1; 1 where one is empty.</summary>
    public static double Overlap(string one, string other)
    {
        var (a, b) = (Words(one), Words(other));
        return Math.Min(a.Count, b.Count) is var fewer and > 0 ? a.Count(b.Contains) / (double)fewer : 1;
    }

    private static HashSet<string> Words(string text)
    {
        const int Longer = 4;
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = -1;
        if (text.Length > LongestCompared) text = text[..LongestCompared];
        for (var i = 0; i <= text.Length; i++)
        {
            var isLetter = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isLetter && start < 0) start = i;
            if (isLetter || start < 0) continue;
            // Scripts without spaces have no words to count; their characters will do.
            if (text[start] >= '\u2E80') for (var k = start; k < i; k++) words.Add(text[k].ToString());
            else if (i - start >= Longer) words.Add(text[start..i]);
            start = -1;
        }
        return words;
    }

    private static string Letters(string text, int most)
    {
        var letters = new StringBuilder(Math.Min(text.Length, most));
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) letters.Append(char.ToLowerInvariant(c));
            if (letters.Length == most) break;
        }
        return letters.ToString();
    }

    private static long Of(string letters, int shortest)
    {
        // A character of Chinese says as much as a few letters.
        if (letters.Sum(static c => c >= '\u2E80' ? 3 : 1) < shortest) return 0;
        var hash = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(letters)));
        return hash == 0 ? 1 : hash;
    }
}
