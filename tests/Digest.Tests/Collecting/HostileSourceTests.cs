using Digest.Collecting;
using Digest.Collecting.Fetching;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>What one publisher does, by malice or by accident, harms no source but its own.</summary>
[OnBothDatabases]
internal sealed class HostileSourceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private CollectingWorld world = null!;
    private FeedServer other = null!;

    [SetUp]
    public async Task Start()
    {
        other = await FeedServer.StartAsync();
        world = await CollectingWorld.StartAsync(allowed: $"localhost:{other.Port}");
    }

    [TearDown]
    public async Task Stop()
    {
        await world.DisposeAsync();
        await other.DisposeAsync();
    }

    private string Elsewhere(string path) => $"http://localhost:{other.Port}{path}";

    private RssFeed Feed(params int[] items) => new() { Link = world.Site.Origin, Items = [.. items.Select(world.Item)] };

    private static FeedPage Naming(string feed) =>
        FeedPage.Html($"""<html><head><link rel="alternate" type="application/rss+xml" href="{feed}"></head><body><p>Some words about metals.</p></body></html>""");

    private async Task<IReadOnlyList<Collected>> CollectAllAsync() => await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default).WaitAsync(Long);

    [Test]
    public async Task Pages_of_one_site_that_name_feeds_there_do_not_wait_for_each_other_for_ever()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            world.Site.Set("/" + name, Naming($"/{name}.xml"));
            world.Site.Set($"/{name}.xml", Feed(name[0], name[0] + 10));
            await world.ReadAsync("daily", world.Site.Url("/" + name));
        }
        world.Site.Set("/feed", Feed(1));

        Assert.That((await CollectAllAsync()).Select(r => r.Problem), Is.All.Null);
    }

    [Test]
    public async Task Pages_of_two_sites_that_name_feeds_at_each_other_do_not_wait_for_each_other_for_ever()
    {
        world.Options.PerHost = 1;
        world.Site.Set("/feed", Naming(Elsewhere("/wire")));
        other.Set("/feed", Naming(world.Site.Url("/wire")));
        world.Site.Set("/wire", Feed(1));
        other.Set("/wire", Feed(2));
        await world.ReadAsync("daily", Elsewhere("/feed"));

        Assert.That((await CollectAllAsync()).Select(r => r.Problem), Is.All.Null);
    }

    [Test]
    public async Task A_feed_that_showed_a_page_first_which_names_it_is_kept()
    {
        var asked = 0;
        world.Site.Answer = r => r.Path == "/feed" && Interlocked.Increment(ref asked) == 1 ? Naming("/feed") : null;
        world.Site.Set("/feed", Feed(1, 2));
        var found = await world.CollectAgainAsync();

        Assert.That((found.Problem, found.New, found.Remark), Is.EqualTo(((string?)null, 2, (string?)null)));
        Assert.That((await world.Sources.AllAsync(default)).Select(s => (s.Url, s.Kind)), Is.EqualTo([(world.Url, "feed")]));
    }

    [Test]
    public async Task Who_asks_with_rows_of_before_a_move_takes_the_source_from_nobody()
    {
        world.Site.Set("/feed", Naming("/wire"));
        world.Site.Set("/wire", Feed(1, 2));
        var before = await world.Sources.AllAsync(default);
        await world.Collector.CollectAsync(before, default);
        await world.Collector.CollectAsync(before, default);

        Assert.That((await world.Sources.AllAsync(default)).Select(s => s.Url), Is.EqualTo([world.Site.Url("/wire")]));
        Assert.That(world.Site.Requests.Select(r => r.Path), Is.EqualTo(["/feed", "/wire", "/wire"]), "it is asked where it is by then");
    }

    [Test]
    public async Task T39_A_public_page_can_not_name_a_feed_at_a_host_that_is_open_to_our_own_only()
    {
        world.Site.Set("/feed", Feed(1, 2));
        var page = Naming(world.Url);
        var fetched = new FetchResult.Fetched(page.Body, page.ContentType, new Uri("https://news.example/"), false, new ResponseFacts(null, null, null, null));
        var found = await world.Get<FirstLook>().FindAsync(await world.SourceAsync(), fetched, default);

        Assert.That(found, Is.TypeOf<Found.Nothing>());
        Assert.That(world.Site.Requests, Is.Empty);
    }

    [TestCase(429), TestCase(503)]
    public async Task C09_A_rest_that_another_host_asks_for_behind_a_redirect_is_none_of_this_one(int status)
    {
        other.Answer = _ => FeedPage.Bare(status) with { Headers = new Dictionary<string, string> { ["Retry-After"] = "7200" } };
        world.Site.Set("/feed", FeedPage.Redirect(Elsewhere("/x")));
        world.Site.Set("/second", Feed(1));
        await world.ReadAsync("daily", world.Site.Url("/second"));
        await world.Collector.CollectAsync([await world.SourceAsync()], default);

        Assert.That(await world.QueryAsync<string>("select host from host_rest"), Is.Empty);
        Assert.That((await CollectAllAsync())[1].Problem, Is.Null);
        Assert.That(((await world.SourceAsync()).NextCheckAt - world.Clock.GetUtcNow()).TotalMinutes, Is.EqualTo(120), "the source itself waits");
    }

    [Test]
    public async Task C09_A_source_that_always_fails_does_not_lengthen_the_rest_of_its_host()
    {
        await world.ExecuteAsync("update source set failures = 6");
        world.Site.Answer = _ => FeedPage.Bare(429);
        await world.CollectAgainAsync();
        var rest = (await world.QueryAsync<DateTimeOffset>("select until_at from host_rest"))[0];

        Assert.That((rest - world.Clock.GetUtcNow()).TotalMinutes, Is.EqualTo(10));
        Assert.That(((await world.SourceAsync()).NextCheckAt - world.Clock.GetUtcNow()).TotalHours, Is.InRange(24, 27));
    }

    [Test]
    public async Task C39_A_rest_that_a_wrong_clock_wrote_ends_with_the_right_one()
    {
        await world.ExecuteAsync("insert into host_rest (host, until_at, reason) values ('127.0.0.1', @until, 'x')", new { until = world.Clock.GetUtcNow().AddDays(400) });

        Assert.That((await world.CollectAsync(world.Item(1))).Problem, Is.Null);
    }

    [Test]
    public async Task C28_A_pinned_article_of_a_feed_with_one_link_is_known_beside_thousands_that_have_it_too()
    {
        var pinned = world.Item(1) with { Url = world.Site.Url("/status") };
        await world.CollectAsync(pinned);
        await world.ExecuteAsync("""
            insert into article (source, key, url, url_key, title_key, text_key, title, summary, html, authors, categories, published_at, first_seen_at, changed_at, content_hash, arrival)
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 5100)
            select source, 'id:more-' || i, url, url_key, 0, 0, 'More ' || i, '', '', '', '', published_at, first_seen_at, changed_at, content_hash, 'news' from article, n
            """);
        var again = await world.CollectAsync(pinned, world.Item(2));

        Assert.That((again.Problem, again.New), Is.EqualTo(((string?)null, 1)));
    }

    [Test]
    public async Task C29_A_headline_that_changes_with_each_look_is_one_correction_and_none_when_it_is_back()
    {
        var item = world.Item(1);
        await world.CollectAsync(item);
        await world.ExecuteAsync("update candidate set state = 'in'");
        for (var i = 0; i < 4; i++) await world.CollectAsync(item with { Title = $"Another headline altogether, number {i}" });
        var changed = await world.QueryAsync<(string, string, string)>("select was_title, now_title, change from correction");
        await world.CollectAsync(item);

        Assert.That(changed, Is.EqualTo([(item.Title!, "Another headline altogether, number 3", "title")]));
        Assert.That(await world.QueryAsync<long>("select count(*) from correction"), Is.EqualTo([0L]));
    }

    [Test]
    public async Task C27_Floods_of_one_day_are_told_once()
    {
        await world.CollectAsync(world.Item(1));
        for (var flood = 1; flood <= 3; flood++) await world.CollectAsync([.. Enumerable.Range(flood * 100, 60).Select(i => world.Item(i) with { Published = world.Clock.GetUtcNow() })]);

        Assert.That(await world.QueryAsync<long>("select count(*) from event where kind = 'operator'"), Is.EqualTo([1L]));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("quarantined 180, waiting 1"));
    }
}
