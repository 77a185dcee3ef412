using System.Globalization;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>What a character does in a line, as far as <see cref="Surprise"/> asks.</summary>
internal enum Kind : byte
{
    Space, Lower, Upper, Letter, Mark, Digit, Open, Quote, Apostrophe, Stop, Dash, Joint, Trail, Currency, Mathematics, Symbol, Odd,
}

/// <summary>The writing systems; those that one language mixes are one. <see cref="None"/> goes with all.</summary>
internal enum Script : byte
{
    None, Latin, Greek, Cyrillic, Hebrew, Arabic, Thai, Indic, East, Other,
}

/// <summary>One character, as text sees it.</summary>
/// <param name="Kind">Its part in a line.</param>
/// <param name="Script">Its writing system.</param>
/// <param name="Bits">How rare it is: about -log2 of its share in texts of its script. Upper case counts as lower.</param>
internal readonly record struct Character(Kind Kind, Script Script, byte Bits)
{
    private const string Western = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    /// <summary>Up to here characters are looked up; what lies beyond is Chinese, if it is anything.</summary>
    private const int Known = 0x20000;

    private static readonly Character[] Table = MakeTable();

    public bool IsLetter => Kind is Kind.Lower or Kind.Upper or Kind.Letter;

    public static Character Of(int rune) => rune < Known ? Table[rune] : new Character(Kind.Letter, Script.East, 17);

    private static Character[] MakeTable()
    {
        var table = new Character[Known];
        for (var rune = 0; rune < table.Length; rune++)
            table[rune] = new Character(KindOf(rune), Script.None, 0);
        Scripts.Write(table);
        // As HTML and TextCleaning have it, C1 controls stand for characters of windows-1252; those without one stand for nothing.
        for (var i = 0; i < Western.Length; i++)
            table[0x80 + i] = Western[i] == '\0' ? new Character(Kind.Odd, Script.None, 18)
                : table[Western[i]] with { Bits = (byte)(table[Western[i]].Bits + 3) };
        return table;
    }

    private static Kind KindOf(int rune) => rune switch
    {
        '"' or '“' or '”' or '«' or '»' or '‹' or '›' or '‘' => Kind.Quote,
        '\'' or '’' or '׳' or '״' => Kind.Apostrophe,
        '-' or '–' or '—' or '‐' or '‑' or '―' or '־' => Kind.Dash,
        '·' or '/' or '&' or '_' or '@' or '+' or '*' or '#' or '<' or '>' or '=' or '|' or '~' or '^' or '`' or '$' or '\u00AD' or '\u200C' or '\u200D' or '\u200B' or '\uFEFF' => Kind.Joint,
        '®' or '™' or '©' or '°' or 'º' or 'ª' or '²' or '³' or '¹' or '%' or '‰' or '′' or '″' => Kind.Trail,
        '¡' or '¿' or '„' or '‚' or '№' => Kind.Open,
        '•' or '§' or '¶' or '†' or '‡' or 'ƒ' => Kind.Symbol,
        >= 0xFE00 and <= 0xFE0F => Kind.Joint,
        _ => KindOf(CharUnicodeInfo.GetUnicodeCategory(rune)),
    };

    private static Kind KindOf(UnicodeCategory category) => category switch
    {
        UnicodeCategory.LowercaseLetter => Kind.Lower,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Kind.Upper,
        UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter => Kind.Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Kind.Mark,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control => Kind.Space,
        UnicodeCategory.OpenPunctuation => Kind.Open,
        UnicodeCategory.ClosePunctuation or UnicodeCategory.OtherPunctuation => Kind.Stop,
        UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation => Kind.Quote,
        UnicodeCategory.DashPunctuation => Kind.Dash,
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.Format => Kind.Joint,
        UnicodeCategory.CurrencySymbol => Kind.Currency,
        UnicodeCategory.MathSymbol => Kind.Mathematics,
        UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol => Kind.Symbol,
        _ => Kind.Odd,
    };
}
