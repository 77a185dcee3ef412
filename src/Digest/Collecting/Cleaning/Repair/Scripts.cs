using System.Globalization;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// Which writing system a character belongs to and how rare it is there. The numbers are judgement, not statistics: what
/// everybody writes has 5 to 7 bits, what one language writes 7 to 9, what nobody but a specialist writes 11 and more.
/// </summary>
internal static class Scripts
{
    private const byte Rare = 12;
    private const byte Never = 18;

    // From this character on, up to the next line. Unassigned characters are never written, whatever stands here.
    private static readonly (int From, Script Script, byte Bits)[] Blocks =
    [
        (0x0000, Script.None, 4), (0x0041, Script.Latin, 4), (0x005B, Script.None, 5), (0x0061, Script.Latin, 4), (0x007B, Script.None, 5),
        (0x00A0, Script.None, 4), (0x00A1, Script.None, 7), (0x00AA, Script.Latin, 8), (0x00AB, Script.None, 7), (0x00BA, Script.Latin, 8),
        (0x00BB, Script.None, 7), (0x00C0, Script.Latin, 7), (0x00D7, Script.None, 8), (0x00D8, Script.Latin, 7), (0x00F7, Script.None, 9),
        (0x00F8, Script.Latin, 7), (0x0100, Script.Latin, 9), (0x0180, Script.Latin, Rare), (0x0250, Script.Latin, 11), (0x02B0, Script.Latin, 11),
        (0x0300, Script.None, 10), (0x0370, Script.Greek, Rare), (0x0386, Script.Greek, 6), (0x03CF, Script.Greek, Rare),
        (0x0400, Script.Cyrillic, 8), (0x0410, Script.Cyrillic, 5), (0x0450, Script.Cyrillic, 8), (0x0460, Script.Cyrillic, Rare), (0x048A, Script.Cyrillic, 10),
        (0x0531, Script.Other, 7), (0x0591, Script.Hebrew, 8), (0x05D0, Script.Hebrew, 5), (0x05EF, Script.Hebrew, 9),
        (0x0600, Script.Arabic, 10), (0x060C, Script.Arabic, 6), (0x060D, Script.Arabic, 10), (0x061B, Script.Arabic, 6), (0x061C, Script.Arabic, 10),
        (0x061F, Script.Arabic, 6), (0x0621, Script.Arabic, 5), (0x063B, Script.Arabic, Rare), (0x0640, Script.Arabic, 7), (0x0641, Script.Arabic, 5),
        (0x064B, Script.Arabic, 7), (0x0653, Script.Arabic, 10), (0x0660, Script.Arabic, 7), (0x066E, Script.Arabic, 10), (0x0700, Script.Other, 15),
        (0x08A0, Script.Arabic, 14), (0x0900, Script.Indic, 6), (0x0E00, Script.Thai, 5), (0x0E80, Script.Other, 7), (0x1100, Script.East, 14),
        (0x1200, Script.Other, 8), (0x13A0, Script.Other, 14), (0x1780, Script.Other, 7), (0x1800, Script.Other, 14), (0x1C90, Script.Other, 14),
        (0x1D00, Script.Latin, 13), (0x1DC0, Script.None, 13), (0x1E00, Script.Latin, 11), (0x1EA0, Script.Latin, 7), (0x1EFA, Script.Latin, 14),
        (0x1F00, Script.Greek, 10), (0x2000, Script.None, 8), (0x2010, Script.None, 6), (0x2015, Script.None, 8), (0x2018, Script.None, 5),
        (0x201B, Script.None, 9), (0x201C, Script.None, 5), (0x201F, Script.None, 9), (0x2020, Script.None, 8), (0x2023, Script.None, 11),
        (0x2026, Script.None, 5), (0x2027, Script.None, 9), (0x202F, Script.None, 6), (0x2030, Script.None, 8), (0x2035, Script.None, 11),
        (0x2039, Script.None, 7), (0x203B, Script.None, 10), (0x2070, Script.None, 9), (0x20A0, Script.None, 8), (0x20AC, Script.None, 6),
        (0x20AD, Script.None, 9), (0x20D0, Script.None, 13), (0x2100, Script.None, 9), (0x2116, Script.None, 7), (0x2117, Script.None, 9),
        (0x2122, Script.None, 7), (0x2123, Script.None, 9), (0x2190, Script.None, 8), (0x2300, Script.None, 10), (0x2500, Script.None, 10),
        (0x25A0, Script.None, 9), (0x2800, Script.None, 14), (0x2B00, Script.None, 11), (0x2B50, Script.None, 9), (0x2B51, Script.None, 11), (0x2C00, Script.Other, 14),
        (0x2DE0, Script.Cyrillic, 14), (0x2E00, Script.None, 12), (0x2E80, Script.East, 14), (0x3000, Script.None, 6), (0x3041, Script.East, 6),
        (0x3100, Script.East, 13), (0x3200, Script.East, 12), (0x3400, Script.East, 16), (0x4E00, Script.East, 11), (0xA000, Script.Other, 15),
        (0xA840, Script.Other, 15), (0xAC00, Script.East, 9), (0xD7B0, Script.East, 15), (0xD800, Script.None, Never), (0xF900, Script.East, 14), (0xFB00, Script.Latin, 10),
        (0xFB07, Script.Other, 13), (0xFB50, Script.Arabic, 13), (0xFE00, Script.None, 6), (0xFE10, Script.None, 13), (0xFE70, Script.Arabic, 13), (0xFEFF, Script.None, 3),
        (0xFF01, Script.East, 7), (0xFF5F, Script.East, 11), (0xFFE8, Script.None, Never), (0x10000, Script.Other, 16), (0x1D400, Script.None, 11),
        (0x1D800, Script.Other, 16), (0x1F000, Script.None, 12), (0x1F1E6, Script.None, 10), (0x1F200, Script.None, 12), (0x1F300, Script.None, 9),
        (0x1F650, Script.None, 13), (0x1F680, Script.None, 9), (0x1F700, Script.None, 14), (0x1F900, Script.None, 9), (0x1FB00, Script.None, 16), (0x20000, Script.East, 17),
        (0x30000, Script.None, Never),
    ];

    // Letters and signs that are more or less usual than the rest of their block; capitals as their small letters.
    private static readonly (int Bits, string Letters)[] Usual =
    [
        (5, "éèäöüáíó"), (6, "àçßñúãêåøæčšžżłąęěřůőığşățșđćńś"), (7, "âôõîëïûùìòýāēģīķļņūėįųœźťďňľţűơưёіїєјљњ"),
        (8, "ÿðþәґўћђџѓќѕ"), (8, "ʻʼĉĝĥĵŝŭċġħŋŵŷ"), (9, "əĺŕĕ"), (11, "ǎǐǒǔɛɔɓɗƙ"), (7, "پچژگکیٹڈڑںہھےءئؤ"), (9, "ḍḥṣṭẓẹọṃ"), (6, "άέήίόύώ"), (8, "ΐΰϊϋ"),
        (Rare, "ĸŉſ"), (6, "°’“”–—…•«»"), (10, "¤¦§¨¬¯´¶¸÷"), (9, "±µ¹"), (10, "\u00AD"),
        // Capitals that are much rarer than their small letters, and one that has none.
        (9, "ÂÃ"), (6, "İ"),
    ];

    /// <summary>Writes script and rarity of each character from 0 on into a table.</summary>
    public static void Write(Character[] table)
    {
        for (var block = 0; block < Blocks.Length && Blocks[block].From < table.Length; block++)
        {
            var (from, script, bits) = Blocks[block];
            var end = block + 1 < Blocks.Length ? Math.Min(Blocks[block + 1].From, table.Length) : table.Length;
            for (var rune = from; rune < end; rune++)
                table[rune] = table[rune] with { Script = script, Bits = IsNever(rune) ? Never : bits };
        }
        foreach (var (bits, letters) in Usual)
            foreach (var letter in letters)
            {
                var (lower, upper) = (table[letter], char.ToUpperInvariant(letter));
                table[letter] = lower with { Bits = (byte)bits };
                if (upper > '\u007F' && table[upper].Script == lower.Script)
                    table[upper] = table[upper] with { Bits = (byte)bits };
            }
    }

    private static bool IsNever(int rune) => CharUnicodeInfo.GetUnicodeCategory(rune)
        is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;
}
