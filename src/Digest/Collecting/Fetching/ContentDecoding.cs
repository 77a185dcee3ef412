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
    private const int MostJunk = 1024;

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
        // Packed feeds are served as they lie on the disk, or under another name.
        return IsGzip(body) ? Once(body, "gzip", maxBytes) : (body, null);
    }

    private static (byte[]? Bytes, FetchResult.Failed? Failure) Once(byte[] body, string encoding, long maxBytes)
    {
        if (encoding is "identity" or "" || body.Length == 0)
            return (body, null);
        var source = new WatchedBody(body);
        if (Reader(source, body, encoding) is not { } reader)
            return IsGzip(body) || LooksLikeText(body) ? (body, null) : (null, new(FetchFault.Encoding, "encoded in a way Digest does not read"));
        try
        {
            using (reader)
                return Limited(reader, maxBytes) is not { } decoded ? (null, TooLarge(maxBytes))
                    : IsCutOff(source, body, encoding, decoded) ? (null, new(FetchFault.CutOff, "the compressed answer ends before its end"))
                    : (decoded, null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException)
        {
            return IsGzip(body) || LooksLikeText(body) ? (body, null) : (null, new(FetchFault.Encoding, "not in the encoding it claims"));
        }
    }

    public static FetchResult.Failed TooLarge(long maxBytes) =>
        new(FetchFault.TooLarge, $"larger than {maxBytes} bytes (Collecting:MaxBytes)");

    private static Stream? Reader(Stream source, byte[] body, string encoding) => encoding switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),
        // RFC 9110 means zlib; some servers send the bare stream.
        "deflate" when (body[0] & 0x0F) == 8 && body.Length > 1 && ((body[0] << 8) | body[1]) % 31 == 0 =>
            new ZLibStream(source, CompressionMode.Decompress),
        "deflate" => new DeflateStream(source, CompressionMode.Decompress),
        _ => null,
    };

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

    /// <summary>
    /// The framework's readers end quietly where their input ends. Those that know their own end never ask beyond it.
    /// GZipStream does, for another member; there the length tells, which stands last, or before some junk.
    /// </summary>
    private static bool IsCutOff(WatchedBody source, byte[] body, string encoding, byte[] decoded)
    {
        if (!encoding.EndsWith("gzip", StringComparison.Ordinal))
            return source.WasAskedBeyondItsEnd;
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)decoded.Length);
        return BinaryPrimitives.ReadUInt32LittleEndian(body.AsSpan(^4..)) > (uint)decoded.Length
            && body.AsSpan(Math.Max(0, body.Length - MostJunk)).IndexOf(length) < 0;
    }

    private static bool IsGzip(byte[] body) => body.AsSpan().StartsWith<byte>([0x1F, 0x8B, 8]);

    private static bool LooksLikeText(byte[] body) =>
        body.AsSpan(0, Math.Min(body.Length, 256)).IndexOfAnyInRange<byte>(0, 8) < 0
        && body.AsSpan(0, Math.Min(body.Length, 256)).IndexOfAny((byte)'<', (byte)'{') >= 0;

    /// <summary>Notices who reads on where nothing is left.</summary>
    private sealed class WatchedBody(byte[] body) : MemoryStream(body)
    {
        public bool WasAskedBeyondItsEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Noted(base.Read(buffer, offset, count), count);

        public override int Read(Span<byte> buffer) => Noted(base.Read(buffer), buffer.Length);

        private int Noted(int read, int asked)
        {
            WasAskedBeyondItsEnd |= read == 0 && asked > 0;
            return read;
        }
    }
}
