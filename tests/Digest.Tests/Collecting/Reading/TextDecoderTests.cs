using System.Text;
using Digest.Collecting.Reading;

namespace Digest.Tests.Collecting.Reading;

[TestFixture]
internal sealed class TextDecoderTests
{
    private const string Text = "<?xml version=\"1.0\"?><t>“Erz” – 5 €</t>";

    [OneTimeSetUp]
    public void Know_all_charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static string Declaring(string charset, string content) => $"<?xml version=\"1.0\" encoding=\"{charset}\"?><t>{content}</t>";

    [TestCase("utf-8"), TestCase("utf-16"), TestCase("utf-16BE"), TestCase("utf-32"), TestCase("utf-32BE")]
    public void A_byte_order_mark_wins_over_every_declaration_and_goes(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);
        var text = Declaring("iso-8859-1", "Erz €");

        Assert.That(TextDecoder.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], "text/xml; charset=koi8-r"), Is.EqualTo(text));
    }

    [TestCase("utf-16"), TestCase("utf-16BE"), TestCase("utf-32"), TestCase("utf-32BE")]
    public void Wide_text_needs_no_mark(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);

        Assert.That(TextDecoder.Decode(encoding.GetBytes(Text), null), Is.EqualTo(Text));
        Assert.That(TextDecoder.Decode(encoding.GetBytes("\n " + Text), null), Is.EqualTo("\n " + Text));
        Assert.That(TextDecoder.Decode(encoding.GetBytes("{\"a\":1}"), null), Is.EqualTo("{\"a\":1}"));
    }

    [TestCase("iso-8859-1", null), TestCase("utf-16", null), TestCase("windows-1251", "text/xml; charset=us-ascii"), TestCase("nonsense", "text/xml; charset=big5")]
    public void What_is_UTF8_is_read_as_UTF8_whatever_it_declares(string declared, string? contentType)
    {
        var text = Declaring(declared, "“Erz” – 5 €, 稀土, Кобальт");

        Assert.That(TextDecoder.Decode(Encoding.UTF8.GetBytes(text), contentType), Is.EqualTo(text));
    }

    [TestCase("iso-8859-1"), TestCase("ISO-8859-1"), TestCase("latin1"), TestCase("us-ascii"), TestCase("windows-1252"), TestCase("cp1252"), TestCase("Windows1252"), TestCase("nonsense")]
    public void Latin1_and_ASCII_mean_windows_1252(string declared)
    {
        var text = Declaring(declared, "“Erz” – 5 €, kühl");

        Assert.That(TextDecoder.Decode(Encoding.GetEncoding(1252).GetBytes(text), null), Is.EqualTo(text));
    }

    [TestCase("koi8-r", "koi8-r"), TestCase("koi8-r", "koi"), TestCase("windows-1251", "cp1251"), TestCase("windows-1251", "win-1251"), TestCase("iso-8859-5", "cyrillic")]
    [TestCase("cp866", "ibm866"), TestCase("windows-1251", "x-cp1251")]
    public void Labels_are_known_by_all_their_names(string charset, string label)
    {
        var text = Declaring(label, "Цены на кобальт растут");

        Assert.That(TextDecoder.Decode(Encoding.GetEncoding(charset).GetBytes(text), null), Is.EqualTo(text));
        Assert.That(TextDecoder.Decode(Encoding.GetEncoding(charset).GetBytes(text), "text/xml; charset=\"" + label + "\""), Is.EqualTo(text));
    }

    [TestCase("gb2312", "gb18030", "稀土价格上涨镕"), TestCase("x-sjis", "shift_jis", "レアアース"), TestCase("euc-kr", "euc-kr", "희토류 가격"), TestCase("big5", "big5", "稀土價格"), TestCase("iso-2022-jp", "iso-2022-jp", "レアアース"), TestCase("tis-620", "windows-874", "ราคาแร่")]
    public void Charsets_of_the_east_are_read(string declared, string charset, string words)
    {
        var text = Declaring(declared, words);

        Assert.That(TextDecoder.Decode(Encoding.GetEncoding(charset).GetBytes(text), null), Is.EqualTo(text));
    }

    [Test]
    public void The_header_wins_over_the_declaration()
    {
        var text = Declaring("windows-1252", "Кобальт");

        Assert.That(TextDecoder.Decode(Encoding.GetEncoding("windows-1251").GetBytes(text), "text/xml; charset=windows-1251"), Is.EqualTo(text));
    }

    [Test]
    public void Without_a_word_about_it_the_charset_is_guessed()
    {
        const string text = "<t>Цены на кобальт и никель растут третий день подряд, сообщает отдел рынков; склады почти пусты.</t>";

        Assert.That(TextDecoder.Decode(Encoding.GetEncoding("windows-1251").GetBytes(text), null), Is.EqualTo(text));
    }

    [Test]
    public void A_broken_byte_spoils_only_itself()
    {
        byte[] bytes = [.. "<t>“Erz” "u8, 0x93, .. " – 5 €, kühl und schön"u8, 0xE2, 0x82];

        Assert.That(TextDecoder.Decode(bytes, null), Does.StartWith("<t>“Erz” “ – 5 €, kühl und schön"));
    }

    [Test]
    public void Any_bytes_are_some_text()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(0, 64)];
            random.NextBytes(bytes);
            Assert.That(() => TextDecoder.Decode(bytes, "text/xml; charset=utf-7"), Throws.Nothing);
        }
    }
}
