using Digest.Collecting;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>What a publisher asks for is kept (collecting.md, behaviours 4 to 15 and 39).</summary>
[OnBothDatabases]
internal sealed class PolitenessTests
{
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private static FeedPage Status(int status, params (string Name, string Value)[] headers) => FeedPage.Bare(status) with { Headers = headers.ToDictionary(h => h.Name, h => h.Value) };

    private async Task<IReadOnlyList<string>> LettersAsync() => await world.EventsAsync("What", "where kind = 'operator' order by id");

    private async Task<double> NextInMinutesAsync() => ((await world.SourceAsync()).NextCheckAt - world.Clock.GetUtcNow()).TotalMinutes;

    [Test]
    public async Task C04_A_new_etag_with_each_answer_repeats_nothing_and_grows_nothing()
    {
        for (var i = 0; i < 5; i++)
        {
            var xml = new RssFeed { Items = [world.Item(1) with { Published = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero) }] }.ToXml();
            world.Site.Set("/feed", FeedPage.Rss(xml + new string('\n', i)) with { ETag = $"\"v{i}-gzip\"" });
            await world.CollectAgainAsync();
        }

        Assert.That(world.Site.Requests.Skip(1).Select((r, i) => r.Headers["If-None-Match"] == $"\"v{i}-gzip\""), Is.All.True);
        Assert.That(await world.QueryAsync<long>("select count(*) from article"), Is.EqualTo([1L]));
    }

    [Test]
    public async Task C05_A_redirect_for_good_is_believed_on_the_second_day_and_repeats_nothing([Values(301, 308)] int status)
    {
        var items = Enumerable.Range(1, 5).Select(world.Item).ToArray();
        await world.CollectAsync(items);
        world.Site.Set("/new", new RssFeed { Link = world.Site.Origin + "/", Items = items });
        world.Site.Set("/feed", Status(status, ("Location", "/new")));
        await world.CollectAgainAsync();
        await world.CollectAgainAsync();
        var onTheFirstDay = (await world.SourceAsync()).Url;
        world.Clock.Advance(TimeSpan.FromDays(1));
        var seen = world.Site.Requests.Count;
        await world.CollectAgainAsync();
        var moved = (await world.Sources.FindAsync(world.Url, default))!;
        await world.Collector.CollectAsync([moved], default);

        Assert.That((onTheFirstDay, moved.Url, moved.Etag), Is.EqualTo((world.Url, world.Site.Url("/new"), (string?)null)), "the old address still finds it");
        Assert.That(world.Site.Requests.Skip(seen).Select(r => r.Path), Is.EqualTo(["/feed", "/new", "/new"]));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 2, waiting 3"));
        Assert.That(await world.QueryAsync<long>("select count(*) from event where kind = 'source.moved'"), Is.EqualTo([1L]));
    }

    [Test]
    public async Task C05_Configuration_that_names_the_old_address_makes_no_second_source()
    {
        await C05_A_redirect_for_good_is_believed_on_the_second_day_and_repeats_nothing(301);
        await world.ReadAsync("daily", world.Url);

        Assert.That((await world.Sources.AllAsync(default)).Select(s => s.Url), Is.EqualTo([world.Site.Url("/new")]));
    }

    [Test]
    public async Task C06_A_redirect_for_now_moves_nothing([Values(302, 303, 307)] int status)
    {
        world.Site.Set("/other", new RssFeed { Items = [world.Item(1)] });
        world.Site.Set("/feed", Status(status, ("Location", "/other")));
        for (var day = 0; day < 3; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            Assert.That((await world.CollectAgainAsync()).Problem, Is.Null);
        }

        Assert.That((await world.SourceAsync()).Url, Is.EqualTo(world.Url));
    }

    [Test]
    public async Task C07_A_redirect_in_a_loop_or_to_where_Digest_does_not_go_is_said_and_nothing_is_fetched_there()
    {
        await using var canary = RawSite.Canary();
        foreach (var (target, why) in new[] { ("/feed", "loop"), ($"http://127.0.0.2:{canary.Port}/", "refused address"), ("ftp://news.example/", "refused address") })
        {
            world.Site.Set("/feed", Status(302, ("Location", target)));
            Assert.That((await world.CollectAgainAsync()).Problem, Does.Contain(why));
        }

        Assert.That(canary.Connections, Is.Zero);
        Assert.That((await world.SourceAsync()).Failures, Is.EqualTo(3));
    }

    [Test]
    public async Task C08_Gone_for_good_ends_a_source_which_is_told_once_and_asked_no_more()
    {
        await world.CollectAsync(world.Item(1));
        world.Site.Set("/feed", Status(410));
        await world.CollectAgainAsync();
        var seen = world.Site.Requests.Count;
        world.Clock.Advance(TimeSpan.FromDays(30));
        await world.Collector.CollectDueAsync(default);
        var asked = new CollectRequest(world.Sources, world.Collector, world.Visitor);
        var words = await asked.RunAsync(Request("{\"Source\":null}"), default);

        Assert.That(world.Site.Requests.Skip(seen).Select(r => r.Path), Is.All.Not.EqualTo("/feed"));
        Assert.That(words, Is.EqualTo($"{world.Url}: asked no more, gone for good (410)"));
        Assert.That(await LettersAsync(), Is.EqualTo([$"{world.Url} is asked no more"]));

        world.Site.Set("/feed", new RssFeed { Items = [world.Item(2)] });
        await asked.RunAsync(Request($"{{\"Source\":\"{world.Url}\"}}"), default);
        Assert.That((await world.SourceAsync()).Ended, Is.Null, "asked by name it gets another chance");
    }

    private static Digest.Storage.Requests.Request Request(string data) =>
        new() { Id = 1, PublicId = Digest.Storage.PublicId.New(), Kind = "collect", Data = data, State = "running", CreatedAt = default };

    [Test]
    public async Task C08_404_for_two_weeks_ends_a_source_and_a_day_in_between_begins_anew()
    {
        world.Site.Remove("/feed");
        await world.CollectAgainAsync();
        world.Clock.Advance(TimeSpan.FromDays(13));
        await world.CollectAsync(world.Item(1));
        world.Site.Remove("/feed");
        await world.CollectAgainAsync();
        world.Clock.Advance(TimeSpan.FromDays(13));
        await world.CollectAgainAsync();
        var before = (await world.SourceAsync()).Ended;
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.CollectAgainAsync();

        Assert.That((before, (await world.SourceAsync()).Ended), Is.EqualTo(((string?)null, "not there (404) since 2026-12-07")));
    }

    [Test]
    public async Task C09_Retry_After_counts_for_all_sources_of_the_host_and_over_a_restart([Values(429, 503)] int status)
    {
        await world.ReadAsync("daily", world.Site.Url("/second"));
        world.Site.Answer = r => r.Path == "/feed" ? Status(status, ("Retry-After", "7200")) : null;
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Collector.CollectAsync([await world.SourceAsync()], default);
        var second = (await world.Sources.AllAsync(default)).First(s => s.Url != world.Url);
        var asked = await world.Collector.CollectAsync([second], default);
        var again = new Digest.Collecting.Polling.HostRests(world.Database, world.Clock);
        await again.LoadAsync(default);

        Assert.That(asked[0].Problem, Does.StartWith("its host asked to be left alone until 2026-11-24 09:30"));
        Assert.That(world.Site.Requests.Select(r => r.Path), Is.EqualTo(["/feed"]));
        Assert.That((second.NextCheckAt - world.Clock.GetUtcNow()).TotalMinutes, Is.EqualTo(120));
        Assert.That(again.Until("127.0.0.1"), Is.EqualTo(world.Clock.GetUtcNow().AddHours(2)));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.That((await world.Collector.CollectDueAsync(default)).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task C10_A_door_that_is_shut_is_tried_later_and_told_after_three_days([Values(401, 403)] int status)
    {
        world.Site.Set("/feed", Status(status));
        for (var day = 0; day < 5; day++)
        {
            await world.CollectAgainAsync();
            Assert.That((await LettersAsync()).Count, Is.EqualTo(day < 3 ? 0 : 1), $"day {day}");
            world.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(30));
        }
        Assert.That(await world.QueryAsync<long>("select count(*) from host_rest"), Is.EqualTo([0L]));
    }

    [Test]
    public async Task C10_403_right_after_another_request_means_slow_down()
    {
        await world.ReadAsync("daily", world.Site.Url("/second"));
        world.Site.Set("/feed", new RssFeed { Items = [world.Item(1)] });
        world.Site.Set("/second", Status(403));
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        // One after the other: of two that are collected together either may be asked first.
        foreach (var source in await world.Sources.AllAsync(default)) await world.Collector.CollectAsync([source], default);

        Assert.That(await world.QueryAsync<string>("select host from host_rest"), Is.EqualTo(["127.0.0.1"]));
    }

    [Test]
    public async Task C11_A_long_failure_is_told_once_and_its_end_once()
    {
        world.Site.Set("/feed", Status(500));
        for (var day = 0; day < 6; day++)
        {
            await world.CollectAgainAsync();
            world.Clock.Advance(TimeSpan.FromDays(1));
        }
        await world.CollectAsync(world.Item(1));
        await world.CollectAgainAsync();

        Assert.That(await LettersAsync(), Is.EqualTo([$"{world.Url} can't be read since 2026-11-24", $"{world.Url} can be read again"]));
    }

    [TestCase("<ttl>180</ttl>", 180, 198)]
    [TestCase("<ttl>99999</ttl>", 1440, 1440)]
    [TestCase("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>", 1440, 1440)]
    [TestCase("<skipHours><hour>7</hour><hour>8</hour><hour>9</hour></skipHours>", 150, 150)]
    [TestCase("<skipDays><day>Tuesday</day></skipDays>", 990, 990)]
    [TestCase("<ttl>1</ttl>", 10, 26)]
    public async Task C12_The_feed_itself_may_ask_for_longer_pauses_within_bounds(string element, int least, int most)
    {
        var xml = new RssFeed { Items = [.. Enumerable.Range(1, 2).Select(world.Item)] }.ToXml();
        world.Site.Set("/feed", FeedPage.Rss(xml.Replace("<channel>", "<channel>" + element, StringComparison.Ordinal)));
        await world.CollectAgainAsync();

        Assert.That(await NextInMinutesAsync(), Is.InRange(least, most));
    }

    [Test]
    public async Task C14_Two_newsletters_that_read_one_address_are_fed_by_one_fetch()
    {
        await world.ReadAsync("weekly", world.Url);
        await world.CollectAsync(world.Item(1), world.Item(2));

        Assert.That(world.Site.Requests, Has.Count.EqualTo(1));
        Assert.That((await world.CandidatesAsync(), await world.CandidatesAsync("weekly")), Is.EqualTo(("waiting 2", "waiting 2")));
    }

    [Test]
    public async Task C15_Polling_follows_the_pace_of_a_source_and_slackens_with_it()
    {
        await world.CollectAsync([.. Enumerable.Range(0, 20).Select(i => world.Item(i + 1) with { Published = world.Clock.GetUtcNow().AddMinutes(-15 * i) })]);
        var busy = await NextInMinutesAsync();
        world.Clock.Advance(TimeSpan.FromHours(12));
        await world.CollectAgainAsync();
        var quieter = await NextInMinutesAsync();
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.CollectAgainAsync();

        Assert.That((busy, quieter), Is.EqualTo((10.7, 250.0)).Within(25));
        Assert.That(await NextInMinutesAsync(), Is.EqualTo(1440));
    }

    [Test]
    public async Task C15_Shortly_before_a_cut_everything_is_looked_at_but_what_rests_or_was_just_read()
    {
        await world.CollectAsync(world.Item(1));
        var newsletter = (await world.QueryAsync<long>("select id from newsletter"))[0];
        var now = world.Clock.GetUtcNow();
        await world.ExecuteAsync("update source set next_check_at = @next", new { next = now.AddHours(9) });
        await world.Get<Digest.Collecting.Polling.DueSources>().HastenAsync(newsletter, now.AddMinutes(-1), default);
        var justRead = await NextInMinutesAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<Digest.Collecting.Polling.DueSources>().HastenAsync(newsletter, now.AddHours(1), default);

        Assert.That((justRead, await NextInMinutesAsync()), Is.EqualTo((540.0, 0.0)));
    }

    [Test]
    public async Task C39_A_clock_that_was_set_back_keeps_no_source_from_being_read()
    {
        await world.CollectAsync(world.Item(1));
        await world.ExecuteAsync("update source set checked_at = @then, next_check_at = @later",
            new { then = world.Clock.GetUtcNow().AddHours(1), later = world.Clock.GetUtcNow().AddHours(2) });
        var due = await world.Collector.CollectDueAsync(default);
        var again = await world.Collector.CollectDueAsync(default);

        Assert.That((due.Count, again.Count), Is.EqualTo((1, 0)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("waiting 1"));
    }
}
