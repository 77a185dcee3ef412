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

    public static PublicId New() => FromBytes(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>
    /// The first two bytes of the ids of very many new rows that are written together, as random as the others: they land side by side
    /// in an index, not each on a page of its own, however many ids there are. Who knows one can't tell another: 112 bits are its own.
    /// </summary>
    public static byte[] NewPlace() => RandomNumberGenerator.GetBytes(2);

    public static PublicId FromBytes(ReadOnlySpan<byte> bytes) =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>As <see cref="ToBytes"/>, into the room that is there.</summary>
    public void WriteBytes(Span<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);

    /// <summary>Reads what <see cref="ToString"/> wrote; upper case is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PublicId id)
    {
        id = default;
        // 26 digits hold 130 bits: the first digit has 3 bits of the number, the others 5.
        if (text.Length != TextLength || !Base32.TryRead(text[..1], out var first) || first > 7) return false;
        if (!Base32.TryRead(text, out var value)) return false;
        id = new PublicId(value);
        return true;
    }

    public override string ToString() => string.Create(TextLength, Value, static (span, value) => Base32.Write(value, span));
}
