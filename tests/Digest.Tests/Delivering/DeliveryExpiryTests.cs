using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Storage;
using Digest.Tests.Bouncing.Acting;

namespace Digest.Tests.Delivering;

/// <summary>Who got which edition is kept as long as it was set, and goes in steps; the numbers stay.</summary>
[OnBothDatabases]
internal sealed class DeliveryExpiryTests
{
    private const string Ann = "r1@readers.example";
    private Workshop shop = null!;

    [SetUp]
    public async Task Open() => shop = await Workshop.OpenAsync(("Retention:Deliveries", "30 d"));

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    [Test]
    public async Task Deliveries_go_after_their_time_with_what_came_back_and_the_numbers_stay()
    {
        await shop.ReadersAsync(3);
        var old = await shop.FinishedAsync(address => address == Ann ? new Reply(ReplyClass.Address, "550 5.1.1 unknown") : null);
        shop.Clock.Advance(TimeSpan.FromDays(10));
        var young = await shop.FinishedAsync();
        var before = await shop.Get<EditionReport>().OfAsync(old);
        shop.Clock.Advance(TimeSpan.FromDays(20));
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(old), await shop.KeptAsync(old)), Is.EqualTo((3, "kept")), "to the instant");

        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await shop.SweepDeliveriesAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await shop.RowsAsync(old), await shop.KeptAsync(old)), Is.EqualTo((0, "gone")));
            Assert.That((await shop.RowsAsync(young), await shop.KeptAsync(young)), Is.EqualTo((2, "kept")));
            Assert.That(await shop.CountAsync("select count(*) from bounce"), Is.Zero);
            Assert.That(await shop.Get<EditionReport>().OfAsync(old), Is.EqualTo(before).And.Property("Total").EqualTo(3));
            Assert.That(await shop.CountAsync("select count(*) from story where edition = @old", new { old }), Is.EqualTo(1));
            Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("bounced"));
        }
    }

    [Test]
    public async Task Cut_off_between_two_steps_it_goes_on_at_the_next_look()
    {
        await shop.ReadersAsync(OldDeliveries.MostPerStep + 100);
        var edition = (await shop.ReleasedAsync()).Id;
        await shop.Get<EditionControl>().CancelAsync(await shop.EditionAsync(edition), default);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.BeginAsync(c, t, edition, shop.Clock.GetUtcNow().AddDays(-30)));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteAsync(c, t, edition, 0));
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((100, "going")));

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Assert.That(async () => await shop.Get<DeliveryExpiry>().SweepAsync(stopped.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await shop.RowsAsync(edition), Is.EqualTo(100));
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((0, "gone")));
        Assert.That((await shop.Get<EditionReport>().OfAsync(edition)).Skipped, Is.EqualTo(OldDeliveries.MostPerStep + 100));
    }

    [Test]
    public async Task Nothing_is_written_when_nothing_is_due()
    {
        await shop.ReadersAsync(1);
        await shop.GoneAsync();
        await shop.FinishedAsync();
        var before = await shop.CountAsync("select max(mark) from high_water");
        await shop.SweepDeliveriesAsync();
        Assert.That(await shop.CountAsync("select max(mark) from high_water"), Is.EqualTo(before));
    }

    [TestCase("released")]
    [TestCase("paused")]
    public async Task What_is_not_over_keeps_all(string state)
    {
        await shop.ReadersAsync(1);
        var edition = await shop.FinishedAsync();
        await shop.ExecuteAsync("update edition set state = @state", new { state });
        shop.Clock.Advance(TimeSpan.FromDays(200));
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((1, "kept")));
    }

    [Test]
    public async Task A_welcome_that_is_on_its_way_keeps_the_edition_and_is_sent()
    {
        var edition = await shop.FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        var (newsletter, reader) = (await shop.NewsletterAsync(), (await shop.ReadersAsync(1))[0]);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((1, "kept")));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_welcome_in_doubt_keeps_the_edition_while_it_may_be_sent_once_more()
    {
        var edition = await shop.FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        var (newsletter, reader) = (await shop.NewsletterAsync(), (await shop.ReadersAsync(1))[0]);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        var batch = await shop.CountAsync("select max(id) from batch");
        var run = await shop.BeginAsync(batch);
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<Claims>().ClaimAsync(c, t, (await shop.OpenAsync(batch)).Single(), run));
        await shop.BeginAsync(batch);
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition), (await shop.OpenAsync(batch)).Count), Is.EqualTo((1, "kept", 1)));

        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.SweepDeliveriesAsync();
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((0, "gone")));
    }

    [Test]
    public async Task Rows_of_an_edition_that_is_not_marked_are_never_removed()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.FinishedAsync();
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteAsync(c, t, edition, 0));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteBouncesAsync(c, t, edition));
        Assert.That((await shop.RowsAsync(edition), await shop.KeptAsync(edition)), Is.EqualTo((1, "kept")));
    }

    [TestCase("1 h", "Digest:Retention:Deliveries is shorter than a day")]
    [TestCase("13 d", "Digest:Mail:Bounces:SoftSpan")]
    public async Task Too_short_is_refused(string kept, string said)
    {
        var fault = await Assert.ThrowsAsync<Fault>(async () => await Workshop.OpenAsync(("Retention:Deliveries", kept)));
        Assert.That(fault!.Message, Does.Contain(said).And.Contain("90 d"));
    }

    [Test]
    public void A_worker_has_it_among_its_parts() => Assert.That(shop.Get<IEnumerable<IWorkerPart>>().OfType<DeliveryExpiry>().Count(), Is.EqualTo(1));
}
