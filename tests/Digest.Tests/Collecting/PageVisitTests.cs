using Digest.Collecting.Visiting;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>The pages of new articles are read, politely and once.</summary>
[OnBothDatabases]
internal sealed class PageVisitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private static FeedPage Article(int number) => FeedPage.Html($"""
        <html lang="en"><head><title>Tungsten mine {number} reopens</title><meta name="author" content="Mining Desk"><meta property="article:published_time" content="2026-11-24T06:30:00Z"></head>
        <body><article><h1>Tungsten mine {number} reopens</h1>
        <h2>Highlights</h2><ul><li>The mine had been shut for nine years.</li><li>Its first ore is sold for two years ahead.</li></ul>
        {string.Concat(Enumerable.Range(1, 8).Select(i => $"<p>Paragraph {i} of article {number} goes on about the mine, the people who work there and the price of the metal that they bring to the surface every day.</p>"))}
        </article></body></html>
        """);

    private async Task<IReadOnlyList<(string State, string? Problem)>> PagesAsync() => await world.QueryAsync<(string, string?)>("select state, problem from page order by article desc");

    [Test]
    public async Task Only_what_is_news_is_visited_and_what_the_page_says_is_kept_beside_the_feed()
    {
        for (var i = 1; i <= 10; i++) world.Site.Set($"/articles/{i:0000}", Article(i));
        await world.CollectAsync([.. Enumerable.Range(1, 10).Select(world.Item)]);
        // On a machine that is very busy a page may take too long to read, and is read later.
        for (var hour = 0; hour < 3; hour++)
        {
            await world.Visitor.VisitDueAsync(Long, default);
            await world.CollectAgainAsync();
        }

        Assert.That(world.Site.Requests.Select(r => r.Path).Where(p => p is not ("/feed" or "/robots.txt")).Distinct().Order(), Is.EqualTo(["/articles/0001", "/articles/0002", "/articles/0003"]));
        var page = (await world.QueryAsync<(string Title, string Text, string Byline, string Highlights, bool Own)>("select title, text, byline, highlights, own_highlights from page order by article desc"))[0];
        Assert.That((page.Title, page.Byline, page.Own), Is.EqualTo(("Tungsten mine 1 reopens", "Mining Desk", true)));
        Assert.That(page.Text, Does.Contain("Paragraph 8 of article 1"));
        Assert.That(page.Highlights.Split('\n'), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_page_that_fails_is_tried_three_times_more_and_one_that_is_not_there_never()
    {
        world.Site.Answer = r => r.Path switch { "/articles/0001" => FeedPage.Bare(500), "/articles/0002" => FeedPage.Bare(404), _ => null };
        await world.CollectAsync(world.Item(1), world.Item(2));
        for (var hour = 0; hour < 12; hour++)
        {
            await world.Visitor.VisitDueAsync(Long, default);
            world.Clock.Advance(TimeSpan.FromHours(6.5));
        }

        Assert.That(world.Site.Requests.CountBy(r => r.Path).Where(p => p.Key is not ("/feed" or "/robots.txt")).Order(Comparer<KeyValuePair<string, int>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))).Select(p => p.Value), Is.EqualTo([4, 1]));
        Assert.That(await PagesAsync(), Is.EqualTo([("failed", "answered 500"), ("failed", "answered 404")]));
    }

    [Test]
    public async Task A_host_that_asks_for_rest_gets_it_for_feeds_and_pages()
    {
        world.Site.Answer = r => r.Path is "/feed" or "/robots.txt" ? null : FeedPage.Bare(429) with { Headers = new Dictionary<string, string> { ["Retry-After"] = "3600" } };
        await world.CollectAsync(world.Item(1), world.Item(2), world.Item(3));
        await world.Visitor.VisitDueAsync(Long, default);
        var feed = await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
        await world.Visitor.VisitDueAsync(Long, default);

        var asked = world.Site.Requests.Count(r => r.Path is not ("/feed" or "/robots.txt"));
        Assert.That(asked, Is.InRange(1, 3));
        Assert.That((await world.QueryAsync<long>("select sum(tries) from page"))[0], Is.EqualTo(asked), "only what was asked was tried");
        Assert.That(feed[0].Problem, Does.StartWith("its host asked to be left alone"));
    }

    [Test]
    public async Task C42_Where_robots_txt_or_the_answer_forbids_it_no_text_is_taken_and_the_feed_is_read_all_the_same()
    {
        world.Site.Set("/robots.txt", FeedPage.Of("User-agent: Digest\nDisallow: /articles/0001\n", "text/plain"));
        world.Site.Set("/articles/0001", Article(1));
        world.Site.Set("/articles/0002", Article(2) with { Headers = new Dictionary<string, string> { ["X-Robots-Tag"] = "nosnippet" } });
        world.Site.Set("/articles/0003", Article(3));
        await world.CollectAsync(world.Item(1), world.Item(2), world.Item(3));
        await world.Visitor.VisitDueAsync(Long, default);

        Assert.That((await PagesAsync()).Select(p => p.State), Is.EqualTo(["failed", "failed", "read"]));
        Assert.That((await PagesAsync())[0].Problem, Is.EqualTo("127.0.0.1 forbids it: line 2 of its robots.txt"));
        Assert.That(world.Site.Requests.Select(r => r.Path), Has.None.EqualTo("/articles/0001"));
        Assert.That(world.Site.Requests.Single(r => r.Path == "/articles/0003").Headers["User-Agent"], Does.Match(@"^Digest/[\d.]+ \(\+http"));
    }

    [Test]
    public async Task T39_A_public_feed_can_not_point_us_at_a_host_that_is_open_to_our_own_only()
    {
        await world.CollectAsync(world.Item(1));
        await world.ExecuteAsync("update source set url = 'https://news.example/feed'");
        await world.Visitor.VisitDueAsync(Long, default);

        Assert.That(await PagesAsync(), Is.EqualTo([("failed", "a public feed names a private address")]));
        Assert.That(world.Site.Requests.Select(r => r.Path), Is.EqualTo(["/feed"]));
    }

    [Test]
    public async Task T39_A_link_to_a_private_address_is_never_followed()
    {
        await using var canary = RawSite.Canary();
        await world.CollectAsync(world.Item(1) with { Url = $"http://127.0.0.2:{canary.Port}/" }, world.Item(2) with { Url = "http://169.254.169.254/latest/meta-data/" });
        await world.Visitor.VisitDueAsync(Long, default);

        Assert.That((await PagesAsync()).Select(p => p.State), Is.All.EqualTo("failed"));
        Assert.That(canary.Connections, Is.Zero);
    }

    [Test]
    public async Task Who_waits_for_pages_waits_no_longer_than_said_and_the_rest_comes_later()
    {
        var open = new TaskCompletionSource();
        world.Site.Answer = r => { if (r.Path.StartsWith("/articles", StringComparison.Ordinal)) open.Task.Wait(); return null; };
        world.Site.Set("/articles/0001", Article(1));
        await world.CollectAsync(world.Item(1));
        var visit = world.Visitor.VisitDueAsync(PageVisitor.Patience, default);
        await Await.Until(() => { world.Clock.Advance(TimeSpan.FromSeconds(5)); return visit.IsCompleted; }, Long, "the end of patience");
        open.SetResult();
        await world.Visitor.IdleAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Visitor.VisitDueAsync(Long, default);

        Assert.That((await PagesAsync())[0].State, Is.EqualTo("read"));
    }
}
