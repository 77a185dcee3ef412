using System.Diagnostics;
using System.Text;
using Digest.Collecting.Reading;

namespace Digest.Tests.Collecting.Reading;

/// <summary>Documents made to hurt their reader: each is read or refused within the limits of threats T43 and T45.</summary>
[TestFixture]
internal sealed class FeedBombTests
{
    private static string Many(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));

    private static string Item(string inner) => $"<rss><channel><title>t</title><item><title>a</title><link>https://x.example/</link>{inner}</item></channel></rss>";

    private static IEnumerable<TestCaseData> Bombs()
    {
        static TestCaseData Named(string name, string document) => new TestCaseData(document).SetArgDisplayNames(name);
        var laughs = "<!ENTITY l0 \"lol\">" + Many(9, i => $"<!ENTITY l{i + 1} \"{Many(10, _ => $"&l{i};")}\">");
        yield return Named("billion laughs", $"<?xml version=\"1.0\"?><!DOCTYPE rss [{laughs}]>" + Item("<description>&l9;</description>"));
        yield return Named("quadratic blow-up", $"<!DOCTYPE rss [<!ENTITY a \"{new string('a', 100_000)}\">]>" + Item($"<description>{Many(20_000, _ => "&a;")}</description>"));
        yield return Named("external entity", "<!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + Item("<description>&f;</description>"));
        yield return Named("parameter entity", "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"http://127.0.0.2/x.dtd\"> %p;]>" + Item("<description>&x;</description>"));
        yield return Named("external document type", "<!DOCTYPE rss SYSTEM \"file:///etc/passwd\">" + Item(""));
        yield return Named("inclusion", Item("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" parse=\"text\"/>"));
        yield return Named("100,000 deep", Item(Many(100_000, _ => "<a>")));
        yield return Named("100,000 deep and closed", Item(Many(100_000, _ => "<a>") + Many(100_000, _ => "</a>")));
        yield return Named("an attribute of 1 MB", Item($"<x y=\"{new string('z', 1_000_000)}\"/>"));
        yield return Named("100,000 attributes", Item($"<x {Many(100_000, i => $"a{i}='' ")}/>"));
        yield return Named("a million elements", Item(Many(1_000_000, _ => "<a/>")));
        yield return Named("a million end tags", Item(Many(1_000_000, _ => "</a>")));
        yield return Named("a million ampersands", Item(new string('&', 1_000_000)));
        yield return Named("a million brackets", Item(new string('<', 1_000_000)));
        yield return Named("comments that never end", Item(Many(200_000, _ => "<!-- ")));
        yield return Named("CDATA that never ends", Item(Many(200_000, _ => "<![CDATA[")));
        yield return Named("document types in a row", Many(50_000, _ => "<!DOCTYPE x [") + Item(""));
        yield return Named("quotes that never close", Item(Many(100_000, _ => "<a b=\"")));
        yield return Named("prefixes in layers", Many(200, i => $"<a xmlns:p{i}=\"u{i}\">") + Many(20_000, _ => "<q:b/>"));
        yield return Named("100,000 items", $"<rss><channel>{Many(100_000, i => $"<item><title>{i}</title></item>")}</channel></rss>");
        yield return Named("JSON 100,000 deep", "{\"items\":" + new string('[', 100_000));
        yield return Named("JSON of 100,000 items", $"{{\"items\":[{Many(100_000, _ => "{\"id\":1},")}{{}}]}}");
        yield return Named("declares UTF-7", "<?xml version=\"1.0\" encoding=\"utf-7\"?>" + Item("<description>+ADw-script+AD4-</description>"));
        foreach (var (name, html) in HtmlBombs())
            yield return Named("in an item: " + name, Item($"<description><![CDATA[{html}]]></description>"));
    }

    private static IEnumerable<(string Name, string Html)> HtmlBombs()
    {
        yield return ("50,000 nested div", Many(50_000, _ => "<div>"));
        yield return ("50,000 nested blockquote", Many(50_000, _ => "<blockquote>x"));
        yield return ("misnested a and b", Many(50_000, _ => "<a><b>"));
        yield return ("misnested table parts", Many(50_000, _ => "<table><tr><td>"));
        yield return ("an attribute of 10 MB", $"<p title=\"{new string('z', 10_000_000)}\">x</p>");
        yield return ("100,000 attributes", $"<p {Many(100_000, i => $"a{i}=1 ")}>x</p>");
        yield return ("a million brackets", new string('<', 1_000_000));
        yield return ("nested lists", Many(50_000, _ => "<ul><li>"));
        yield return ("half-closed formatting", Many(20_000, _ => "<i><b><em><strong></i>"));
        yield return ("nested svg", Many(20_000, _ => "<svg><math>"));
        yield return ("a million references", Many(1_000_000, _ => "&amp;"));
        yield return ("a million unclosed references", Many(1_000_000, _ => "&a"));
    }

    [TestCaseSource(nameof(Bombs))]
    public void T43_T45_A_bomb_is_read_or_refused_in_time_and_harms_nobody(string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        var reading = FeedReader.Read(bytes, "text/xml", null);
        var took = watch.Elapsed;

        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(2)));
        // All that was allocated, of which most was garbage at once: an upper bound for what was held.
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(bytes.Length * 40L + (250 << 20)));
        if (reading is FeedReading.Read read)
            Assert.That(FeedJson.Write(read.Feed), Does.Not.Contain("root:").And.Not.Contain("lollol").And.Not.Contain("aaaaaaaaaa"));
    }

    [TestCase("", "empty"), TestCase(" \n\0", "empty"), TestCase("hello", "neither XML nor JSON"), TestCase("<!-- -->", "neither XML nor JSON")]
    [TestCase("<html><body>Sign in</body></html>", "an HTML page, not a feed"), TestCase("<!DOCTYPE html>\n<title>x</title>", "an HTML page, not a feed")]
    [TestCase("<opml><body/></opml>", "XML, but not a feed: its root is <opml>"), TestCase("{\"a\":1}", "JSON, but not a JSON Feed: it has no list of items")]
    [TestCase("{\"items\":[{\"id\":", "not JSON throughout: broken or cut off in line 1"), TestCase("[1,2", "not JSON throughout: broken or cut off in line 1")]
    public void What_is_no_feed_is_refused_with_a_line_that_says_what_it_is(string document, string reason)
    {
        var refused = FeedReader.Read(Encoding.UTF8.GetBytes(document), null, null) as FeedReading.Refused;

        Assert.That(refused?.Reason, Is.EqualTo(reason));
        Assert.That(refused?.IsPage, Is.EqualTo(reason.StartsWith("an HTML", StringComparison.Ordinal)));
    }

    [Test]
    public void Random_bytes_and_random_cuts_never_throw()
    {
        var sample = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "data", "feeds", "titles.xml"));
        var random = new Random(11);
        for (var i = 0; i < 1500; i++)
        {
            var bytes = sample[..random.Next(sample.Length)];
            for (var j = random.Next(20); j > 0 && bytes.Length > 0; j--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.That(() => FeedReader.Read(bytes, null, null), Throws.Nothing);
        }
    }
}
