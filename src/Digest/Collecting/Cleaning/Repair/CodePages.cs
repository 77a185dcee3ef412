using System.Text;

namespace Digest.Collecting.Cleaning.Repair;

/// <summary>
/// The code pages that UTF-8 is mistaken for, and the byte that each of their characters was. A page is a number from 0
/// to <see cref="Count"/> - 1; sets of pages are bits, so that one look at a character tells of all pages at once.
/// </summary>
/// <remarks>
/// Bytes 80 to 9F are taken in the page's own reading, as C1 controls, and for pages without letters there also as
/// windows-1252 has them: programs fill the holes of one table from another, sometimes within one text.
/// </remarks>
internal static class CodePages
{
    /// <summary>What a character may be in UTF-8, a bit for each page in which it is that.</summary>
    internal readonly record struct Roles(uint Known, uint Lead2, uint Lead3, uint Lead4, uint Continuation, uint E2, uint Mark, uint Foreign);

    // The likelier ones first: where two pages read a text alike, the first wins.
    private static readonly int[] WithHoles =
        [1252, 874, 1251, 1250, 1253, 1254, 1257, 1255, 1256, 1258, 28591, 28592, 28595, 28597, 28605];

    private const int FirstIso = 10;

    private static readonly int[] Full = [10000, 437, 850, 20866, 866, 852, 21866];

    private static readonly ushort[] Classes = new ushort[char.MaxValue + 1];
    private static readonly List<Roles> RolesOf = [default];
    private static readonly byte[] Bytes;
    private static readonly uint[] Undefined;

    public static int Count { get; } = WithHoles.Length + Full.Length;

    /// <summary>All pages.</summary>
    public static uint All { get; } = (1u << Count) - 1;

    /// <summary>The pages whose byte A0 is the no-break space, which becomes a plain space on many ways.</summary>
    public static uint Spacing { get; }

    static CodePages()
    {
        // Registering twice does no harm.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var western = Table(1252);
        var tables = new char[Count][];
        var byCharacter = new SortedDictionary<char, byte[]>();
        Undefined = new uint[Count];
        for (var page = 0; page < Count; page++)
        {
            var hasHoles = page < WithHoles.Length;
            var table = tables[page] = Table(hasHoles ? WithHoles[page] : Full[page - WithHoles.Length]);
            for (var i = 0; i < table.Length; i++)
                Add(table[i], page, (byte)(0x80 + i));
            for (var i = 0; i < 0x20; i++)
            {
                if (hasHoles) Add(western[i], page, (byte)(0x80 + i));
                Add((char)(0x80 + i), page, (byte)(0x80 + i));
                // ISO's tables have controls there by rights.
                if (!IsIso(page) && char.IsControl(table[i])) Undefined[page] |= 1u << i;
            }
            if (table[0x20] == '\u00A0') Spacing |= 1u << page;
        }

        Bytes = new byte[(byCharacter.Count + 1) * Count];
        foreach (var (character, bytes) in byCharacter)
        {
            Classes[character] = (ushort)RolesOf.Count;
            bytes.CopyTo(Bytes, RolesOf.Count * Count);
            RolesOf.Add(RolesFrom(character, bytes, tables));
        }

        void Add(char character, int page, byte value)
        {
            if (character == '\uFFFD') return;
            if (!byCharacter.TryGetValue(character, out var bytes)) byCharacter[character] = bytes = new byte[Count];
            // The page's own reading comes first and stays.
            if (bytes[page] == 0) bytes[page] = value;
        }
    }

    public static Roles Of(char character) => RolesOf[Classes[character]];

    /// <summary>The byte this character was, 80 to FF; 0 when the page has no such character.</summary>
    public static byte ByteOf(char character, int page) => Bytes[Classes[character] * Count + page];

    /// <summary>Whether the page has no character of its own for this byte (80 to 9F), so that it gets lost.</summary>
    public static bool Loses(int page, int value) => (Undefined[page] >> (value - 0x80) & 1) != 0;

    /// <summary>The only byte that the page loses; 0 when there are others or none.</summary>
    public static int OnlyLost(int page) =>
        uint.IsPow2(Undefined[page]) ? 0x80 + System.Numerics.BitOperations.TrailingZeroCount(Undefined[page]) : 0;

    /// <summary>How much rarer it is than the most usual one to be mistaken for UTF-8, in bits.</summary>
    public static int Rarity(int page) => page == 0 ? 0 : page < 5 ? 3 : IsIso(page) ? 7 : 6;

    private static bool IsIso(int page) => page >= FirstIso && page < WithHoles.Length;

    private static char[] Table(int codePage)
    {
        var encoding = Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
        var table = new char[0x80];
        for (var i = 0; i < table.Length; i++)
            table[i] = encoding.GetString([(byte)(0x80 + i)])[0];
        return table;
    }

    private static Roles RolesFrom(char character, byte[] bytes, char[][] tables)
    {
        uint Pages(int from, int to)
        {
            var pages = 0u;
            for (var page = 0; page < bytes.Length; page++)
                if (bytes[page] >= from && bytes[page] <= to)
                    pages |= 1u << page;
            return pages;
        }

        var foreign = 0u;
        for (var page = 0; page < bytes.Length; page++)
            if (bytes[page] != 0 && tables[page][bytes[page] - 0x80] is var own && own != character && (IsIso(page) || !char.IsControl(own)))
                foreign |= 1u << page;
        return new Roles(
            Pages(0x80, 0xFF), Pages(0xC2, 0xDF), Pages(0xE0, 0xEF), Pages(0xF0, 0xF4), Pages(0x80, 0xBF),
            Pages(0xE2, 0xE2), Pages(0x80, 0x80), foreign);
    }
}
