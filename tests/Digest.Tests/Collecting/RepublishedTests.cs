using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>What a publisher puts in the place of what was there, or puts elsewhere, and what of it is told as a correction.</summary>
[OnBothDatabases]
internal sealed class RepublishedTests
{
    private CollectingWorld world = null!;

    [SetUp]
    public async Task Start() => world = await CollectingWorld.StartAsync();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private static string Text(int day) => string.Join(' ', Enumerable.Range(1, 30).Select(i => $"word{day}x{i}"));

    private RssItem Column(int day, string? title = null) => new()
    {
        Url = world.Site.Url("/column"),
        Title = title ?? $"Column number {Text(day)[..30]}",
        Summary = Text(day),
        Published = world.Clock.GetUtcNow().AddMinutes(-10),
    };

    [Test]
    public async Task C28_A_column_at_one_address_without_ids_is_news_every_day_and_its_edits_are_not([Values] bool byUrl)
    {
        RssItem[] others = [.. Enumerable.Range(1, 5).Select(world.Item)];
        await world.CollectAsync([.. others, Column(0)]);
        if (byUrl) await world.ExecuteAsync("update source set by_url = true");
        var news = new List<int>();
        for (var day = 1; day <= 3; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            var today = Column(day);
            news.Add((await world.CollectAsync([.. others, today])).New);
            news.Add((await world.CollectAsync([.. others, today])).New);
            news.Add((await world.CollectAsync([.. others, today with { Title = "A mended headline" }])).New);
        }

        Assert.That(news, Is.EqualTo([1, 0, 0, 1, 0, 0, 1, 0, 0]));
    }

    [Test]
    public async Task C29_An_article_at_its_address_that_is_rewritten_the_next_day_is_no_news()
    {
        var item = Column(1, "Harbour opens after the storm");
        await world.CollectAsync([world.Item(1), item]);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var again = await world.CollectAsync([world.Item(1), item with { Title = "Harbour is open again", Published = world.Clock.GetUtcNow(), Summary = Text(1) + " and more." }]);

        Assert.That(again.New, Is.Zero);
    }

    [Test]
    public async Task C27_A_site_of_which_only_headlines_are_known_is_known_by_them_at_other_addresses()
    {
        RssItem Headline(int i, string path) => new() { Title = $"What happened in place number {i}", Url = world.Site.Url($"{path}/{i}") };
        await world.CollectAsync([.. Enumerable.Range(1, 20).Select(i => Headline(i, "/2026"))]);
        var moved = await world.CollectAsync([Headline(21, "/news"), .. Enumerable.Range(1, 20).Select(i => Headline(i, "/news"))]);

        Assert.That((moved.New, moved.News), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task C27_Headlines_that_stand_every_day_among_others_are_news_every_day()
    {
        RssItem Headline(int i, string path) => new() { Title = $"What happened in place number {i}", Url = world.Site.Url($"{path}/{i}") };
        await world.CollectAsync([.. Enumerable.Range(1, 20).Select(i => Headline(i, "/monday"))]);
        var tuesday = await world.CollectAsync([.. Enumerable.Range(1, 6).Select(i => Headline(i, "/tuesday")), .. Enumerable.Range(7, 14).Select(i => Headline(i, "/monday"))]);

        Assert.That((tuesday.New, tuesday.News), Is.EqualTo((6, 6)));
    }

    [Test]
    public async Task C29_A_headline_that_is_back_after_an_edition_corrected_it_stops_nothing_and_is_told_no_more()
    {
        var item = world.Item(1);
        await world.CollectAsync(item);
        await world.ExecuteAsync("update candidate set state = 'in'");
        await world.CollectAsync(item with { Title = "Another headline altogether" });
        await world.ExecuteAsync($"""
            insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, subject, cut_at, release_at)
            select {TestDatabase.Bytes("00")}, id, 'daily', '2026-11-24', 2, true, 'folded', '', 0, 0 from newsletter
            """);
        await world.ExecuteAsync("insert into edition_correction (edition, correction, was, now, url, date) select e.id, k.id, 'a', 'b', 'c', 'd' from edition e, correction k");
        var back = await world.CollectAsync(item, world.Item(2));

        Assert.That((back.Problem, back.New), Is.EqualTo(((string?)null, 1)));
        Assert.That(await world.QueryAsync<long>("select count(*) from correction where now_title <> was_title"), Is.EqualTo([0L]));
    }

    [TestCase(1, 3, 0, Description = "a teaser becomes the whole text")]
    [TestCase(3, 1, 0, Description = "and the other way round")]
    [TestCase(1, 0, 0, Description = "or nothing at all")]
    [TestCase(2, -2, 1, Description = "another text")]
    public async Task C29_A_text_that_is_made_longer_or_shorter_corrects_nothing(int before, int after, int told)
    {
        string Of(int paragraphs) => string.Concat(Enumerable.Range(0, Math.Abs(paragraphs)).Select(i => $"<p>{Text(paragraphs < 0 ? 50 + i : i)}</p>"));
        var item = world.Item(1);
        await world.CollectAsync(item with { Summary = null, Html = Of(before) });
        await world.ExecuteAsync("update candidate set state = 'in'");
        await world.CollectAsync(item with { Summary = null, Html = Of(after) });

        Assert.That(await world.QueryAsync<long>("select count(*) from correction"), Is.EqualTo([(long)told]));
    }

    [Test]
    public async Task C22_The_words_of_a_link_that_change_correct_nothing()
    {
        FeedPage List(string words) => FeedPage.Html($"<html><body>{string.Concat(Enumerable.Range(1, 8).Select(i =>
            $"<article><h2><a href='/2026/11/{i:00}/neodymium-prices-fall-for-the-{i}th-time'>{words} for the {i}th time this year</a></h2></article>"))}</body></html>");
        world.Site.Set("/feed", List("Neodymium prices fall"));
        await world.CollectAgainAsync();
        await world.ExecuteAsync("update candidate set state = 'in'");
        world.Site.Set("/feed", List("Neodymium: the prices are down again"));
        await world.CollectAgainAsync();

        Assert.That(await world.QueryAsync<string>("select distinct title like '%down again%' from article"), Is.Not.Empty);
        Assert.That(await world.QueryAsync<long>("select count(*) from correction"), Is.EqualTo([0L]));
    }
}
