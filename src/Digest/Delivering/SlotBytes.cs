using System.Buffers;
using System.Net;
using System.Text;
using Digest.Composing.Mime;

namespace Digest.Delivering;

/// <summary>
/// Writes one value for where it stands: as it is in a header, quoted-printable in a text part, HTML-escaped before that in an
/// HTML part. In a part it begins on a line of its own, and no line is longer than 76.
/// </summary>
internal static class SlotBytes
{
    private const int LineLength = 75;
    private const int Few = 512;

    public static void Write(IBufferWriter<byte> output, char where, string value)
    {
        var text = where == Slot.InHtml ? WebUtility.HtmlEncode(value) : value;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= Few ? stackalloc byte[Few] : new byte[most];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        if (where == Slot.InHeader) output.Write(bytes);
        else WriteQuoted(output, bytes);
    }

    private static void WriteQuoted(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        var to = output.GetSpan(bytes.Length * 4 + 3); // at most three for each, and a break for every 25
        var (at, column) = (0, 0);
        foreach (var b in bytes)
        {
            var plain = b is > 32 and < 127 and not (byte)'=';
            if (column + (plain ? 1 : 3) > LineLength)
            {
                "=\r\n"u8.CopyTo(to[at..]);
                (at, column) = (at + 3, 0);
            }
            if (plain) to[at] = b;
            else (to[at], to[at + 1], to[at + 2]) = ((byte)'=', Hex(b >> 4), Hex(b & 15));
            at += plain ? 1 : 3;
            column += plain ? 1 : 3;
        }
        output.Advance(at);
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
