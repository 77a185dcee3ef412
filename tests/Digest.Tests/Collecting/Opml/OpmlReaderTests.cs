using System.Diagnostics;
using System.Text;
using Digest.Collecting.Opml;

namespace Digest.Tests.Collecting.Opml;

/// <summary>What is read of a list of feeds, however it is written.</summary>
[TestFixture]
internal sealed class OpmlReaderTests
{
    private static OpmlReading Reading(string text) => OpmlReader.Read(Encoding.UTF8.GetBytes(text));

    private static OpmlReading.Read List(string body) => (OpmlReading.Read)Reading($"<?xml version=\"1.0\"?>\n<opml version=\"1.1\"><head><title>t</title></head><body>{body}</body></opml>");

    private static string Lines(OpmlReading.Read list) => string.Join('\n', list.Feeds.Select(f => $"{f.Outline} {f.Topic}|{f.Title}|{f.Url}"));

    [Test]
    public void C40_Nested_outlines_give_each_feed_its_innermost_folder()
    {
        var list = List("""
            <outline text="Top" xmlUrl="https://a.example/feed"/>
            <outline text="News">
              <outline title="B" text="b" type="rss" xmlUrl=" https://b.example/feed " htmlUrl="https://b.example/"/>
              <outline text="Tech"><outline text="C" xmlURL="https://c.example/feed"><outline text="D" xmlUrl="https://d.example/feed"/></outline></outline>
              <outline><outline text="E" type="rss" url="https://e.example/feed"/></outline>
            </outline>
            """);
        Assert.That(Lines(list), Is.EqualTo("""
            1 |Top|https://a.example/feed
            3 News|B|https://b.example/feed
            5 Tech|C|https://c.example/feed
            6 Tech|D|https://d.example/feed
            8 News|E|https://e.example/feed
            """));
        Assert.That(list.Others, Is.Empty);
    }

    [Test]
    public void C40_What_is_no_feed_is_named_with_its_place_and_a_reason()
    {
        var list = List("""
            <outline text="A note"/><outline text="Good" xmlUrl="https://a.example/feed"/><outline htmlUrl="https://b.example/"/><outline/>
            <outline text="More" type="include" url="https://c.example/list.opml"/>
            <outline text="Off" isComment="true"><outline text="In it" xmlUrl="https://d.example/feed"/></outline>
            """);
        Assert.That(Lines(list), Is.EqualTo("2 |Good|https://a.example/feed"));
        Assert.That(string.Join('\n', list.Others), Is.EqualTo("""
            outline 1, A note: it has no xmlUrl, the address of a feed
            outline 3, https://b.example/: it has no xmlUrl, the address of a feed
            outline 4: it has no xmlUrl, the address of a feed
            outline 5, More: it points to another document, which is not followed
            outline 6, Off: it is commented out, with all that is in it
            """));
    }

    [TestCase("&lt;b&gt;Ars&lt;/b&gt; Technica", "Ars Technica")]
    [TestCase("AT&amp;amp;T", "AT&T")]
    [TestCase("R&D <b>bold</b>", "R&D bold")]
    [TestCase("&lt;script&gt;alert(1)&lt;/script&gt;News", "News")]
    [TestCase("itâ€™s", "it’s")]
    [TestCase("one&#10;line \u0007", "one line")]
    public void C40_Titles_are_plain_text_whatever_they_hold(string written, string read) =>
        Assert.That(List($"<outline text=\"{written}\" xmlUrl=\"https://a.example/feed\"/>").Feeds.Single().Title, Is.EqualTo(read));

    [TestCase("<opml><body><outline text=\"a & b\" xmlUrl=\"https://a.example/?x=1&y=2\"><outline text='c' xmlUrl='https://b.example/'></body>", "https://a.example/?x=1&y=2 https://b.example/", TestName = "ampersands, and ends that are missing")]
    [TestCase("\n junk <?xml version=\"1.0\"?><OPML><BODY><OUTLINE xmlurl=\"https://a.example/\"></OUTLINE></BODY></OPML>", "https://a.example/", TestName = "junk before, capitals")]
    [TestCase("<opml><outline xmlUrl=\"https://a.example/\"/></opml>", "https://a.example/", TestName = "no body")]
    [TestCase("<opml><body><outline xmlUrl=\"https://a.example/\"/><outline xmlUrl=\"https://b.exa", "https://a.example/", TestName = "cut off")]
    [TestCase("<o:opml xmlns:o=\"urn:x\"><o:body><o:outline xmlUrl=\"https://a.example/\"/></o:body></o:opml>", "https://a.example/", TestName = "a prefix")]
    public void C40_A_list_that_is_not_well_formed_is_read(string text, string urls) =>
        Assert.That(string.Join(' ', ((OpmlReading.Read)Reading(text)).Feeds.Select(f => f.Url)), Is.EqualTo(urls));

    [Test]
    public void C40_Two_thousand_outlines_without_their_slashes_are_two_thousand_feeds()
    {
        var list = List(string.Concat(Enumerable.Range(0, 2000).Select(i => $"<outline text=\"{i}\" xmlUrl=\"https://{i}.example/feed\">")));
        Assert.That((list.Feeds.Count, list.Feeds[^1].Topic), Is.EqualTo((2000, "")));
    }

    [TestCase("", "empty")]
    [TestCase("a,b,c", "not XML")]
    [TestCase("<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page, not a list of feeds")]
    [TestCase("<rss><channel><title>t</title></channel></rss>", "a feed, not a list of feeds")]
    [TestCase("<urlset/>", "XML, but not a list of feeds: its root is not <opml>")]
    public void C40_What_is_no_list_is_refused_in_words(string text, string reason) => Assert.That(Reading(text), Is.EqualTo(new OpmlReading.Refused(reason)));

    [Test]
    public void C40_Lists_made_to_hurt_are_refused_or_read_in_no_time()
    {
        static string Many(int count, string part) => string.Concat(Enumerable.Repeat(part, count));
        var laughs = "<!ENTITY l0 \"lol\">" + string.Concat(Enumerable.Range(0, 9).Select(i => $"<!ENTITY l{i + 1} \"{Many(10, $"&l{i};")}\">"));
        (string Text, bool IsRead)[] lists =
        [
            ($"<!DOCTYPE opml [{laughs}]><opml><body><outline text=\"&l9;\" xmlUrl=\"https://a.example/\"/></body></opml>", true),
            ("<!DOCTYPE opml [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><opml><body><outline text=\"&f;\" xmlUrl=\"https://a.example/\"/></body></opml>", true),
            ("<opml><body>" + Many(100_000, "<outline text=\"a\">"), false),
            ("<opml><body>" + Many(100_000, "<outline text=\"a\"/>"), false),
            ("<opml><body><outline " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}='' ")) + "/></body></opml>", true),
            ("<opml><body><outline text=\"" + new string('<', 1_000_000), true),
        ];
        foreach (var (text, isRead) in lists)
        {
            var watch = Stopwatch.StartNew();
            Assert.That(Reading(text), isRead ? Is.TypeOf<OpmlReading.Read>() : Is.TypeOf<OpmlReading.Refused>());
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        }
        Assert.That(OpmlReader.Read(new byte[OpmlReader.MostBytes + 1]), Is.EqualTo(new OpmlReading.Refused("larger than 10 MiB, which no list of feeds is")));
        Assert.That(((OpmlReading.Read)Reading(lists[1].Text)).Feeds.Single().Title, Is.EqualTo("&f;"));
    }

    [TestCase("https://u:p@a.example/x", "https://a.example/x")]
    [TestCase("https://a.example/@u", "https://a.example/@u")]
    [TestCase("feed:https://u@b:p@a.example", "feed:https://a.example")]
    [TestCase("a.example/feed", "a.example/feed")]
    public void C40_An_address_is_shown_without_its_password(string url, string shown) =>
        Assert.That(new ListedFeed { Outline = 1, Url = url }.Shown, Is.EqualTo(shown));
}
