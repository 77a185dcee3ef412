using Digest.Composing;
using Digest.Storage.Newsletters;
using Digest.Tests.Collecting;
using Digest.World;

namespace Digest.Tests.Composing;

/// <summary>What several sources report stands together at the cut (collecting.md, behaviour 35).</summary>
[OnBothDatabases]
internal sealed class StoryGroupingTests
{
    private const string Report = "The tungsten mine at the northern pass reopened on Tuesday after nine years, and its first ore is sold for two years ahead, the operator told buyers in a note.";
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start()
    {
        world = await CollectingWorld.StartAsync();
        await world.ReadAsync("daily", world.Site.Url("/other"));
        Put("/feed", "First Wire", world.Item(1));
        Put("/other", "Second Wire", world.Item(2));
        await CollectAsync();
        await world.ExecuteAsync("update candidate set state = 'known'");
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private void Put(string path, string title, params RssItem[] items) => world.Site.Set(path, new RssFeed { Title = title, Link = world.Site.Origin, Items = items });

    private async Task CollectAsync()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
    }

    private async Task<Proposal> ProposeAsync()
    {
        var newsletter = (await new NewsletterStore(world.Database, world.Clock).FindAsync("daily", default))!;
        return await new Proposer(world.Database, world.Clock).ProposeAsync(newsletter, Cadence.Daily, new DateOnly(2026, 11, 24), TimeSpan.Zero, default);
    }

    private RssItem Article(string id, string url, string title, double hoursAgo) => new()
    {
        Id = id,
        Url = url,
        Title = title,
        Summary = Report,
        Published = world.Clock.GetUtcNow().AddHours(-hoursAgo),
    };

    [TestCase("http://second.example/x?utm_source=a", "http://www.second.example/x/", "same address")]
    [TestCase("http://first.example/1", "http://second.example/2", "same text")]
    public async Task C35_One_article_of_two_sources_is_one_story_credited_to_the_first(string first, string second, string reason)
    {
        Put("/feed", "First Wire", Article("a", first, "Tungsten mine reopens after nine years", 3));
        Put("/other", "Second Wire", Article("b", second, "Tungsten mine reopens after nine years", 1), Article("c", "http://second.example/other", "Lithium prices fall again", 2) with { Summary = "Another matter altogether." });
        await CollectAsync();
        var stories = (await ProposeAsync()).Stories;

        Assert.That(stories.Select(s => s.Articles.Count), Is.EquivalentTo([2, 1]));
        var story = stories.Single(s => s.Articles.Count == 2);
        Assert.That((story.Source, story.Url, story.Reason), Is.EqualTo(("First Wire", first, reason)));
        Assert.That(story.Articles.Select(a => a.Source), Is.EqualTo(["First Wire", "Second Wire"]));
    }

    [Test]
    public async Task C35_Two_texts_that_one_source_puts_at_one_address_are_two_stories()
    {
        Put("/feed", "First Wire",
            Article("a", world.Site.Url("/ticker"), "Tungsten mine reopens after nine years", 3),
            Article("b", world.Site.Url("/ticker"), "Lithium prices fall again", 2) with { Summary = "Another matter altogether." });
        await CollectAsync();

        Assert.That((await ProposeAsync()).Stories, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task C35_A_site_that_calls_one_address_that_of_all_its_pages_keeps_its_stories()
    {
        Put("/feed", "First Wire",
            Article("a", "http://first.example/1", "Tungsten mine reopens after nine years", 3),
            Article("b", "http://first.example/2", "Lithium prices fall again", 2) with { Summary = "Another matter altogether." });
        Put("/other", "Second Wire", Article("c", "http://second.example/1", "Tungsten mine reopens after nine years", 1));
        await CollectAsync();
        await world.ExecuteAsync("update page set state = 'read', canonical = 'http://first.example/news' where article in (select id from article where url like 'http://first.example/%')");

        Assert.That((await ProposeAsync()).Stories.Select(s => s.Articles.Count), Is.EquivalentTo([2, 1]));
    }

    [TestCase("finished", "0", "its story was in edition 2026-11-24-2: same text")]
    [TestCase("draft", "null", null)]
    public async Task What_joins_a_story_that_was_mailed_is_no_news_and_what_joins_one_still_to_go_out_waits(string state, string released, string? reason)
    {
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens after nine years", 3));
        await CollectAsync();
        await world.ExecuteAsync($"""
            insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, subject, cut_at, release_at, released_at)
            select {TestDatabase.Bytes("00")}, id, 'daily', '2026-11-24', 2, true, '{state}', '', 0, 0, {released} from newsletter
            """);
        await world.ExecuteAsync("update candidate set state = 'in', edition = (select max(id) from edition), at = @now where state = 'waiting'", new { now = world.Clock.GetUtcNow() });
        Put("/other", "Second Wire", Article("b", "http://second.example/2", "Tungsten mine reopens after nine years", 1));
        await CollectAsync();
        var proposal = await ProposeAsync();

        Assert.That(proposal.Stories, Is.Empty);
        Assert.That(proposal.NotFitting, Is.Empty);
        Assert.That(proposal.Mailed.Select(m => m.Reason), Is.EqualTo(reason is null ? Array.Empty<string>() : [reason]));
    }

    [Test]
    public async Task What_waits_of_a_source_that_is_removed_goes_into_no_edition()
    {
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens after nine years", 3));
        Put("/other", "Second Wire", Article("b", "http://second.example/2", "Lithium prices fall again", 2) with { Summary = "Another matter altogether." });
        await CollectAsync();
        var newsletter = (await new NewsletterStore(world.Database, world.Clock).FindAsync("daily", default))!;
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter.Id, world.Site.Url("/other")));

        Assert.That((await ProposeAsync()).Stories.Select(s => s.Source), Is.EqualTo(["First Wire"]));
    }

    [Test]
    public async Task What_a_draft_held_of_a_source_that_is_removed_meanwhile_waits_for_no_other()
    {
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens after nine years", 3));
        Put("/other", "Second Wire", Article("b", "http://second.example/2", "Lithium prices fall again", 2) with { Summary = "Another matter altogether." });
        await CollectAsync();
        await world.ExecuteAsync($"""
            insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, subject, cut_at, release_at)
            select {TestDatabase.Bytes("00")}, id, 'daily', '2026-11-24', 2, true, 'draft', '', 0, 0 from newsletter
            """);
        await world.ExecuteAsync("update candidate set state = 'in', edition = (select max(id) from edition) where state = 'waiting'");
        var newsletter = (await new NewsletterStore(world.Database, world.Clock).FindAsync("daily", default))!;
        await world.Writer.WriteAsync((c, t) => world.Sources.RemoveAsync(c, t, newsletter.Id, world.Site.Url("/other")));
        await world.Writer.WriteAsync(async (c, t) => await Candidates.GiveBackAsync(c, t, (await world.QueryAsync<long>("select max(id) from edition"))[0]));

        Assert.That((await ProposeAsync()).Stories.Select(s => s.Source), Is.EqualTo(["First Wire"]));
    }

    [TestCase("")]
    [TestCase("?utm_campaign=")]
    public async Task What_stands_at_one_address_every_day_is_news_every_day_whatever_is_counted_there(string tracking)
    {
        var counts = new List<int>();
        for (var day = 1; day <= 3; day++)
        {
            var url = $"http://first.example/prices{tracking}{(tracking.Length > 0 ? day : "")}";
            var words = string.Join(' ', Enumerable.Range(1, 20).Select(i => NewsHeap.Word(day, i)));
            Put("/feed", "First Wire", Article($"day-{day}", url, NewsHeap.Title(day), 0.1) with { Summary = words });
            await CollectAsync();
            counts.Add((await ProposeAsync()).Stories.Count);
            await MailAsync(day);
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(counts, Is.EqualTo([1, 1, 1]));
    }

    private async Task MailAsync(int n)
    {
        await world.ExecuteAsync($"""
            insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, subject, cut_at, release_at, released_at)
            select {TestDatabase.Bytes($"0{n}")}, id, 'daily', '2026-11-24', @n, false, 'finished', '', 0, 0, 1 from newsletter
            """, new { n = n + 1 });
        await world.ExecuteAsync("update candidate set state = 'in', edition = (select max(id) from edition), at = @now where state = 'waiting'", new { now = world.Clock.GetUtcNow() });
    }

    [Test]
    public async Task C29_A_scheduled_cut_takes_what_stood_still_or_was_seen_twice()
    {
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens", 3));
        await CollectAsync();
        var atOnce = (await StableAsync()).Stories.Count;
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
        var twice = (await StableAsync()).Stories.Count;
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens after nine years", 3));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Collector.CollectAsync(await world.Sources.AllAsync(default), default);
        var edited = (await StableAsync()).Stories.Count;
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var stable = (await StableAsync()).Stories;

        Assert.That((atOnce, twice, edited, stable.Count), Is.EqualTo((0, 1, 0, 1)));
        Assert.That(stable[0].Title, Is.EqualTo("Tungsten mine reopens after nine years"), "the edition shows what it says now");
    }

    [Test]
    public async Task C29_One_look_is_no_second_look_however_long_it_takes_to_store()
    {
        world.Clock.AutoAdvanceAmount = TimeSpan.FromMilliseconds(5);
        Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens", 3));
        await CollectAsync();

        Assert.That((await StableAsync()).Stories, Is.Empty);
    }

    [Test]
    public async Task C29_A_text_that_is_another_at_each_look_waits_an_hour_and_not_for_ever()
    {
        var counts = new List<int>();
        foreach (var comments in Enumerable.Range(1, 4))
        {
            Put("/feed", "First Wire", Article("a", "http://first.example/1", "Tungsten mine reopens", 3) with { Summary = $"{Report} {comments} comments" });
            await CollectAsync();
            counts.Add((await StableAsync()).Stories.Count);
        }

        Assert.That(counts, Is.EqualTo([0, 0, 0, 1]));
    }

    private async Task<Proposal> StableAsync()
    {
        var newsletter = (await new NewsletterStore(world.Database, world.Clock).FindAsync("daily", default))!;
        return await new Proposer(world.Database, world.Clock).ProposeAsync(newsletter, Cadence.Daily, new DateOnly(2026, 11, 24), TimeSpan.FromMinutes(10), default);
    }
}
