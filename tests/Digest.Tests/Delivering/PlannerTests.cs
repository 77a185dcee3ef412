using Dapper;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Delivering;

[OnBothDatabases]
public sealed class PlannerTests
{
    [Test]
    public async Task Everybody_who_was_there_is_planned_once_in_batches_and_a_repetition_adds_nobody()
    {
        await using var shop = await Workshop.OpenAsync(("Delivering:BatchSize", "100"));
        await shop.ReadersAsync(250);
        var edition = await shop.ReleasedAsync(EditionState.Releasing);
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(250));
        Assert.That(await shop.CountAsync("select count(*) from batch where origin = 'release'"), Is.EqualTo(3));
        Assert.That(await shop.CountAsync("select max(waiting) from batch"), Is.EqualTo(100));
        await shop.AssertCountersAsync();
        // As after a crash that lost the cursor: the rows themselves decide.
        await shop.ExecuteAsync("update edition set planned_through = 0");
        await shop.Get<Planner>().PlanAsync(edition, null, default);
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(250));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task An_edition_that_is_held_with_its_readers_planned_and_left_alone_is_cancelled_with_them()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(3);
        var edition = await shop.ReleasedAsync(EditionState.Releasing, scheduled: true);
        await shop.Get<EditionControl>().HoldAsync(edition, default);
        await shop.Get<Folding>().BeforeCutAsync(await shop.NewsletterAsync(), Cadence.Daily, default);
        await shop.Get<Sweeper>().CancelledAsync(default);

        Assert.That((await shop.Get<EditionStore>().FindAsync(edition.Id))!.State, Is.EqualTo("cancelled"));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = 'cancelled'"), Is.EqualTo(3));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task The_ids_of_one_step_lie_side_by_side_and_the_rest_of_each_is_random()
    {
        await using var shop = await Workshop.OpenAsync(("Delivering:BatchSize", "500"));
        await shop.ReadersAsync(1500);
        await shop.ReleasedAsync(EditionState.Releasing);
        await using var c = await shop.Get<Database>().OpenAsync();
        var ids = (await c.QueryAsync<PublicId>("select public_id from delivery order by subscription")).Select(id => id.ToBytes()).ToList();
        Assert.That(ids.Chunk(500).Select(step => step.Select(id => Convert.ToHexString(id[..2])).Distinct().Count()), Is.All.EqualTo(1));
        Assert.That(ids.Select(id => Convert.ToHexString(id[2..])).Distinct().Count(), Is.EqualTo(1500));
        // Each of the other bytes takes nearly all of its 256 values: of 1,500 draws all but 0.7 are to be expected.
        foreach (var place in Enumerable.Range(2, PublicId.Bytes - 2)) Assert.That(ids.Select(id => id[place]).Distinct().Count(), Is.GreaterThan(240));
    }

    [Test]
    public async Task Readers_with_hours_of_their_own_share_batches_of_one_due_time_that_are_never_too_large()
    {
        await using var shop = await Workshop.OpenAsync(("Delivering:BatchSize", "100"), ("Newsletters:0:ReaderTime", "true"));
        await shop.ReadersAsync(450);
        // Paris keeps Berlin's hours: three groups in two batches of due times, and those without a wish.
        await shop.ExecuteAsync("update subscription set time_zone = case id % 3 when 0 then 'Europe/Berlin' when 1 then 'Europe/Paris' else 'Asia/Tokyo' end where id > 90");
        await shop.ExecuteAsync("update subscription set send_at = '06:00' where id > 90 and id % 2 = 0");
        var edition = await shop.ReleasedAsync(EditionState.Releasing, scheduled: true);
        await shop.AssertCountersAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(450));
        Assert.That(await shop.CountAsync("select max(waiting) from batch"), Is.LessThanOrEqualTo(100));
        Assert.That(await shop.CountAsync("select count(*) from delivery d join batch b on b.id = d.batch where b.due_at <> d.due_at or d.dated_at <> d.due_at"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(distinct due_at) from batch"), Is.EqualTo(5), "7:00 and 6:00 in two zones that differ, and the release");
        // No batch but the last of its time is less than half full.
        Assert.That(await shop.CountAsync("select count(*) from batch"), Is.LessThanOrEqualTo(9 + 5));
        await shop.ExecuteAsync("update edition set planned_through = 0");
        await shop.Get<Planner>().PlanAsync(edition, DueTimes.Of(await shop.NewsletterAsync(), edition), default);
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(450));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_copy_is_tried_until_the_readers_own_next_edition_and_no_longer()
    {
        await using var shop = await Workshop.OpenAsync(("Newsletters:0:ReaderTime", "true"), ("Delivering:DeliverWithin", "3 d"));
        var (berlin, tokyo) = await shop.ReadersAsync(2) is [{ Id: var first }, { Id: var second }] ? (first, second) : default;
        await shop.ExecuteAsync("update subscription set time_zone = 'Asia/Tokyo', send_at = '06:00' where id = @tokyo", new { tokyo });
        await shop.ReleasedAsync(EditionState.Releasing, scheduled: true);
        var release = shop.Clock.GetUtcNow();
        foreach (var (reader, due) in ((long, DateTimeOffset)[])[(berlin, release), (tokyo, release.AddHours(14))])
            Assert.That(await shop.CountAsync("select count(*) from delivery where subscription = @reader and due_at = @due and expires_at = @expires", new { reader, due, expires = due.AddDays(1) }),
                Is.EqualTo(1));
    }

    [Test]
    public async Task Who_came_after_the_release_began_or_does_not_read_is_not_planned()
    {
        await using var shop = await Workshop.OpenAsync();
        var readers = await shop.ReadersAsync(4);
        await shop.ExecuteAsync("update subscription set status = 'paused' where id = @id", new { id = readers[1].Id });
        await shop.ExecuteAsync("update subscription set status = 'pending', confirmed_at = null where id = @id", new { id = readers[2].Id });
        var later = shop.Clock.GetUtcNow().AddSeconds(1);
        await shop.ExecuteAsync("update subscription set confirmed_at = @later where id = @id", new { later, id = readers[3].Id });
        await shop.ReleasedAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(1));
        Assert.That(await shop.CountAsync("select subscription from delivery"), Is.EqualTo(readers[0].Id));
    }

    [Test]
    public async Task A_released_edition_is_never_planned_again()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        var edition = await shop.ReleasedAsync();
        await shop.ExecuteAsync("delete from delivery");
        await shop.ExecuteAsync("update edition set planned_through = 0");
        await shop.Get<Planner>().PlanAsync(edition, null, default);
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.Zero);
    }

    [Test]
    public async Task An_edition_without_readers_finishes_at_once()
    {
        await using var shop = await Workshop.OpenAsync();
        var edition = await shop.ReleasedAsync();
        await shop.Get<Finisher>().TryFinishAsync(edition.Id, default);
        Assert.That((await shop.Get<EditionStore>().FindAsync(edition.Id))!.State, Is.EqualTo("finished"));
    }

    [Test]
    public async Task Who_just_confirmed_is_planned_for_the_latest_edition_outside_its_total()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        shop.Clock.Advance(TimeSpan.FromMinutes(5));
        var newsletter = await shop.NewsletterAsync();
        var newcomer = (await shop.ReadersAsync(2))[1];
        for (var i = 0; i < 2; i++)
            await shop.Writer.WriteAsync((c, t) => shop.Get<Digest.Delivering.Welcome>().PlanAsync(c, t, newsletter, newcomer));
        Assert.That(await shop.CountAsync("select count(*) from delivery where origin = 'welcome' and variant = 'welcome'"), Is.EqualTo(1));
        Assert.That((await shop.Get<EditionReport>().OfAsync(edition.Id)).Total, Is.EqualTo(1));
        await shop.AssertCountersAsync();
        Assert.That(newcomer.Status.ToState(), Is.EqualTo(SubscriptionStatus.Active));
    }
}

internal static class StatusText
{
    public static SubscriptionStatus ToState(this string text) => Digest.Storage.RowTypes.ToState<SubscriptionStatus>(text);
}
