using System.Buffers;
using System.Text;

namespace Digest.Composing.Mime;

/// <summary>The body of a mail as multipart/alternative (RFC 2046 section 5.1.4): text first, HTML last, both 7-bit.</summary>
internal static class Alternative
{
    /// <param name="text">The text part, with slots as markers.</param>
    /// <param name="html">The HTML part, with slots as markers.</param>
    /// <param name="boundary">Frozen with the variant.</param>
    /// <param name="marker">What slots begin with; empty: there are none.</param>
    public static byte[] Write(string text, string html, string boundary, string marker)
    {
        var output = new ArrayBufferWriter<byte>(html.Length * 2);
        AddPart(output, boundary, "plain", text, marker, Slot.InText);
        AddPart(output, boundary, "html", html, marker, Slot.InHtml);
        output.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>One plain text as a body; goes with <c>Content-Transfer-Encoding: quoted-printable</c>.</summary>
    /// <param name="text">With slots as markers.</param>
    /// <param name="marker">What slots begin with; empty: there are none.</param>
    public static byte[] Plain(string text, string marker = "")
    {
        var output = new ArrayBufferWriter<byte>(text.Length * 2);
        AddContent(output, text, marker, Slot.InText);
        return output.WrittenSpan.ToArray();
    }

    private static void AddPart(ArrayBufferWriter<byte> output, string boundary, string kind, string content, string marker, char where)
    {
        output.Write(Encoding.ASCII.GetBytes(
            $"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"));
        AddContent(output, content, marker, where);
        output.Write("\r\n"u8);
    }

    private static void AddContent(ArrayBufferWriter<byte> output, string content, string marker, char where)
    {
        var encoded = new QuotedPrintable(output);
        var rest = content.EndsWith('\n') ? content : content + "\n";
        while (marker.Length > 0 && rest.IndexOf(marker, StringComparison.Ordinal) is >= 0 and var at)
        {
            encoded.Add(rest[..at]);
            encoded.AddRawLine($"{marker}{where}{rest[at + marker.Length]}z");
            rest = rest[(at + marker.Length + 2)..];
        }
        encoded.Add(rest);
    }
}
