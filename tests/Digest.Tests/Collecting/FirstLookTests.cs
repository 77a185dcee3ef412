using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>A page where a feed was expected (collecting.md, behaviours 21 and 22).</summary>
[OnBothDatabases]
internal sealed class FirstLookTests
{
    private const string Words = "<p>A page about metals with some words of its own, so that nobody takes it for a wall of any kind.</p>";
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private RssFeed Feed(int first, int count) => new() { Link = world.Site.Origin, Items = [.. Enumerable.Range(first, count).Select(world.Item)] };

    private static string List(int count) => string.Concat(Enumerable.Range(1, count).Select(i =>
        $"<article><h2><a href='/2026/11/{i:00}/neodymium-prices-fall-for-the-{i}th-time'>Neodymium prices fall for the {i}th time this year</a></h2><p>What happened.</p></article>"));

    [TestCase("""<base href="/news/"><link rel="alternate" type="application/rss+xml" href="wire.xml">""", "/news/wire.xml")]
    [TestCase("""<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed"><link rel="alternate" type="application/atom+xml" href="/wire">""", "/wire")]
    [TestCase("", "/rss.xml")]
    public async Task C22_The_feed_of_a_page_is_read_in_its_place(string head, string path)
    {
        world.Site.Set(path, Feed(1, 10));
        world.Site.Set("/comments/feed", Feed(50, 10));
        world.Site.Set("/feed", FeedPage.Html($"<html><head>{head}</head><body>{Words}</body></html>"));
        var found = await world.CollectAgainAsync();
        var source = (await world.Sources.FindAsync(world.Url, default))!;

        Assert.That((found.New, found.News, found.Remark), Is.EqualTo((10, 3, $"its feed is {world.Site.Url(path)}")));
        Assert.That((source.Url, source.Kind), Is.EqualTo((world.Site.Url(path), "feed")));
    }

    [Test]
    public async Task C22_A_page_without_a_feed_is_read_itself_and_what_it_lists_later_is_news()
    {
        world.Site.Set("/feed", FeedPage.Html($"<html><head><title>Metals today</title></head><body>{Words}{List(8)}</body></html>"));
        var first = await world.CollectAgainAsync();
        world.Site.Set("/feed", FeedPage.Html($"<html><head><title>Metals today</title></head><body>{Words}{List(9)}</body></html>"));
        var second = await world.CollectAgainAsync();
        var source = await world.SourceAsync();

        Assert.That((first.New, first.News, second.New, second.News, second.Problem), Is.EqualTo((8, 3, 1, 1, (string?)null)));
        Assert.That((source.Kind, source.Title), Is.EqualTo(("page", "Metals today")));
    }

    [Test]
    public async Task C22_A_selector_chooses_the_links_of_a_page()
    {
        Task ChooseAsync(string selector) => world.Writer.WriteAsync((c, t) => Digest.Collecting.SourceStore.AdjustAsync(c, t, world.Url, selector, null));
        await Assert.ThatAsync(() => ChooseAsync("article[["), Throws.TypeOf<Digest.Storage.Fault>());
        await ChooseAsync("article:nth-child(odd) a");
        world.Site.Set("/feed", FeedPage.Html($"<html><body>{List(8)}</body></html>"));

        Assert.That((await world.CollectAgainAsync()).New, Is.EqualTo(4));
    }

    [Test]
    public async Task C22_A_feed_that_is_a_source_already_gets_the_readers_of_the_page()
    {
        world.Site.Set("/wire", Feed(1, 10));
        await world.ReadAsync("daily", world.Site.Url("/wire"));
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
        await world.ReadAsync("weekly", world.Site.Url("/page"));
        world.Site.Set("/page", FeedPage.Html($"""<html><head><link rel="alternate" type="application/rss+xml" href="/wire"></head><body>{Words}</body></html>"""));
        var page = (await world.Sources.AllAsync(default)).Single(s => s.Url.EndsWith("/page", StringComparison.Ordinal));
        await world.Collector.CollectAsync([page], default);
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);

        Assert.That((await world.Sources.AllAsync(default)).Select(s => new Uri(s.Url).AbsolutePath), Is.EqualTo(["/feed", "/wire"]));
        Assert.That(await world.CandidatesAsync("weekly"), Is.EqualTo("known 7, waiting 3"));
    }

    [Test]
    public async Task C22_A_feed_that_was_removed_is_read_again_by_who_names_its_page()
    {
        world.Site.Set("/wire", Feed(1, 10));
        var newsletter = await world.ReadAsync("weekly", world.Site.Url("/wire"));
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter, world.Site.Url("/wire")));
        await world.ExecuteAsync("update source set ended = 'gone for good (410)' where url like '%/wire'");
        await world.ReadAsync("weekly", world.Site.Url("/page"));
        world.Site.Set("/page", FeedPage.Html($"""<html><head><link rel="alternate" type="application/rss+xml" href="/wire"></head><body>{Words}</body></html>"""));
        world.Site.Set("/wire", Feed(11, 10));
        await world.Collector.CollectAsync([(await world.Sources.FindAsync(world.Site.Url("/page"), default))!], default);
        var due = await world.Get<Digest.Collecting.Polling.DueSources>().ClaimAsync(default);
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);

        Assert.That((await world.Sources.AllAsync(default)).Select(s => new Uri(s.Url).AbsolutePath), Is.EqualTo(["/feed", "/wire"]));
        Assert.That(due.Select(s => new Uri(s.Url).AbsolutePath), Does.Contain("/wire"));
        Assert.That(await world.CandidatesAsync("weekly"), Is.EqualTo("known 14, let_go 3, waiting 3"), "it begins anew with the newest");
    }

    [TestCase("<title>Just a moment…</title>", "Are you human? Verify that you are human.")]
    [TestCase("<title>Sign in</title>", "<form><input type=password></form>")]
    public async Task C21_A_wall_is_an_error_at_the_first_look_and_later(string head, string body)
    {
        world.Site.Set("/other.xml", Feed(1, 10));
        var wall = FeedPage.Html($"""<html><head>{head}<link rel="alternate" type="application/rss+xml" href="/other.xml"></head><body>{body}</body></html>""");
        world.Site.Set("/feed", wall);
        var first = await world.CollectAgainAsync();
        await world.CollectAsync(world.Item(70));
        world.Site.Set("/feed", wall);
        var later = await world.CollectAgainAsync();

        Assert.That((first.Problem, later.Problem), Is.EqualTo((first.Problem, "an HTML page, not a feed")));
        Assert.That(first.Problem, Is.Not.Null);
        Assert.That(world.Site.Requests.Select(r => r.Path), Has.None.EqualTo("/other.xml"));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("waiting 1"));
    }

    [TestCase("text/html"), TestCase("application/octet-stream"), TestCase("text/plain"), TestCase("image/png"), TestCase(null)]
    public async Task C20_A_good_feed_is_read_whatever_it_is_called(string? type)
    {
        world.Site.Set("/feed", FeedPage.Rss(Feed(1, 5).ToXml()) with { ContentType = type });

        Assert.That((await world.CollectAgainAsync()).New, Is.EqualTo(5));
    }

    [Test]
    public async Task C18_C19_A_bomb_or_a_private_address_fails_alone_and_the_others_are_read()
    {
        await using var canary = RawSite.Canary();
        world.Site.Set("/feed", Feed(1, 5));
        world.Site.Set("/bomb", FeedPage.Rss("""
            <!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
            <rss><channel><title>&c;&c;&c;&c;&c;&c;&c;&c;</title></channel></rss>
            """.Replace("&c;", string.Concat(Enumerable.Repeat("&c;", 1000)), StringComparison.Ordinal)));
        await world.ReadAsync("daily", world.Site.Url("/bomb"));
        await world.ReadAsync("daily", world.Site.Url("/private"));
        await world.ExecuteAsync("update source set url = @url where url like '%/private'", new { url = $"http://127.0.0.2:{canary.Port}/" });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var results = await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);

        Assert.That(results[0].New, Is.EqualTo(5));
        Assert.That(results[2].Problem, Is.Not.Null);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(canary.Connections, Is.Zero);
    }
}
