using Digest.Delivering;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using static Digest.Tests.Composing.ClockChangeTests;

namespace Digest.Tests.Composing;

/// <summary>A weekly edition beside the daily one: its own day, candidates and readers.</summary>
[OnBothDatabases]
internal sealed class WeeklyTests
{
    private static readonly DateTimeOffset Saturday = Instant("2026-11-21T12:00");

    [Test]
    public async Task A_week_has_a_daily_edition_for_some_and_all_its_news_in_one_for_others()
    {
        await using var world = await ClockWorld.OpenAsync(Saturday, ("Weekly", "Tuesday"), ("Days", "Monday,Tuesday"));
        var (daily, weekly) = (await world.ReadAsync("daily"), await world.ReadAsync("weekly", cadence: "weekly"));
        var first = await world.PublishAsync();
        world.At(Instant("2026-11-23T07:00"));
        var monday = await world.EditionAsync("2026-11-23", "finished");
        var second = await world.PublishAsync();
        world.At(Instant("2026-11-24T07:00"));
        var tuesday = await world.EditionAsync("2026-11-24", "finished");
        var week = await world.EditionAsync("2026-11-24-weekly", "finished");
        Assert.Multiple(async () =>
        {
            Assert.That(await world.UrlsAsync(monday), Is.EqualTo(new[] { first }));
            Assert.That(await world.UrlsAsync(tuesday), Is.EqualTo(new[] { second }));
            Assert.That(await world.UrlsAsync(week), Is.EquivalentTo(new[] { first, second }));
            Assert.That(await world.QueryAsync<string>("select s.cadence || ' ' || e.cadence || ' ' || e.date from delivery d join edition e on e.id = d.edition join subscription s on s.id = d.subscription order by d.subscription, e.id"),
                Is.EqualTo(new[] { "daily daily 2026-11-23", "daily daily 2026-11-24", "weekly weekly 2026-11-24" }));
            Assert.That(week.ReleasedAt, Is.EqualTo(Instant("2026-11-24T07:00")));
            Assert.That((await world.AnsweredAsync(week, weekly, "weekly")).State, Is.EqualTo("sent"));
            Assert.That(daily, Is.Not.EqualTo(weekly));
        });
    }

    [Test]
    public async Task A_weekly_edition_whose_day_is_quiet_is_left_out_and_its_articles_wait()
    {
        await using var world = await ClockWorld.OpenAsync(Saturday, ("Weekly", "Tuesday"), ("Days", "Monday"), ("QuietDates", "2026-11-24"));
        var url = await world.PublishAsync();
        world.At(Instant("2026-11-23T07:00"));
        await world.EditionAsync("2026-11-23", "finished");
        world.At(Instant("2026-11-24T08:00"));
        world.At(Instant("2026-12-01T07:00"));
        Assert.That(await world.UrlsAsync(await world.EditionAsync("2026-12-01-weekly", "finished")), Is.EqualTo(new[] { url }));
        Assert.That(await world.EditionsAsync(), Has.None.StartsWith("2026-11-24"));
    }

    [Test]
    public async Task A_weekly_edition_that_is_wanted_later_begins_with_what_is_new_then_and_needs_no_restart()
    {
        await using var world = await ClockWorld.OpenAsync(Saturday, ("Days", "Sunday"));
        await world.PublishAsync();
        world.At(Instant("2026-11-22T07:00"));
        await world.EditionAsync("2026-11-22", "finished");
        world.At(Instant("2026-11-24T07:30"));
        var newsletter = await world.NewsletterAsync();
        await world.Get<Writer>().WriteAsync((c, t) => world.Get<NewsletterStore>().SetAsync(c, t, newsletter.Id, "weekly", "tuesday"));
        var url = await world.PublishAsync();
        world.At(Instant("2026-11-24T07:45"));
        world.At(Instant("2026-12-01T07:00"));
        Assert.That(await world.UrlsAsync(await world.EditionAsync("2026-12-01-weekly", "finished")), Is.EqualTo(new[] { url }));
        Assert.That((await world.EditionsAsync()).Where(e => e.Contains("weekly")), Has.Exactly(1).Items, "none was cut or missed before it was wanted");
    }

    [Test]
    public async Task Who_chose_a_weekly_edition_that_is_made_no_more_gets_the_daily_one()
    {
        await using var world = await ClockWorld.OpenAsync(Saturday, ("Weekly", "Tuesday"), ("Days", "Sunday,Monday"));
        var reader = await world.ReadAsync("weekly", cadence: "weekly");
        await world.PublishAsync();
        world.At(Instant("2026-11-22T07:00"));
        await world.EditionAsync("2026-11-22", "finished");
        Assert.That(await world.QueryAsync<long>("select count(*) from delivery"), Is.EqualTo(new[] { 0 }));
        var newsletter = await world.NewsletterAsync();
        await world.Get<Writer>().WriteAsync((c, t) => world.Get<NewsletterStore>().SetAsync(c, t, newsletter.Id, "Weekly", "none"));
        await world.PublishAsync();
        world.At(Instant("2026-11-23T07:00"));
        var monday = await world.EditionAsync("2026-11-23", "finished");
        Assert.That((await world.AnsweredAsync(monday, reader, "weekly")).State, Is.EqualTo("sent"));
        Assert.That(await world.QueryAsync<string>("select distinct state from candidate where cadence = 'weekly' and state <> 'known'"), Is.EqualTo(new[] { "let_go" }));
        Assert.That(await world.QueryAsync<string>("select way || ': ' || detail from consent where act = 'settings'"), Is.EqualTo(new[] { "schedule: cadence: daily, there is no weekly edition" }));
    }

    [Test]
    public async Task Who_confirms_is_welcomed_with_the_latest_edition_of_their_cadence()
    {
        await using var world = await ClockWorld.OpenAsync(Saturday, ("Weekly", "Sunday"), ("Days", "Sunday,Monday"));
        await world.PublishAsync();
        world.At(Instant("2026-11-22T07:00"));
        var week = await world.EditionAsync("2026-11-22-weekly", "finished");
        await world.PublishAsync();
        world.At(Instant("2026-11-23T07:00"));
        var monday = await world.EditionAsync("2026-11-23", "finished");
        var newsletter = await world.NewsletterAsync();
        foreach (var (cadence, edition) in ((string, Digest.Composing.Edition)[])[("weekly", week), ("daily", monday)])
        {
            var reader = await world.ReadAsync(cadence, cadence: cadence);
            await world.Get<Writer>().WriteAsync(async (c, t) =>
                await world.Get<Welcome>().PlanAsync(c, t, newsletter, (await SubscriptionStore.FindAsync(c, t, reader))!));
            Assert.That(await world.QueryAsync<long>("select edition from delivery where subscription = @reader", new { reader }), Is.EqualTo(new[] { edition.Id }), cadence);
        }
    }
}
