using System.Text;
using Digest.Collecting;
using Digest.Collecting.Reading;

namespace Digest.Tests.Collecting.Reading;

[TestFixture]
internal sealed class FieldMendingTests
{
    private const string Rss = """
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel><title>CafÃ© dÃ©jÃ vu</title><link>https://mine.example/</link>
        <item><title>Itâ€™s â€œtinâ€&#157;</title><link>https://mine.example/cafÃ©</link><guid isPermaLink="false">cafÃ©-1</guid>
        <dc:creator>SecciÃ³n MinerÃ­a</dc:creator><category>Ã‰conomie</category>
        <description>Itâ€™s <![CDATA[caf&Atilde;&copy; &amp; tea]]></description>
        <content:encoded><![CDATA[<p>Itâ€™s <a href="https://mine.example/cafÃ©">dÃ©jÃ vu</a></p>]]></content:encoded></item>
        </channel></rss>
        """;

    private const string Atom = """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>Itâ€™s</title>
        <entry><id>https://mine.example/Ã©</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Itâ€™s <i>cafÃ©</i></div></title>
        <category term="Ã‰conomie"/><author><name>SecciÃ³n MinerÃ­a</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Itâ€™s</p><p>voilÃ</p></div></content></entry></feed>
        """;

    private const string Json = """
        {"version":"https://jsonfeed.org/version/1.1","title":"Itâ€™s","items":[{"id":"cafÃ©","url":"https://mine.example/cafÃ©",
        "title":"Itâ€™s","content_html":"<p>Itâ€™s</p>","summary":"cafÃ© dÃ©jÃ vu","authors":[{"name":"SecciÃ³n MinerÃ­a"}],"tags":["Ã‰conomie"]}]}
        """;

    [Test]
    public void Every_text_of_an_RSS_item_is_mended_and_no_address_or_id()
    {
        var feed = Read(Rss);
        var item = feed.Items[0];

        Assert.That((feed.Title, item.Title, item.Summary), Is.EqualTo(("Café déjà vu", "It’s “tin”", "It’s café & tea")));
        Assert.That((item.Authors[0], item.Categories[0]), Is.EqualTo(("Sección Minería", "Économie")));
        Assert.That(item.Html, Does.StartWith("<p>It’s <a href=").And.EndsWith(">déjà vu</a></p>"));
        Assert.That(item.Id, Is.EqualTo("cafÃ©-1"));
        Assert.That((item.Url, item.Html), Is.EqualTo((Read(Rss, mends: false).Items[0].Url, item.Html)));
        Assert.That(item.Html, Does.Contain("caf%C3%83%C2%A9"));
    }

    [Test]
    public void Elements_within_a_text_are_mended_as_one_text()
    {
        var item = Read(Atom).Items[0];

        Assert.That((item.Title, item.Categories[0], item.Authors[0], item.Id), Is.EqualTo(("It’s café", "Économie", "Sección Minería", "https://mine.example/Ã©")));
        Assert.That(item.Html, Does.StartWith("<div><p>It’s</p>"));
    }

    [Test]
    public void JSON_is_mended_like_XML()
    {
        var feed = Read(Json);
        var item = feed.Items[0];

        Assert.That((feed.Title, item.Title, item.Summary, item.Html), Is.EqualTo(("It’s", "It’s", "café déjà vu", "<p>It’s</p>")));
        Assert.That((item.Authors[0], item.Categories[0], item.Id), Is.EqualTo(("Sección Minería", "Économie", "cafÃ©")));
    }

    [TestCase(Rss), TestCase(Atom), TestCase(Json)]
    public void A_source_may_do_without(string document)
    {
        var item = Read(document, mends: false).Items[0];

        Assert.That((item.Title, item.Authors[0]), Is.EqualTo((document == Rss ? "Itâ€™s â€œtinâ€" : document == Atom ? "Itâ€™s cafÃ©" : "Itâ€™s", "SecciÃ³n MinerÃ\u00ADa")));
    }

    private static Feed Read(string document, bool mends = true) =>
        ((FeedReading.Read)FeedReader.Read(Encoding.UTF8.GetBytes(document), null, new Uri("https://mine.example/feed"), mends)).Feed;
}
