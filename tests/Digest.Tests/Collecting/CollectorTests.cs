using Digest.Collecting;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>Fetching sources as servers want it, and keeping what came of it in one step.</summary>
[OnBothDatabases]
internal sealed class CollectorTests
{
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private FeedPage Page(string? etag, string? modified, int items = 2) => FeedPage.Rss(new RssFeed { Items = [.. Enumerable.Range(1, items).Select(world.Item)] }.ToXml()) with
    {
        ETag = etag,
        Headers = modified is null ? new Dictionary<string, string>() : new() { ["Last-Modified"] = modified },
    };

    private async Task<TimeSpan> NextAsync() => TimeSpan.FromMilliseconds(
        (await world.QueryAsync<long>("select next_check_at from source where url = @Url", new { world.Url }))[0] - world.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    [Test]
    public async Task C01_Validators_are_stored_with_the_items_and_sent_back_byte_for_byte()
    {
        world.Site.Set("/feed", Page("W/\"v1\"", "Tue, 24 Nov 2026 6:00:00 gmt"));
        await world.CollectAgainAsync();
        await world.CollectAgainAsync();

        Assert.That(world.Site.Requests[0].Headers, Does.Not.ContainKey("If-None-Match"));
        Assert.That(world.Site.Requests[1].Headers["If-None-Match"], Is.EqualTo("W/\"v1\""));
        Assert.That(world.Site.Requests[1].Headers["If-Modified-Since"], Is.EqualTo("Tue, 24 Nov 2026 6:00:00 gmt"));
        Assert.That(world.Site.Requests[1].Status, Is.EqualTo(304));
    }

    [Test]
    public async Task C02_Not_modified_is_a_success_whose_new_validators_count()
    {
        world.Site.Set("/feed", Page("\"v1\"", null));
        await world.CollectAgainAsync();
        world.Site.Answer = _ => FeedPage.Bare(304) with { ETag = "\"v2\"" };
        await world.ExecuteAsync("update source set problem = 'x', failures = 3");
        var same = await world.CollectAgainAsync();
        await world.CollectAgainAsync();
        var source = await world.SourceAsync();

        Assert.That((same.New, same.Problem, source.Failures, source.Problem), Is.EqualTo((0, (string?)null, 0, (string?)null)));
        Assert.That((source.Etag, source.CheckedAt), Is.EqualTo(("\"v2\"", world.Clock.GetUtcNow())));
        Assert.That(world.Site.Requests[^1].Headers["If-None-Match"], Is.EqualTo("\"v2\""));
        Assert.That((await NextAsync()).TotalMinutes, Is.InRange(30, 60), "a third of the time between two of its articles");
    }

    [Test]
    public async Task C03_C04_The_same_bytes_are_not_read_again_even_from_a_server_with_a_new_etag_each_time()
    {
        var page = Page("\"1\"", null);
        world.Site.Set("/feed", page);
        await world.CollectAgainAsync();
        await world.ExecuteAsync($"update article set title = 'untouched', content_hash = {TestDatabase.Bytes("00")}");
        world.Site.Set("/feed", page with { ETag = "\"2\"" });
        await world.CollectAgainAsync();

        Assert.That(world.Site.Requests.Select(r => r.Status), Is.EqualTo([200, 200]));
        Assert.That(await world.QueryAsync<string>("select distinct title from article"), Is.EqualTo(["untouched"]));
        Assert.That((await world.SourceAsync()).Etag, Is.EqualTo("\"2\""));
    }

    [TestCase(1, 1), TestCase(2, 5), TestCase(3, 15), TestCase(4, 60), TestCase(5, 240), TestCase(6, 720), TestCase(7, 1440), TestCase(20, 1440)]
    public async Task C11_Failures_are_asked_again_later_and_later_and_never_given_up(int failures, int minutes)
    {
        await world.ExecuteAsync("update source set failures = @n", new { n = failures - 1 });
        var failed = await world.CollectAgainAsync();

        Assert.That(failed.Problem, Is.EqualTo("answered 404"));
        Assert.That((await world.SourceAsync()).Failures, Is.EqualTo(failures));
        Assert.That((await NextAsync()).TotalMinutes, Is.InRange(minutes, minutes * 1.1));
    }

    [Test]
    public async Task The_first_success_resets_failures()
    {
        await world.CollectAgainAsync();
        await world.CollectAgainAsync();
        await world.CollectAsync(world.Item(1));
        var source = await world.SourceAsync();

        Assert.That((source.Failures, source.Problem, source.Title), Is.EqualTo((0, (string?)null, "Critical Minerals Wire")));
    }

    [TestCase(429, "7200", 120), TestCase(503, "315360000", 1440), TestCase(503, "5", 10), TestCase(429, "Tue, 24 Nov 2020 07:00:00 GMT", 10), TestCase(503, "rubbish", 1)]
    public async Task C09_Retry_After_is_kept_up_to_a_day_and_never_shortens(int status, string header, int minutes)
    {
        world.Site.Answer = _ => FeedPage.Bare(status) with { Headers = new Dictionary<string, string> { ["Retry-After"] = header } };
        await world.CollectAgainAsync();

        Assert.That((await NextAsync()).TotalMinutes, Is.InRange(minutes, minutes * 1.1));
    }

    [TestCase("max-age=60", 25), TestCase("max-age=7200", 120), TestCase("max-age=99999999", 1440), TestCase("no-store", 25)]
    public async Task C12_A_server_may_ask_for_longer_pauses_within_bounds(string cache, int minutes)
    {
        world.Site.Set("/feed", Page(null, null) with { Headers = new Dictionary<string, string> { ["Cache-Control"] = cache } });
        await world.CollectAgainAsync();

        Assert.That((await NextAsync()).TotalMinutes, Is.InRange(minutes, minutes * 1.1));
    }

    [Test]
    public async Task Only_what_is_due_is_collected()
    {
        await world.CollectAsync(world.Item(1));
        var next = await NextAsync();
        world.Clock.Advance(next - TimeSpan.FromSeconds(1));
        var early = await world.Collector.CollectDueAsync(default);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var due = await world.Collector.CollectDueAsync(default);
        var claimed = await world.Collector.CollectDueAsync(default);

        Assert.That((early.Count, due.Count, claimed.Count), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public async Task C21_A_page_instead_of_the_feed_is_a_failure_and_articles_and_validators_stay()
    {
        world.Site.Set("/feed", Page("\"v1\"", null));
        await world.CollectAgainAsync();
        world.Site.Set("/feed", FeedPage.Html("<html><body>Are you human?</body></html>"));
        var failed = await world.CollectAgainAsync();

        Assert.That(failed.Problem, Is.EqualTo("an HTML page, not a feed"));
        Assert.That((await world.SourceAsync()).Etag, Is.EqualTo("\"v1\""));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("waiting 2"));
    }

    [Test]
    public async Task Neither_a_failing_source_nor_a_fault_of_our_own_stops_the_others()
    {
        await world.ReadAsync("daily", world.Site.Url("/gone"));
        await world.ReadAsync("daily", world.Site.Url("/bad"));
        await world.ExecuteAsync("update source set url = 'not an address' where url like '%/bad'");
        world.Site.Set("/feed", Page(null, null));
        var results = await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);

        Assert.That(results.Select(r => r.Problem), Is.EqualTo([null, "answered 404", "Digest failed on it; the log says how"]));
        Assert.That((await world.Sources.AllAsync(default)).Select(s => s.Failures), Is.EqualTo([0, 1, 1]));
    }

    [Test]
    public async Task C37_A_crash_in_the_middle_of_storing_leaves_nothing_and_the_next_run_completes()
    {
        world.Site.Set("/feed", Page("\"v1\"", null, items: 10));
        await world.ExecuteAsync(TestDatabase.Crash("article", "insert", "(select count(*) from article) = 5"));
        var crashed = await world.CollectAgainAsync();
        var afterCrash = ((await world.QueryAsync<long>("select count(*) from article"))[0], await world.CandidatesAsync(), (await world.SourceAsync()).Etag);
        await world.ExecuteAsync(TestDatabase.NoCrash("article"));
        var whole = await world.CollectAgainAsync();

        Assert.That(crashed.Problem, Is.Not.Null);
        Assert.That(afterCrash, Is.EqualTo((0L, "", (string?)null)));
        Assert.That((whole.New, whole.News, world.Site.Requests[^1].Status), Is.EqualTo((10, 3, 200)));
    }

    [Test]
    public async Task C38_Two_collects_at_once_make_no_article_twice()
    {
        world.Site.Set("/feed", Page(null, null, items: 10));
        var sources = await world.Sources.AllAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Collector.CollectAsync(sources, default)));

        Assert.That((await world.QueryAsync<long>("select count(*) from article"))[0], Is.EqualTo(10));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 7, waiting 3"));
    }

    [TestCase("http://127.0.0.1/feed"), TestCase("file:///etc/passwd"), TestCase("http://mine.example:25/"), TestCase("nonsense://x"), TestCase("")]
    public async Task T39_T42_An_address_that_may_not_be_asked_is_refused_at_save(string url)
    {
        await Assert.ThatAsync(() => world.ReadAsync("daily", url), Throws.TypeOf<Fault>().With.Message.StartsWith($"{url} can't be a source: "));
        Assert.That((await world.Sources.AllAsync(default)).Select(s => s.Url), Is.EqualTo([world.Url]));
    }

    [Test]
    public async Task A_removed_source_comes_back_by_hand_and_not_by_configuration()
    {
        var newsletter = await world.ReadAsync("daily", world.Url);
        var source = new Digest.Storage.Newsletters.SourceOptions { Url = world.Url };
        var removed = await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter, world.Url));
        var configured = await world.Writer.WriteAsync((c, t) => world.Sources.AddAsync(c, t, newsletter, source, again: false));
        var unread = await world.Sources.AllAsync(default);
        var byHand = await world.Writer.WriteAsync((c, t) => world.Sources.AddAsync(c, t, newsletter, source, again: true));

        Assert.That((removed, configured, unread.Count, byHand), Is.EqualTo((true, false, 0, true)));
        Assert.That(await world.Get<Digest.Collecting.Polling.DueSources>().ClaimAsync(default), Has.Count.EqualTo(1));
        Assert.That(await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter, "http://else.example/")), Is.False);
    }

    [Test]
    public async Task What_was_asked_for_is_answered_in_words()
    {
        var asked = new CollectRequest(world.Sources, world.Collector, world.Visitor);
        world.Site.Set("/feed", Page(null, null, items: 10));
        Digest.Storage.Requests.Request Request(string data) => new() { Id = 1, PublicId = PublicId.New(), Kind = "collect", Data = data, State = "running", CreatedAt = default };

        Assert.That(await asked.RunAsync(Request("{\"Source\":null}"), default), Is.EqualTo(
            $"{world.Url}: 10 new articles, 3 of them news (first collect: the newest count as news, the older ones as known)"));
        Assert.That(await asked.RunAsync(Request($"{{\"Source\":\"{world.Url}\"}}"), default), Is.EqualTo($"{world.Url}: 0 new articles, 0 of them news"));
        await Assert.ThatAsync(() => asked.RunAsync(Request("{\"Source\":\"http://else.example/\"}"), default), Throws.TypeOf<Fault>());
    }
}
