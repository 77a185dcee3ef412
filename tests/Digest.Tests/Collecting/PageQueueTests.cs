using Digest.Collecting.Robots;
using Digest.World;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Collecting;

/// <summary>Many pages of a host that wants to be asked slowly: each is asked for once, and no other host waits for them.</summary>
[OnBothDatabases]
internal sealed class PageQueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider gateClock = new();
    private CollectingWorld world = null!;
    private FeedServer other = null!;

    [SetUp]
    public async Task Start()
    {
        other = await FeedServer.StartAsync();
        world = await CollectingWorld.StartAsync(gateClock, null, $"localhost:{other.Port}");
        world.Options.FirstCollect = 500;
        world.Site.Set("/robots.txt", FeedPage.Of("User-agent: *\nCrawl-delay: 60", "text/plain"));
    }

    [TearDown]
    public async Task Stop()
    {
        await world.DisposeAsync();
        await other.DisposeAsync();
    }

    private int Asked(string path) => world.Site.Requests.Count(r => r.Path == path);

    // Afterwards the first page need not wait, and what robots.txt says is known.
    private async Task CollectAsync(int items)
    {
        await world.CollectAsync([.. Enumerable.Range(1, items).Select(world.Item)]);
        await world.Get<RobotsGate>().AskAsync(new Uri(world.Url), default);
        gateClock.Advance(TimeSpan.FromMinutes(5));
    }

    private Task FinishAsync(Func<bool> isDone, string what) => Await.Until(() => { gateClock.Advance(TimeSpan.FromMinutes(1)); return isDone(); }, Long, what);

    [Test]
    public async Task A_page_that_waits_longer_than_its_claim_holds_is_asked_for_once()
    {
        await CollectAsync(4);
        for (var i = 0; i < 3; i++)
        {
            await world.Visitor.BeginDueAsync(default);
            world.Clock.Advance(TimeSpan.FromMinutes(6));
        }
        var idle = world.Visitor.IdleAsync();
        await FinishAsync(() => idle.IsCompleted, "the pages");

        Assert.That(Enumerable.Range(1, 4).Select(i => Asked($"/articles/{i:0000}")), Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_host_with_many_slow_pages_keeps_no_other_waiting()
    {
        await CollectAsync(500);
        other.Set("/feed", new RssFeed { Items = [world.Item(900) with { Url = $"http://localhost:{other.Port}/page" }] });
        await world.ReadAsync("daily", $"http://localhost:{other.Port}/feed");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Collector.CollectAsync([.. (await world.Sources.AllAsync(default)).Where(s => s.Url != world.Url)], default);
        await Await.Until(async () =>
        {
            await world.Visitor.BeginDueAsync(default);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            return other.Requests.Any(r => r.Path == "/page");
        }, Long, "the page of the other host");

        Assert.That(world.Site.Requests.Count(r => r.Path.StartsWith("/articles", StringComparison.Ordinal)), Is.LessThan(3));
    }

    [Test]
    public async Task Who_waits_for_a_host_hears_that_it_asked_for_rest()
    {
        world.Site.Answer = r => r.Path.StartsWith("/articles", StringComparison.Ordinal) ? FeedPage.Bare(429) : null;
        await CollectAsync(4);
        await world.Visitor.BeginDueAsync(default);
        var idle = world.Visitor.IdleAsync();
        await Await.Until(async () => (await world.QueryAsync<long>("select count(*) from host_rest"))[0] == 1, Long, "the rest");
        await FinishAsync(() => idle.IsCompleted, "the pages");

        Assert.That(world.Site.Requests.Count(r => r.Path.StartsWith("/articles", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(await world.QueryAsync<string>("select distinct state from page"), Is.EqualTo(["due"]));
    }

    [Test]
    public async Task A_fault_of_our_own_counts_as_a_try_and_is_in_the_log()
    {
        await CollectAsync(1);
        world.Site.Set("/articles/0001", FeedPage.Html("<html><body><article><h1>A mine</h1><p>" + string.Concat(Enumerable.Repeat("The mine had been shut for nine years. ", 30)) + "</p></article></body></html>"));
        await world.ExecuteAsync(TestDatabase.Crash("page", "update", "new.state = 'read'"));
        await world.Visitor.BeginDueAsync(default);
        var idle = world.Visitor.IdleAsync();
        await FinishAsync(() => idle.IsCompleted, "the page");

        Assert.That(await world.QueryAsync<(string, long, string)>("select state, tries, problem from page"), Is.EqualTo([("due", 1L, "Digest failed on it; the log says how")]));
        Assert.That(world.Log.Lines, Has.Some.Contains("dropped"));
    }
}
