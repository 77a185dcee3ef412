namespace Digest.Storage;

/// <summary>
/// Numbers in base32 (RFC 4648 section 6, no padding), written in lower case and read in any: what passes systems that fold the
/// case of addresses. The last digit is the number's lowest five bits.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Fills all of <paramref name="text"/>.</summary>
    public static void Write(UInt128 value, Span<char> text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }

    /// <summary>False: something else stands there. Digits beyond 128 bits push the first ones out.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = 0;
        foreach (var c in text)
        {
            // Some letters far away fold to these, too; a number has one spelling and its capitals.
            var digit = char.IsAscii(c) ? Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal) : -1;
            if (digit < 0) return false;
            value = (value << 5) | (uint)digit;
        }
        return true;
    }
}
