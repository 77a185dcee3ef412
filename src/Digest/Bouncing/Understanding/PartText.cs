using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Digest.Bouncing.Understanding;

/// <summary>The text of a part, whatever its bytes and its charset: never a fault, at worst odd letters. Reads only the first part of long ones.</summary>
internal static class PartText
{
    // What a report has to say stands at its beginning; behind it comes what it returns.
    private const int Most = 256 * 1024;

    /// <summary>Before the first header is decoded: Japanese and Russian programs don't all write UTF-8.</summary>
    public static void KnowCharsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string Of(MimePart part)
    {
        var text = Decode(Bytes(part), part.ContentType.Charset);
        return part.ContentType.IsMimeType("text", "html") ? OfHtml(text) : text;
    }

    public static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>By the charset as it is named; with none, or one that is unknown, as UTF-8 if the bytes are that, else one letter a byte.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (charset is not null && Named(charset) is { } encoding) return encoding.GetString(bytes);
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? Encoding.Latin1.GetString(bytes) : text;
    }

    private static ReadOnlySpan<byte> Bytes(MimePart part)
    {
        if (part.Content is null) return [];
        using var decoded = part.Content.Open();
        var bytes = new byte[Math.Min(Most, Math.Max(4096, part.Content.Stream?.Length ?? 0))];
        var length = decoded.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes.AsSpan(0, length);
    }

    private static Encoding? Named(string charset)
    {
        try
        {
            var encoding = Encoding.GetEncoding(charset.Trim('"', '\'', ' '));
            // "US-ASCII" is what programs write that do not know.
            return encoding.CodePage is 20127 or 65001 ? null : encoding;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string OfHtml(string html)
    {
        var text = new StringBuilder();
        using var reader = new StringReader(html);
        var tokens = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        var hidden = 0;
        while (tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                if (tag.Id is HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title && !tag.IsEmptyElement) hidden = tag.IsEndTag ? 0 : 1;
                if (tag.Id is HtmlTagId.P or HtmlTagId.Br or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.Pre or HtmlTagId.Table) text.Append('\n');
                else if (tag.Id is HtmlTagId.TD) text.Append(' ');
            }
            else if (token is HtmlDataToken data && hidden == 0) text.Append(data.Data);
        }
        return text.ToString();
    }
}
