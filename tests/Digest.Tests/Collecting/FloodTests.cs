using Digest.Collecting.Recognising;
using Digest.World;

namespace Digest.Tests.Collecting;

/// <summary>Accidents that make everything look new (collecting.md, behaviours 27, 29 and 34).</summary>
[OnBothDatabases]
internal sealed class FloodTests
{
    private CollectingWorld world = null!;
    private RssItem[] twenty = [];

    [SetUp]
    public async Task Start()
    {
        world = await CollectingWorld.StartAsync();
        twenty = [.. Enumerable.Range(1, 20).Select(i => world.Item(i) with { Html = $"<p>{Text(i)}</p>" })];
        await world.CollectAsync(twenty);
    }

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private static string Text(int i) => $"Report {i} is a text of its own that says in more than a hundred letters what happened in place number {i} on that day, and why anybody should care about it.";

    private DateTimeOffset Ago(int days, int hours = 0) => world.Clock.GetUtcNow().AddDays(-days).AddHours(-hours);

    private async Task<long> NewsletterAsync() => (await world.QueryAsync<long>("select id from newsletter"))[0];

    [Test]
    public async Task C27_A_site_that_was_rebuilt_is_known_by_its_titles_and_texts()
    {
        var rebuilt = await world.CollectAsync([.. twenty.Select((item, i) => item with { Id = $"new-{i}", Url = world.Site.Url($"/elsewhere/{i}"), Published = world.Clock.GetUtcNow() })]);

        Assert.That((rebuilt.New, rebuilt.News), Is.EqualTo((0, 0)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 17, waiting 3"));
    }

    [Test]
    public async Task C27_A_site_that_was_rebuilt_with_all_its_dates_is_known_by_those([Values] bool keepsTexts)
    {
        var rebuilt = await world.CollectAsync([.. twenty.Select((item, i) => item with { Id = $"new-{i}", Url = world.Site.Url($"/elsewhere/{i}"), Html = keepsTexts ? item.Html : null, Summary = "Other words." })]);

        Assert.That((rebuilt.New, rebuilt.News), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task C27_An_old_archive_is_kept_apart_and_told_and_what_is_of_today_is_news()
    {
        var archive = Enumerable.Range(100, 40).Select(i => RssItem.Made(i, world.Site.Origin, Ago(3 + i))).ToArray();
        var today = RssItem.Made(200, world.Site.Origin, Ago(0, 1));
        var flooded = await world.CollectAsync([today, .. archive]);
        var again = await world.CollectAsync([today, .. archive]);

        Assert.That((flooded.New, flooded.News, again.New), Is.EqualTo((41, 1, 0)));
        Assert.That(flooded.Remark, Does.StartWith("40 in quarantine: 41 of 41 articles are new at once"));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 17, quarantined 40, waiting 4"));
        Assert.That(await world.EventsAsync("What", "where kind = 'operator'"), Is.EqualTo([$"{world.Url} is flooded"]));
    }

    [TestCase(true, "known 17, quarantined 0, waiting 43"), TestCase(false, "known 17, let_go 40, waiting 3")]
    public async Task C27_Somebody_decides_about_a_flood_once_for_all(bool keep, string expected)
    {
        await world.CollectAsync([.. Enumerable.Range(100, 40).Select(i => RssItem.Made(i, world.Site.Origin, Ago(3 + i)))]);
        var (newsletter, source) = (await NewsletterAsync(), (await world.SourceAsync()).Id);
        var decided = await world.Writer.WriteAsync((c, t) => world.Get<CandidateStore>().DecideAsync(c, t, newsletter, source, keep));
        var again = await world.Writer.WriteAsync((c, t) => world.Get<CandidateStore>().DecideAsync(c, t, newsletter, source, keep));

        Assert.That((decided.Count, again.Count), Is.EqualTo((40, 0)));
        Assert.That(await world.CandidatesAsync(), Is.EqualTo(expected.Replace("quarantined 0, ", "", StringComparison.Ordinal)));
    }

    [Test]
    public async Task C27_Many_more_than_on_the_busiest_day_are_a_flood_and_a_busy_day_is_none()
    {
        var busy = await world.CollectAsync([.. Enumerable.Range(100, 45).Select(i => RssItem.Made(i, world.Site.Origin, Ago(0, 1)))]);
        var mad = await world.CollectAsync([.. Enumerable.Range(200, 300).Select(i => RssItem.Made(i, world.Site.Origin, Ago(0, 1)))]);

        Assert.That((busy.News, mad.New, mad.News), Is.EqualTo((45, 300, 0)));
        Assert.That(mad.Remark, Does.EndWith("its busiest usual day had 45"));
    }

    [Test]
    public async Task C27_A_few_old_articles_are_news_and_a_first_collect_is_never_a_flood()
    {
        var few = await world.CollectAsync([.. twenty, .. Enumerable.Range(100, 9).Select(i => RssItem.Made(i, world.Site.Origin, Ago(3 + i)))]);
        await world.ReadAsync("daily", world.Site.Url("/archive"));
        world.Site.Set("/archive", new RssFeed { Items = [.. Enumerable.Range(300, 100).Select(i => RssItem.Made(i, world.Site.Origin, Ago(3 + i)))] });
        var first = await world.Collector.CollectAsync([.. (await world.Sources.AllAsync(default)).Where(s => s.Url != world.Url)], default);

        Assert.That((few.News, first[0].News, first[0].Remark), Is.EqualTo((9, 3, (string?)null)));
    }

    [Test]
    public async Task C25_Ids_that_have_proved_to_change_count_no_more()
    {
        await world.CollectAsync([.. twenty.Select((item, i) => item with { Id = $"other-{i}" })]);
        var byUrl = (await world.SourceAsync()).ByUrl;
        // From now on an id that comes back with another address is another article.
        var next = await world.CollectAsync([world.Item(50) with { Id = "other-0" }, .. twenty.Select((item, i) => item with { Id = $"third-{i}" })]);

        Assert.That((byUrl, next.New, next.News), Is.EqualTo((true, 1, 1)));
    }

    [Test]
    public async Task C29_What_changes_after_an_edition_took_it_is_noted_and_no_second_mail()
    {
        await world.ExecuteAsync("update candidate set state = 'in' where state = 'waiting'");
        await world.CollectAsync([twenty[0] with { Title = "Correction: the mine has closed, not reopened" }, twenty[1] with { Html = $"<p>{Text(2)}!</p>" }, .. twenty[2..]]);

        Assert.That(await world.CandidatesAsync(), Is.EqualTo("in 3, known 17"));
        Assert.That(await world.QueryAsync<(string, string)>("select change, now_title from correction"), Is.EqualTo([("title", "Correction: the mine has closed, not reopened")]));
    }

    [Test]
    public async Task C34_What_its_publisher_takes_back_waits_no_more()
    {
        world.Site.Set("/feed", FeedPage.Of($"""
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Wire</title><id>x</id>
              <at:deleted-entry ref="{twenty[0].Id}" when="2026-11-24T07:00:00Z"/>
            </feed>
            """, "application/atom+xml"));
        await world.CollectAgainAsync();

        Assert.That(await world.CandidatesAsync(), Is.EqualTo("known 17, let_go 1, waiting 2"));
    }
}
