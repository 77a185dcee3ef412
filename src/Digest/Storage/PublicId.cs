using System.Security.Cryptography;

namespace Digest.Storage;

/// <summary>
/// The name by which the world knows a row: 128 random bits, written as 26 lower-case base32 characters (RFC 4648
/// section 6, no padding), because return paths are case-folded on their way. Stored as 16 bytes. Row numbers never
/// leave the database: they are handed out again after a restore.
/// </summary>
internal readonly record struct PublicId(UInt128 Value)
{
    public const int Bytes = 16;
    public const int TextLength = 26;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static PublicId New() => FromBytes(RandomNumberGenerator.GetBytes(Bytes));

    public static PublicId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; upper case is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PublicId id)
    {
        id = default;
        if (text.Length != TextLength) return false;
        UInt128 value = 0;
        for (var i = 0; i < TextLength; i++)
        {
            // Some letters far away fold to these, too; an id has one spelling and its capitals.
            var digit = char.IsAscii(text[i]) ? Alphabet.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal) : -1;
            if (digit < 0 || (i == 0 && digit > 7)) return false;
            value = (value << 5) | (uint)digit;
        }
        id = new PublicId(value);
        return true;
    }

    // 26 digits hold 130 bits: the first digit has 3 bits of the number, the others 5.
    public override string ToString() => string.Create(TextLength, Value, static (span, value) =>
    {
        for (var i = TextLength - 1; i >= 0; i--)
        {
            span[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    });
}
