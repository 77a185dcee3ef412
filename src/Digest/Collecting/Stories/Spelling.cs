using System.Text;

namespace Digest.Collecting.Stories;

/// <summary>
/// Makes spellings and forms of one word equal. A word is compared by its first letters: crude, but the same for every language with
/// endings, whatever language a feed declares; on labelled pairs no worse than rules of suffixes.
/// </summary>
internal static class Spelling
{
    private const int StemLength = 6;
    private const string Endings = "eaoyаяоеиыуюь";

    /// <summary>At most <paramref name="longest"/> characters, in compatibility form, every lone surrogate replaced.</summary>
    public static string Prepare(string text, int longest)
    {
        var part = text.AsSpan(0, Math.Min(text.Length, longest));
        if (System.Text.Ascii.IsValid(part)) return part.ToString();
        var clean = new StringBuilder(part.Length);
        // Normalising throws on a lone surrogate, which reading by runes makes U+FFFD, and on U+FFFE.
        foreach (var rune in part.EnumerateRunes())
            if (rune.Value != 0xFFFE) clean.Append(rune.ToString());
        var normal = clean.ToString().Normalize(NormalizationForm.FormKC);
        return normal.Length <= longest ? normal : normal[..longest];
    }

    /// <param name="word">Letters and marks, at least one.</param>
    public static string Stem(string word)
    {
        var stem = Fold(word);
        while ((stem.Length > 3 && stem[^1] == 's' && stem[^2] != 's') || (stem.Length > 4 && Endings.Contains(stem[^1]))) stem = stem[..^1];
        return stem.Length <= StemLength ? stem : stem[..StemLength];
    }

    /// <summary>Lower case without the marks of Latin, Greek and Cyrillic. Marks that other scripts need stay.</summary>
    public static string Fold(string word)
    {
        var lower = word.ToLowerInvariant();
        if (System.Text.Ascii.IsValid(lower)) return lower;
        var bare = new StringBuilder(lower.Length);
        foreach (var c in lower.Normalize(NormalizationForm.FormD))
            if (c is < '\u0300' or > '\u036F')
                bare.Append(c switch { 'ß' => "ss", 'æ' => "ae", 'œ' => "oe", 'ø' => "o", 'ł' => "l", 'đ' => "d", 'ı' => "i", 'ς' => "σ", _ => c.ToString() });
        // A mark that stood alone is still a word, if not one that says anything.
        return bare.Length == 0 ? lower : bare.ToString();
    }
}
