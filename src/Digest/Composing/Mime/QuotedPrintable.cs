using System.Buffers;
using System.Text;

namespace Digest.Composing.Mime;

/// <summary>
/// Quoted-printable (RFC 2045 section 6.7) that can be cut: text is added in pieces, and a raw line can stand between
/// two pieces without being seen in the decoded text. Lines end in CRLF and have at most 76 characters; a dot or "From "
/// at the start of a line is encoded, because relays and mailboxes have rewritten them.
/// </summary>
internal sealed class QuotedPrintable(IBufferWriter<byte> output)
{
    private const int MaxLine = 76;
    private int column;

    /// <summary>Adds text; any of CRLF, CR, LF is one line break.</summary>
    public void Add(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"));
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n') EndLine();
            else AddByte(bytes[i], endsLine: i + 1 == bytes.Length || bytes[i + 1] == '\n', bytes.AsSpan(i));
        }
    }

    /// <summary>A line of its own that decodes to nothing but what will be put in its place.</summary>
    public void AddRawLine(string line)
    {
        SoftBreak();
        Write(Encoding.ASCII.GetBytes(line));
        SoftBreak();
    }

    private void AddByte(byte b, bool endsLine, ReadOnlySpan<byte> rest)
    {
        var plain = b is >= 33 and <= 126 and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && !endsLine);
        var startsRisky = column == 0 && (b == '.' || rest.StartsWith("From "u8));
        if (plain && !startsRisky)
        {
            if (column >= MaxLine - 1) SoftBreak();
            if (column == 0 && (b == '.' || rest.StartsWith("From "u8))) AddEncoded(b);
            else Write([b]);
        }
        else AddEncoded(b);
    }

    private void AddEncoded(byte b)
    {
        if (column + 3 > MaxLine - 1) SoftBreak();
        Write([(byte)'=', Hex(b >> 4), Hex(b & 15)]);
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private void SoftBreak()
    {
        output.Write("=\r\n"u8);
        column = 0;
    }

    private void EndLine()
    {
        output.Write("\r\n"u8);
        column = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        column += bytes.Length;
    }
}
