using System.Buffers.Binary;
using System.IO.Compression;

namespace Digest.Collecting.Fetching;

/// <summary>
/// Undoes <c>Content-Encoding</c>, several in a row too, and never beyond a number of bytes. A body that is not
/// what its header claims is taken as it is when it looks like text.
/// </summary>
internal static class ContentDecoding
{
    private const int MostEncodings = 3;

    /// <summary>The decoded body, or why there is none.</summary>
    public static (byte[]? Bytes, FetchResult.Failed? Failure) Decode(byte[] body, string? header, long maxBytes)
    {
        var encodings = (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (encodings.Length > MostEncodings)
            return (null, new(FetchFault.Encoding, $"encoded {encodings.Length} times"));
        foreach (var encoding in encodings.Reverse())
        {
            var (bytes, failure) = Once(body, encoding.ToLowerInvariant(), maxBytes);
            if (bytes is null)
                return (null, failure);
            body = bytes;
        }
        return (body, null);
    }

    private static (byte[]? Bytes, FetchResult.Failed? Failure) Once(byte[] body, string encoding, long maxBytes)
    {
        if (encoding is "identity" or "" || body.Length == 0)
            return (body, null);
        if (Reader(body, encoding) is not { } reader)
            return LooksLikeText(body) ? (body, null) : (null, new(FetchFault.Encoding, "encoded in a way Digest does not read"));
        try
        {
            using (reader)
                return Limited(reader, maxBytes) is not { } decoded ? (null, TooLarge(maxBytes))
                    : IsCutOff(body, encoding, decoded) ? (null, new(FetchFault.CutOff, "the compressed answer ends before its end"))
                    : (decoded, null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException)
        {
            return LooksLikeText(body) ? (body, null) : (null, new(FetchFault.Encoding, "not in the encoding it claims"));
        }
    }

    public static FetchResult.Failed TooLarge(long maxBytes) =>
        new(FetchFault.TooLarge, $"larger than {maxBytes} bytes (Collecting:MaxBytes)");

    private static Stream? Reader(byte[] body, string encoding)
    {
        var source = new MemoryStream(body);
        return encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            // RFC 9110 means zlib; some servers send the bare stream.
            "deflate" when (body[0] & 0x0F) == 8 && body.Length > 1 && ((body[0] << 8) | body[1]) % 31 == 0 =>
                new ZLibStream(source, CompressionMode.Decompress),
            "deflate" => new DeflateStream(source, CompressionMode.Decompress),
            _ => null,
        };
    }

    private static byte[]? Limited(Stream reader, long maxBytes)
    {
        using var result = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            if (result.Length + read > maxBytes)
                return null;
            result.Write(buffer, 0, read);
        }
        return result.ToArray();
    }

    /// <summary>GZipStream ends quietly where its input ends; the length in the last four bytes tells.</summary>
    private static bool IsCutOff(byte[] body, string encoding, byte[] decoded) =>
        encoding.EndsWith("gzip", StringComparison.Ordinal)
        && BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(^4..)) > (uint)decoded.Length;

    private static bool LooksLikeText(byte[] body) =>
        body.AsSpan(0, Math.Min(body.Length, 256)).IndexOfAnyInRange<byte>(0, 8) < 0
        && body.AsSpan(0, Math.Min(body.Length, 256)).IndexOfAny((byte)'<', (byte)'{') >= 0;
}
