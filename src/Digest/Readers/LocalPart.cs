using System.Buffers;
using System.Globalization;
using System.Text;

namespace Digest.Readers;

/// <summary>What stands before the '@': a dot-atom (RFC 5321 section 4.1.2), with UTF-8 as RFC 6531 allows it, composed.</summary>
internal static class LocalPart
{
    private const int LongestOctets = 64;
    private const string Marks = "!#$%&'*+-/=?^_`{|}~";

    private static readonly SearchValues<char> Atom =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789." + Marks);

    /// <summary>White space and invisible characters stick to what people paste.</summary>
    public static string Trim(string text)
    {
        static bool IsNothing(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
        var (start, end) = (0, text.Length);
        while (start < end && IsNothing(text[start])) start++;
        while (end > start && IsNothing(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary>Null: it is none, and <paramref name="fault"/> says why.</summary>
    public static string? Read(string typed, out AddressFault? fault)
    {
        var local = Compose(typed);
        fault = local is null ? AddressFault.Character : FaultOf(local);
        return fault is null ? local : null;
    }

    /// <summary>Whether a character shows nothing of itself, or turns the direction in which the others are read.</summary>
    public static bool IsHidden(Rune rune) => !rune.IsAscii
        ? Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            && !IsJoiner(rune)
        : Rune.IsControl(rune);

    // Between the letters of some scripts a domain may have them, by IDNA's context rules.
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static string? Compose(string typed)
    {
        if (Ascii.IsValid(typed)) return typed;
        try
        {
            return typed.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return null; // A lone surrogate is no text.
        }
    }

    private static AddressFault? FaultOf(string local)
    {
        if (Encoding.UTF8.GetByteCount(local) > LongestOctets) return AddressFault.LongLocal;
        // The beginning of an encoded word (RFC 2047): programs would show another address.
        if (local.StartsWith("=?", StringComparison.Ordinal)) return AddressFault.Character;
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)) return AddressFault.Dots;
        if (HasSmuggled(local)) return AddressFault.Character;
        if (!local.AsSpan().ContainsAnyExcept(Atom)) return null;
        var isFirst = true;
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii ? !Atom.Contains((char)rune.Value) : !IsLetter(rune) || (isFirst && IsMark(rune))) return AddressFault.Character;
            isFirst = false;
        }
        return null;
    }

    // A percent sign before the number of a control character, a space or a mark of syntax is no name but an attempt.
    private static bool HasSmuggled(string local)
    {
        for (var i = local.IndexOf('%', StringComparison.Ordinal); i >= 0; i = local.IndexOf('%', i + 1))
            if (i + 2 < local.Length && byte.TryParse(local.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code < 0x80 && !Atom.Contains((char)code)) return true;
        return false;
    }

    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        _ => !IsBlank(rune.Value) && !LooksLikeSyntax(rune),
    };

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // Letters, marks and symbols that show nothing: fillers, selectors (Unicode's Default_Ignorable_Code_Point), an empty
    // Braille cell, and what stands for a lost character.
    private static bool IsBlank(int c) => c is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800
        or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or 0xFFFC or 0xFFFD or (>= 0xE0000 and <= 0xE0FFF);

    // A wide '@', comma or bracket, which some program on the way may read as the narrow one.
    private static bool LooksLikeSyntax(Rune rune) =>
        rune.ToString().Normalize(NormalizationForm.FormKC).Any(c => char.IsAscii(c) && (c == '.' || !Atom.Contains(c)));
}
