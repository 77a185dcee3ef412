using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using static Digest.Tests.Mails.OpenedMail;

namespace Digest.Tests.Mails;

/// <summary>What mail.md asks of a mail's form on the wire, over the raw bytes of the gallery.</summary>
internal sealed class MimeMustTests
{
    [Test]
    public void Every_byte_is_printable_seven_bit_and_lines_end_in_CRLF() => Each(m =>
        m.Of.Raw.Any(b => b > 126 || (b < 32 && b is not (13 or 10 or 9))) || Regex.IsMatch(m.Raw, "(?<!\r)\n|\r(?!\n)") ? "an odd byte or line end" : null);

    [Test]
    public void Lines_of_the_body_have_76_characters_at_most() => Each(m => m.Body.Split("\r\n").Where(line => line.Length > 76));

    [Test]
    public void No_line_is_longer_than_998() => Each(m => m.Raw.Split("\r\n").Where(line => line.Length > 998));

    [Test]
    public void No_line_begins_with_From_or_a_dot() => Each(m =>
        m.Body.Split("\r\n").Where(line => line.StartsWith("From ", StringComparison.Ordinal) || line.StartsWith('.')));

    [Test]
    public void Quoted_printable_is_well_formed_and_no_blank_ends_a_line() => Each(m =>
        m.Body.Split("\r\n").Where(line => !line.StartsWith("--=_", StringComparison.Ordinal) && !line.StartsWith("Content-", StringComparison.Ordinal))
            .Where(line => !Regex.IsMatch(line, @"^([\t -<>-~]|=[0-9A-F]{2})*=?$") || line.EndsWith(' ') || line.EndsWith('\t')));

    [Test]
    public void It_is_multipart_alternative_of_text_first_and_html_last_and_nothing_else() => Each(m =>
        m.Read.Body is MultipartAlternative { Count: 2 } parts && parts.Select(p => p.ContentType.MimeType).SequenceEqual(["text/plain", "text/html"]) ? null : m.Read.Body!.ContentType.ToString());

    [Test]
    public void Both_parts_name_utf_8_and_their_encoding() => Each(m =>
        Regex.Count(m.Body, "\r\n?Content-Type: text/(plain|html); charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n") == 2 && m.Header("MIME-Version") == " 1.0"
            ? null : "a part has other headers");

    [Test]
    public void The_boundary_stands_nowhere_else() => Each(m =>
        m.Read.Body is Multipart { Boundary: { Length: > 0 and <= 70 } boundary } && Regex.Count(m.Raw, Regex.Escape(boundary)) == 4 ? null : "a boundary in the content");

    [Test]
    public void Texts_are_sound_utf_8_when_decoded() => Each(m =>
        m.Text.Contains('\ufffd', StringComparison.Ordinal) || m.Html.Contains('\ufffd', StringComparison.Ordinal) ? "half a character" : null, m => m.Of.Edition != "nasty");

    [Test]
    public void Html_has_95_kB_at_most_and_its_style_16() => Each(m =>
    {
        var size = Encoding.UTF8.GetByteCount(m.Html);
        var style = m.Page.QuerySelectorAll("style").Sum(s => Encoding.UTF8.GetByteCount(s.TextContent));
        return size <= 95_000 && style < 16_000 ? null : $"{size} bytes, style {style}";
    });
}
