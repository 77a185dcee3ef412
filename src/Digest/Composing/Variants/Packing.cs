using System.IO.Compression;

namespace Digest.Composing.Variants;

/// <summary>Makes stored bytes small (Brotli) and gives them back as they were.</summary>
internal static class Packing
{
    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        // Rendering waits for it: the level that costs little.
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(bytes);
        return packed.ToArray();
    }

    /// <exception cref="InvalidOperationException">These bytes were not packed, or are damaged.</exception>
    public static byte[] Unpack(byte[] packed)
    {
        using var bytes = new MemoryStream(packed.Length * 4);
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>A variant's row; those of older versions are not packed.</summary>
internal sealed record StoredVariant
{
    public required string Name { get; init; }
    public required string Marker { get; init; }
    public required byte[] Headers { get; init; }
    public required byte[] Body { get; init; }
    public required bool Packed { get; init; }

    public Variant Unpacked() => new()
    {
        Name = Name,
        Marker = Marker,
        Headers = Packed ? Packing.Unpack(Headers) : Headers,
        Body = Packed ? Packing.Unpack(Body) : Body,
    };
}
