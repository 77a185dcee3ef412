using Digest.Collecting;

namespace Digest.Tests.Collecting;

[TestFixture]
internal sealed class FeedDiscoveryTests
{
    private static readonly Uri Page = new("https://mine.example/news/index.html");

    private static IEnumerable<string> Named(string html) => FeedDiscovery.Named(html, Page).Select(u => u.AbsoluteUri);

    [TestCase("""<link rel="alternate" type="application/rss+xml" href="/feed.xml">""", "https://mine.example/feed.xml")]
    [TestCase("""<LINK REL='Alternate' TYPE='Application/Atom+XML; charset=utf-8' HREF='feed.atom'>""", "https://mine.example/news/feed.atom")]
    [TestCase("""<link href=//cdn.example/f rel="home alternate" type=application/feed+json>""", "https://cdn.example/f")]
    [TestCase("""<base href="https://base.example/x/"><link rel=alternate type=application/rss+xml href=f>""", "https://base.example/x/f")]
    [TestCase("""<link rel="alternate" type="application/rss+xml" href="/f?a=1&amp;b=2">""", "https://mine.example/f?a=1&b=2")]
    [TestCase("""<link rel="alternate" type="application/rss+xml" href="feed://mine.example/f">""", "https://mine.example/f")]
    [TestCase("""<link rel="feed" href="/f">""", "https://mine.example/f")]
    public void A_page_names_its_feed(string html, string feed) => Assert.That(Named(html), Is.EqualTo([feed]));

    [TestCase("""<link rel="stylesheet" type="text/css" href="/a.css">""")]
    [TestCase("""<link rel="alternate" hreflang="de" href="/de/">""")]
    [TestCase("""<link rel="alternate" type="application/json" href="/api">""")]
    [TestCase("""<link rel="alternate" type="application/rss+xml">""")]
    [TestCase("""<link rel="alternate" type="application/rss+xml" href="javascript:x">""")]
    [TestCase("""<!-- <link rel="alternate" type="application/rss+xml" href="/f"> -->""")]
    [TestCase("""<script>'<link rel="alternate" type="application/rss+xml" href="/f">'</script>""")]
    public void Other_links_are_no_feeds(string html) => Assert.That(Named(html), Is.Empty);

    [Test]
    public void Feeds_of_comments_come_last_and_each_feed_once()
    {
        const string html = """
            <link rel=alternate type=application/rss+xml title="Comments feed" href=/c1><link rel=alternate type=application/rss+xml href=/comments/feed>
            <link rel=alternate type=application/rss+xml title=News href=/f><link rel=alternate type=application/atom+xml href=/f><link rel=alternate type=application/atom+xml href=/g>
            """;

        Assert.That(Named(html).Select(u => new Uri(u).AbsolutePath), Is.EqualTo(["/f", "/g", "/c1", "/comments/feed"]));
    }

    [Test]
    public void Usual_places_follow_what_the_page_names()
    {
        var found = FeedDiscovery.Find("""<link rel=alternate type=application/rss+xml href=/rss>""", new Uri("https://mine.example/metals/")).Select(u => u.AbsolutePath).ToList();

        Assert.That(found.Take(3), Is.EqualTo(["/rss", "/metals/feed", "/feed"]));
        Assert.That(found, Is.Unique.And.Contains("/atom.xml"));
    }

    [Test, MaxTime(2000)]
    public void A_page_of_links_without_end_takes_no_time()
    {
        var html = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<link rel=alternate type=application/rss+xml href=/{i}>"));

        Assert.That(FeedDiscovery.Named(html, Page), Has.Count.EqualTo(20));
        Assert.That(FeedDiscovery.Named(string.Concat(Enumerable.Repeat("<link rel='", 200_000)), Page), Is.Empty);
    }
}
