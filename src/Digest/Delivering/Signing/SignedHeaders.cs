using System.Buffers;
using System.Text;

namespace Digest.Delivering.Signing;

/// <summary>
/// The headers that a signature covers, in relaxed form (RFC 6376 section 3.4.2): what readers see, what threads and filters go by,
/// and both headers of the one-click leave (RFC 8058 section 4). From is named once more than it is there, so that nobody adds another.
/// </summary>
internal static class SignedHeaders
{
    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
            "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post", "Feedback-ID",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Writes the headers in the order of the names it returns.</summary>
    /// <param name="block">Header block with CRLF line ends.</param>
    /// <param name="output">Where their relaxed form goes.</param>
    public static List<byte[]> Write(ReadOnlySpan<byte> block, IBufferWriter<byte> output)
    {
        Span<Range> fields = stackalloc Range[64];
        var count = Split(block, fields);
        var names = new List<byte[]>(Names.Length + 1);
        for (var n = 0; n < Names.Length; n++)
            for (var i = count - 1; i >= 0; i--) // those of one name from the last to the first (section 5.4.2)
                if (Is(block[fields[i]], Names[n]))
                {
                    WriteRelaxed(block[fields[i]], output);
                    output.Write("\r\n"u8);
                    names.Add(Names[n]);
                }
        names.Add(Names[0]);
        return names;
    }

    /// <summary>One header: its name in lower case, its value on one line, with single spaces.</summary>
    public static void WriteRelaxed(ReadOnlySpan<byte> field, IBufferWriter<byte> output)
    {
        var colon = field.IndexOf((byte)':');
        var to = output.GetSpan(field.Length + 1);
        Ascii.ToLower(field[..colon].TrimEnd(" \t"u8), to, out var at);
        to[at++] = (byte)':';
        var (start, blank) = (at, false);
        foreach (var b in field[(colon + 1)..])
        {
            if (b is (byte)'\r' or (byte)'\n') continue;
            if (b is (byte)' ' or (byte)'\t')
            {
                blank = true;
                continue;
            }
            if (blank && at > start) to[at++] = (byte)' ';
            to[at++] = b;
            blank = false;
        }
        output.Advance(at);
    }

    private static bool Is(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name) =>
        field.Length > name.Length && field[name.Length] == ':' && Ascii.EqualsIgnoreCase(field[..name.Length], name);

    // Ours never has more fields than there is room for.
    private static int Split(ReadOnlySpan<byte> block, Span<Range> fields)
    {
        var (count, start) = (0, 0);
        for (var at = 0; at < block.Length;)
        {
            var end = block[at..].IndexOf("\r\n"u8) is >= 0 and var found ? at + found + 2 : block.Length;
            if (end < block.Length && block[end] is (byte)' ' or (byte)'\t')
            {
                at = end;
                continue;
            }
            if (end - start > 2) fields[count++] = start..end;
            at = start = end;
        }
        return count;
    }
}
