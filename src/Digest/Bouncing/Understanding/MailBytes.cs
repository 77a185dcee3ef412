namespace Digest.Bouncing.Understanding;

/// <summary>Takes a mail into memory, up to a limit: whatever is longer costs no more than what is read of it.</summary>
internal static class MailBytes
{
    /// <summary>The largest mail that is read, in bytes. A report returns our own mail at most, which is far smaller.</summary>
    public const int Most = 10 * 1024 * 1024;

    private const int LongestField = 32 * 1024;

    // What a parser makes an object of, many times larger than its bytes.
    private const int MostBoundaries = 5000;
    private const int MostFieldsInARow = 2000;

    /// <summary>All of it, from where the stream stands. Throws <see cref="UnreadableMail"/> when it is longer than <see cref="Most"/>.</summary>
    public static MemoryStream Read(Stream stream)
    {
        if (stream.CanSeek && stream.Length - stream.Position > Most) throw TooLong();
        var bytes = new MemoryStream(stream.CanSeek ? (int)(stream.Length - stream.Position) : 16 * 1024);
        Span<byte> piece = stackalloc byte[16 * 1024];
        for (var read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            if (bytes.Length + read > Most) throw TooLong();
            bytes.Write(piece[..read]);
        }
        bytes.SetLength(Shortened(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        bytes.Position = 0;
        return bytes;
    }

    /// <summary>
    /// Cuts lines, each with the folded ones that go on with it, to <see cref="LongestField"/>: parsers take a second and more for
    /// a header of a megabyte. Returns how much is left.
    /// </summary>
    private static int Shortened(Span<byte> bytes)
    {
        int kept = 0, length = 0, boundaries = 0, fields = 0;
        var begins = true;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (begins)
            {
                var line = bytes[i..Math.Min(bytes.Length, i + 80)];
                if (line.StartsWith("--"u8) && ++boundaries > MostBoundaries) throw new UnreadableMail($"it has more than {MostBoundaries} parts");
                if (b is not ((byte)' ' or (byte)'\t'))
                {
                    length = 0;
                    fields = line.IndexOfAny((byte)':', (byte)' ', (byte)'\n') is > 0 and var end && line[end] == (byte)':' ? fields + 1 : 0;
                }
                if (fields > MostFieldsInARow) throw new UnreadableMail($"it has more than {MostFieldsInARow} headers in a row");
            }
            begins = b == (byte)'\n';
            if (++length <= LongestField || begins) bytes[kept++] = b;
        }
        return kept;
    }

    private static UnreadableMail TooLong() => new($"it is larger than {Most / (1024 * 1024)} MiB");
}
