using Digest.Delivering;
using static Digest.Tests.Composing.ClockChangeTests;

namespace Digest.Tests.Composing;

/// <summary>What is late, missed, held or folded: nothing is lost, and no date is published twice.</summary>
[OnBothDatabases]
internal sealed class DowntimeTests
{
    private static readonly DateTimeOffset Monday = Instant("2026-11-23T07:00");

    [Test]
    public async Task T55_Off_for_an_hour_the_edition_comes_late()
    {
        await using var world = await OpenAsync();
        var url = await world.PublishAsync();
        await OffAsync(world, Monday.AddMinutes(-30), Monday.AddMinutes(30));
        var edition = await world.EditionAsync("2026-11-23", "finished");
        Assert.That((edition.ReleaseAt, edition.ReleasedAt), Is.EqualTo((Monday, Monday.AddMinutes(30))));
        Assert.That(await world.UrlsAsync(edition), Is.EqualTo(new[] { url }));
    }

    [TestCase(23, "2026-11-23 missed", "2026-11-24 finished", TestName = "T55_Off_for_a_day_until_before_the_next_edition")]
    [TestCase(26, "2026-11-23 missed", "2026-11-24 finished", TestName = "T55_Off_for_a_day_until_within_LateBy")]
    [TestCase(28, "2026-11-23 missed", "2026-11-24 missed", "2026-11-25 finished", TestName = "T55_Off_for_a_day_until_after_LateBy")]
    public async Task T55_Off_for_a_day(int hours, params string[] editions)
    {
        await using var world = await OpenAsync();
        var url = await world.PublishAsync();
        await OffAsync(world, Monday.AddMinutes(-30), Monday.AddHours(hours));
        var next = editions[^1].Split(' ')[0];
        if (Instant(next + "T07:00") is var release && release > world.Clock.GetUtcNow())
        {
            await MissedAsync(world, editions.Length - 1);
            world.At(release);
        }
        var edition = await world.EditionAsync(next, "finished");
        Assert.That(await world.UrlsAsync(edition), Is.EqualTo(new[] { url }), "what was missed waits for the next");
        Assert.That(await world.EditionsAsync(), Is.EqualTo(editions));
    }

    [Test]
    public async Task T55_Off_for_a_week_the_newest_date_is_made_up_for_and_the_others_are_recorded()
    {
        await using var world = await OpenAsync(("Weekly", "Thursday"));
        var url = await world.PublishAsync();
        await OffAsync(world, Monday.AddMinutes(-30), Monday.AddDays(7).AddHours(1));
        var edition = await world.EditionAsync("2026-11-30", "finished");
        await Digest.World.Await.Until(async () => (await world.EditionsAsync()).Count == 9, TimeSpan.FromSeconds(30), "what was missed to be recorded");
        Assert.That(await world.UrlsAsync(edition), Is.EqualTo(new[] { url }));
        Assert.That(await world.EditionsAsync(), Is.EquivalentTo(new[]
        {
            "2026-11-23 missed", "2026-11-24 missed", "2026-11-25 missed", "2026-11-26 missed", "2026-11-26-weekly missed", "2026-11-27 missed",
            "2026-11-28 missed", "2026-11-29 missed", "2026-11-30 finished",
        }));
        var told = await world.QueryAsync<string>("select data from event where kind = 'operator' and data like '%missed%' order by id");
        Assert.That(told, Has.Count.EqualTo(2).And.Some.Contains("Not cut in time: 2026-11-29, 2026-11-28"), "one letter for the daily ones, one for the weekly");
        world.At(Instant("2026-12-03T07:00"));
        Assert.That(await world.UrlsAsync(await world.EditionAsync("2026-12-03-weekly", "released", "finished")), Is.EqualTo(new[] { url }), "the week's news waits for the next week");
    }

    [TestCase(2, "finished", TestName = "T55_Off_during_the_review_a_draft_comes_late")]
    [TestCase(4, "folded", TestName = "T55_Off_during_the_review_a_draft_that_is_too_late_is_folded")]
    public async Task T55_Off_during_the_review(int hours, string state)
    {
        await using var world = await OpenAsync(("ReviewMinutes", "60"));
        var url = await world.PublishAsync();
        world.At(Monday.AddMinutes(-60));
        await world.EditionAsync("2026-11-23", "draft");
        await OffAsync(world, Monday.AddMinutes(-30), Monday.AddHours(hours));
        await world.EditionAsync("2026-11-23", state);
        Assert.That((await world.QueryAsync<string>("select state from candidate")).Single(), Is.EqualTo(state == "folded" ? "waiting" : "in"));
        Assert.That(url, Is.Not.Empty);
    }

    [TestCase(4, "finished", TestName = "T55_A_release_that_was_cut_off_goes_on_within_LateBy_and_what_a_release_may_take")]
    [TestCase(5, "cancelled", TestName = "T55_A_release_that_was_cut_off_and_is_too_late_gives_its_articles_back")]
    public async Task T55_A_release_that_was_cut_off(int hours, string state)
    {
        await using var world = await OpenAsync(("ReviewMinutes", "60"));
        await world.ReadAsync("reader");
        await world.PublishAsync();
        world.At(Monday.AddMinutes(-60));
        var draft = await world.EditionAsync("2026-11-23", "draft");
        await world.QueryAsync<long>("update edition set state = 'releasing', release_began_at = release_at where id = @id returning id", new { id = draft.Id });
        await world.StopAsync();
        world.At(Monday.AddHours(hours));
        await world.StartAsync();
        await world.EditionAsync("2026-11-23", state);
        Assert.That((await world.QueryAsync<string>("select state from candidate")).Single(), Is.EqualTo(state == "cancelled" ? "waiting" : "in"));
    }

    [TestCase(false, TestName = "A_held_draft_is_folded_before_the_next_cut_and_its_articles_are_in_that_one")]
    [TestCase(true, TestName = "T55_Off_for_a_day_with_a_draft_its_articles_are_in_the_next_edition")]
    public async Task A_draft_until_the_next_cut(bool off)
    {
        await using var world = await OpenAsync(("ReviewMinutes", "60"));
        var first = await world.PublishAsync();
        world.At(Monday.AddMinutes(-60));
        var draft = await world.EditionAsync("2026-11-23", "draft");
        if (!off) await world.Get<EditionControl>().HoldAsync(draft, default);
        var second = await world.PublishAsync();
        if (off) await OffAsync(world, Monday.AddMinutes(-50), Monday.AddDays(1).AddMinutes(-30));
        else
        {
            world.At(Monday.AddHours(10));
            Assert.That((await world.EditionAsync("2026-11-23", "held")).State, Is.EqualTo("held"), "however late");
            world.At(Monday.AddDays(1).AddMinutes(-60));
        }
        var next = await world.EditionAsync("2026-11-24", "draft");
        Assert.That(await world.UrlsAsync(next), Is.EquivalentTo(new[] { first, second }), "nothing is lost");
        await world.EditionAsync("2026-11-23", "folded");
        world.At(Monday.AddDays(1));
        await world.EditionAsync("2026-11-24", "finished");
        Assert.That(await world.EditionsAsync(), Is.EqualTo(new[] { "2026-11-23 folded", "2026-11-24 finished" }));
    }

    [Test]
    public async Task Under_review_an_editor_may_let_it_go_earlier_or_late_by_hand()
    {
        await using var world = await OpenAsync(("ReviewMinutes", "60"), ("ReaderTime", "true"));
        var control = world.Get<EditionControl>();
        var (usual, early, evening) = (await world.ReadAsync("usual"), await world.ReadAsync("early", "UTC", "06:30"), await world.ReadAsync("evening", "UTC", "18:00"));
        await world.PublishAsync();
        world.At(Monday.AddMinutes(-60));
        await control.ReleaseAsync(await world.EditionAsync("2026-11-23", "draft"), default);
        world.At(Monday.AddMinutes(-45));
        var edition = await world.EditionAsync("2026-11-23", "released");
        Assert.That((await world.AnsweredAsync(edition, usual, "usual")).Answered, Is.EqualTo(Monday.AddMinutes(-45)), "at once");
        world.At(Monday.AddMinutes(-30));
        Assert.That((await world.AnsweredAsync(edition, early, "early")).Answered, Is.EqualTo(Monday.AddMinutes(-30)), "at their hour, which is still to come");
        world.At(Monday.AddHours(11));
        await world.AnsweredAsync(edition, evening, "evening");

        await world.PublishAsync();
        world.At(Monday.AddDays(1).AddMinutes(-60));
        await control.HoldAsync(await world.EditionAsync("2026-11-24", "draft"), default);
        world.At(Monday.AddDays(1).AddHours(12));
        await control.ReleaseAsync(await world.EditionAsync("2026-11-24", "held"), default);
        var late = world.Clock.GetUtcNow().AddSeconds(2);
        world.At(late);
        edition = await world.EditionAsync("2026-11-24", "released");
        foreach (var (reader, who) in ((long, string)[])[(usual, "usual"), (evening, "evening")])
            Assert.That((await world.AnsweredAsync(edition, reader, who)).Answered, Is.EqualTo(late), $"{who}: an hour that has gone by since waits for no other day");
        world.At(Monday.AddDays(2).AddMinutes(-30));
        Assert.That((await world.AnsweredAsync(edition, early, "early")).Answered, Is.EqualTo(Monday.AddDays(2).AddMinutes(-30)));
    }

    private static Task<ClockWorld> OpenAsync(params (string, string)[] settings) => ClockWorld.OpenAsync(Monday.AddHours(-12), settings);

    private static async Task OffAsync(ClockWorld world, DateTimeOffset from, DateTimeOffset to)
    {
        world.At(from);
        await world.StopAsync();
        world.At(to);
        await world.StartAsync();
    }

    private static Task MissedAsync(ClockWorld world, int editions) =>
        Digest.World.Await.Until(async () => (await world.EditionsAsync()).Count(e => e.EndsWith("missed", StringComparison.Ordinal)) == editions, TimeSpan.FromSeconds(30), "what was missed to be recorded");
}
