using System.Net;
using System.Xml;
using System.Xml.Linq;
using Digest.Composing;

namespace Digest.Tests.Publishing;

/// <summary>The archive and its feeds: what went out, for everybody, and nothing else.</summary>
[OnBothDatabases]
internal sealed class ArchiveTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly DateOnly Today = new(2026, 11, 24);
    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Newsletters:0:Description"] = "Rare earths & more",
        ["Newsletters:1:Slug"] = "secret",
        ["Newsletters:1:Private"] = "true",
    });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task Dates_are_those_of_the_mail_whatever_the_calendar_of_the_country()
    {
        await using var thai = await TestSite.StartAsync(new() { ["Newsletters:0:Language"] = "th" });
        await thai.PublishAsync(Today, subject: "Today", stories: TestSite.Story());
        foreach (var path in new[] { "/", "/archive", "/archive/oxide/2026-11-24" })
            Assert.That((await (await thai.Http.GetAsync(path)).PageAsync()).Body!.TextContent, Does.Contain("2026").And.Not.Contain("2569"), path);
    }

    [Test]
    public async Task The_archive_lists_editions_with_their_stories()
    {
        await site.PublishAsync(Today.AddDays(-1), subject: "Yesterday", stories: TestSite.Story());
        await site.PublishAsync(Today, subject: "Today", stories: [TestSite.Story(), TestSite.Story("Another")]);
        var page = await (await site.Http.GetAsync("/archive")).PageAsync();

        Assert.That(page.QuerySelectorAll("h3 a").Select(a => (a.TextContent, a.GetAttribute("href"))), Is.EqualTo(new[]
        {
            ("Today", "/archive/oxide/2026-11-24"), ("Yesterday", "/archive/oxide/2026-11-23"),
        }));
        Assert.That(page.QuerySelectorAll("li .muted").Select(p => p.TextContent), Is.EqualTo(new[]
        {
            "Tuesday, November 24, 2026 · 2 stories", "Monday, November 23, 2026 · 1 story",
        }).Or.EqualTo(new[] { "Tuesday, 24 November 2026 · 2 stories", "Monday, 23 November 2026 · 1 story" }));
    }

    [Test]
    public async Task An_edition_has_a_page_that_browsers_may_keep_until_it_changes()
    {
        await site.PublishAsync(Today, stories: TestSite.Story(url: "https://news.example/acid?a=1&b=2", image: "https://news.example/a.png"));
        var first = await site.Http.GetAsync("/archive/oxide/2026-11-24");
        var page = await first.PageAsync();
        using var again = new HttpRequestMessage(HttpMethod.Get, "/archive/oxide/2026-11-24") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelector("h2 a")!.GetAttribute("href"), Is.EqualTo("https://news.example/acid?a=1&b=2"));
            Assert.That(page.QuerySelector("img")!.GetAttribute("src"), Is.EqualTo("https://news.example/a.png"));
            Assert.That(first.Header("Content-Security-Policy"), Does.Contain("img-src https: http:;"));
            Assert.That(first.Header("X-Robots-Tag"), Is.Null);
            Assert.That(first.Content.Headers.LastModified, Is.EqualTo(site.Clock.GetUtcNow()));
            Assert.That((await site.Http.SendAsync(again)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        }
    }

    [TestCase(EditionState.Draft, 404)]
    [TestCase(EditionState.Held, 404)]
    [TestCase(EditionState.Releasing, 404)]
    [TestCase(EditionState.Cancelled, 404)]
    [TestCase(EditionState.Missed, 404)]
    [TestCase(EditionState.Folded, 404)]
    [TestCase(EditionState.Paused, 200)]
    [TestCase(EditionState.Released, 200)]
    [TestCase(EditionState.Finished, 200)]
    public async Task Only_what_went_out_is_there(EditionState state, int status)
    {
        await site.PublishAsync(Today, state, stories: TestSite.Story());

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)(await site.Http.GetAsync("/archive/oxide/2026-11-24")).StatusCode, Is.EqualTo(status));
            Assert.That((await (await site.Http.GetAsync("/archive")).PageAsync()).QuerySelectorAll("h3 a"), Has.Count.EqualTo(status == 200 ? 1 : 0));
            Assert.That((await FeedAsync()).Elements(Atom + "entry").Count(), Is.EqualTo(status == 200 ? 1 : 0));
        }
    }

    [TestCase("/archive/secret/2026-11-24")]
    [TestCase("/archive/secret/feed.xml")]
    [TestCase("/archive/oxide/2026-11-25")]
    [TestCase("/archive/oxide/2026-11-24-1")]
    [TestCase("/archive/oxide/2026-11-24-weekly")]
    [TestCase("/archive/oxide/2026-11-24x")]
    [TestCase("/archive/oxide/%27")]
    [TestCase("/archive/OXIDE/2026-11-24")]
    [TestCase("/archive/nowhere/feed.xml")]
    public async Task T10_Private_and_unknown_names_are_the_same_404(string path)
    {
        await site.PublishAsync(Today, stories: TestSite.Story());
        await site.PublishAsync(Today, slug: "secret", subject: "A secret", stories: TestSite.Story());

        Assert.That(await (await site.Http.GetAsync(path)).FingerprintAsync(), Is.EqualTo(await (await site.Http.GetAsync("/nowhere")).FingerprintAsync()));
        Assert.That(await site.Http.GetStringAsync("/archive"), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task The_feed_is_valid_atom_with_absolute_links()
    {
        await site.PublishAsync(Today.AddDays(-1), subject: "Yesterday", stories: TestSite.Story());
        await site.PublishAsync(Today, subject: "Today", stories: [TestSite.Story("One"), TestSite.Story("Two")]);
        var answer = await site.Http.GetAsync("/archive/oxide/feed.xml");
        var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
        var entry = feed.Elements(Atom + "entry").First();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/atom+xml; charset=utf-8"));
            Assert.That(feed.Name, Is.EqualTo(Atom + "feed"));
            Assert.That(Links(feed, "self"), Is.EqualTo(new[] { "http://localhost:5080/archive/oxide/feed.xml" }));
            Assert.That(feed.Element(Atom + "id")!.Value, Is.EqualTo("http://localhost:5080/archive/oxide/feed.xml"));
            Assert.That(feed.Element(Atom + "title")!.Value, Is.EqualTo("The Daily Oxide"));
            Assert.That(feed.Element(Atom + "subtitle")!.Value, Is.EqualTo("Rare earths & more"));
            Assert.That(feed.Element(Atom + "author")!.Element(Atom + "name")!.Value, Is.Not.Empty);
            Assert.That(XmlConvert.ToDateTimeOffset(feed.Element(Atom + "updated")!.Value), Is.EqualTo(site.Clock.GetUtcNow()));
            Assert.That(Links(entry, "alternate"), Is.EqualTo(new[] { "http://localhost:5080/archive/oxide/2026-11-24" }));
            Assert.That((entry.Element(Atom + "title")!.Value, entry.Element(Atom + "summary")!.Value), Is.EqualTo(("Today", "One · Two")));
            Assert.That(feed.Elements(Atom + "entry").Select(e => e.Element(Atom + "id")!.Value), Is.Unique);
        }
    }

    [Test]
    public async Task A_feed_without_editions_is_valid_too()
    {
        var feed = await FeedAsync();

        Assert.That(feed.Element(Atom + "updated"), Is.Not.Null);
        Assert.That(feed.Elements(Atom + "entry"), Is.Empty);
    }

    [Test]
    public async Task T34_A_strangers_markup_is_shown_as_text()
    {
        const string Evil = "\"'><script>window.__xss=1</script><img src=x onerror=window.__xss=2>{{ evil }}\u0001\u202e\ufffe\ud800]]></summary>&amp;";
        var story = TestSite.Story(Evil) with
        {
            Source = Evil,
            Summary = Evil,
            Image = "https://news.example/\" onerror=\"window.__xss=3",
            Articles = [new StoryArticle(1, Evil, Evil, "https://news.example/1"), new StoryArticle(2, Evil + "2", Evil, "https://news.example/2")],
        };
        await site.PublishAsync(Today, subject: Evil, stories: [story, story with { Highlights = [Evil] }]);
        foreach (var path in (string[])["/archive/oxide/2026-11-24", "/archive", "/"])
        {
            var page = await (await site.Http.GetAsync(path)).PageAsync();
            Assert.That(page.QuerySelectorAll("script, [onerror], main img:not([src^=https])"), Is.Empty, path);
            Assert.That(page.QuerySelectorAll("title, h1, h2, h3, p").Select(e => e.TextContent), Has.Some.Contains("<script>window.__xss=1</script>"), path);
        }
        var entry = (await FeedAsync()).Element(Atom + "entry")!;
        Assert.That(entry.Element(Atom + "title")!.Value, Does.Contain("<script>").And.Contain("&amp;"));
        Assert.That(entry.Elements(Atom + "title").Concat(entry.Elements(Atom + "summary")).Select(e => (string?)e.Attribute("type")), Is.All.Null, "plain text is not markup");
    }

    [TestCase("javascript:alert(1)", "#")]
    [TestCase("java\tscript:alert(1)", "#")]
    [TestCase("data:text/html,x", "#")]
    [TestCase("vbscript:x", "#")]
    [TestCase("//evil.example/", "#")]
    [TestCase("/relative", "#")]
    [TestCase("https://user:secret@news.example/a", "https://news.example/a")]
    [TestCase("https://ex\u0430mple.org/", "https://xn--exmple-4nf.org/")]
    [TestCase("https://news.example/a?b=1&c=2", "https://news.example/a?b=1&c=2")]
    public async Task T36_Links_and_pictures_lead_to_the_web_or_nowhere(string written, string shown)
    {
        var story = TestSite.Story(url: written, image: written);
        await site.PublishAsync(Today, stories: story with { Articles = [story.Articles[0], story.Articles[0], story.Articles[0] with { Source = "Port Notes" }] });
        var page = await (await site.Http.GetAsync("/archive/oxide/2026-11-24")).PageAsync();

        Assert.That(page.QuerySelectorAll("ul.stories a").Select(a => a.GetAttribute("href")), Has.Exactly(2).Items.And.All.EqualTo(shown));
        Assert.That(page.QuerySelector("img")!.GetAttribute("src"), Is.EqualTo(shown));
    }

    private async Task<XElement> FeedAsync() => XDocument.Parse(await site.Http.GetStringAsync("/archive/oxide/feed.xml")).Root!;

    private static IEnumerable<string?> Links(XElement element, string relation) =>
        element.Elements(Atom + "link").Where(l => (string?)l.Attribute("rel") == relation).Select(l => (string?)l.Attribute("href"));
}
