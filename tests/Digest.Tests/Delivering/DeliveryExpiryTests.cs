using Dapper;
using Digest.Bouncing.Understanding;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;
using Digest.Subscribing.Records;
using Digest.Tests.Bouncing.Acting;

namespace Digest.Tests.Delivering;

/// <summary>Who got which edition is kept as long as it was set; the numbers stay, and nobody gets an edition twice because their row is gone.</summary>
[OnBothDatabases]
internal sealed class DeliveryExpiryTests
{
    private const string Ann = "r1@readers.example";
    private Workshop shop = null!;

    [SetUp]
    public async Task Open() => shop = await Workshop.OpenAsync(("Retention:Deliveries", "30 d"));

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    private Task SweepAsync() => shop.Get<DeliveryExpiry>().SweepAsync(default);

    private Task<long> RowsAsync(long edition) => shop.CountAsync("select count(*) from delivery where edition = @edition", new { edition });

    private async Task<string> StateAsync(long edition)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await c.QuerySingleAsync<string>("select deliveries from edition where id = @edition", new { edition });
    }

    private async Task<Edition> EditionAsync(long edition) => (await shop.Get<EditionStore>().FindAsync(edition))!;

    private async Task<long> FinishedAsync(Func<string, Reply?>? answer = null)
    {
        var edition = await shop.SendAsync(answer);
        await shop.Get<Finisher>().TryFinishAsync(edition, default);
        Assert.That((await EditionAsync(edition)).State, Is.EqualTo("finished"));
        return edition;
    }

    private async Task<long> GoneAsync()
    {
        var edition = await FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        return edition;
    }

    private async Task<long> InDoubtAsync()
    {
        var edition = (await shop.ReleasedAsync()).Id;
        var run = await shop.BeginAsync(1);
        foreach (var delivery in await shop.OpenAsync(1)) await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.BeginAsync(1);
        await shop.Get<Finisher>().TryFinishAsync(edition, default);
        return edition;
    }

    [Test]
    public async Task Deliveries_go_after_their_time_with_what_came_back_and_the_numbers_stay()
    {
        await shop.ReadersAsync(3);
        var old = await FinishedAsync(address => address == Ann ? new Reply(ReplyClass.Address, "550 5.1.1 unknown") : null);
        shop.Clock.Advance(TimeSpan.FromDays(10));
        var young = await FinishedAsync();
        var before = await shop.Get<EditionReport>().OfAsync(old);
        shop.Clock.Advance(TimeSpan.FromDays(20));
        await SweepAsync();
        Assert.That((await RowsAsync(old), await StateAsync(old)), Is.EqualTo((3, "kept")), "to the instant");

        shop.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SweepAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await RowsAsync(old), await StateAsync(old)), Is.EqualTo((0, "gone")));
            Assert.That((await RowsAsync(young), await StateAsync(young)), Is.EqualTo((2, "kept")));
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
        await shop.Get<EditionControl>().CancelAsync(await EditionAsync(edition), default);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.BeginAsync(c, t, edition, shop.Clock.GetUtcNow().AddDays(-30)));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteAsync(c, t, edition, 0));
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((100, "going")));

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Assert.That(async () => await shop.Get<DeliveryExpiry>().SweepAsync(stopped.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await RowsAsync(edition), Is.EqualTo(100));
        await SweepAsync();
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((0, "gone")));
        Assert.That((await shop.Get<EditionReport>().OfAsync(edition)).Skipped, Is.EqualTo(OldDeliveries.MostPerStep + 100));
    }

    [Test]
    public async Task Nothing_is_written_when_nothing_is_due()
    {
        await shop.ReadersAsync(1);
        await GoneAsync();
        await FinishedAsync();
        var before = await shop.CountAsync("select max(mark) from high_water");
        await SweepAsync();
        Assert.That(await shop.CountAsync("select max(mark) from high_water"), Is.EqualTo(before));
    }

    [TestCase("released")]
    [TestCase("paused")]
    public async Task What_is_not_over_keeps_all(string state)
    {
        await shop.ReadersAsync(1);
        var edition = await FinishedAsync();
        await shop.ExecuteAsync("update edition set state = @state", new { state });
        shop.Clock.Advance(TimeSpan.FromDays(200));
        await SweepAsync();
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((1, "kept")));
    }

    [Test]
    public async Task A_welcome_that_is_on_its_way_keeps_the_edition_and_is_sent()
    {
        var edition = await FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        var (newsletter, reader) = (await shop.NewsletterAsync(), (await shop.ReadersAsync(1))[0]);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        await SweepAsync();
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((1, "kept")));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_welcome_in_doubt_keeps_the_edition_while_it_may_be_sent_once_more()
    {
        var edition = await FinishedAsync();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        var (newsletter, reader) = (await shop.NewsletterAsync(), (await shop.ReadersAsync(1))[0]);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        var batch = await shop.CountAsync("select max(id) from batch");
        var run = await shop.BeginAsync(batch);
        await shop.Writer.WriteAsync(async (c, t) => await shop.Get<Claims>().ClaimAsync(c, t, (await shop.OpenAsync(batch)).Single(), run));
        await shop.BeginAsync(batch);
        await SweepAsync();
        Assert.That((await RowsAsync(edition), await StateAsync(edition), (await shop.OpenAsync(batch)).Count), Is.EqualTo((1, "kept", 1)));

        shop.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((0, "gone")));
    }

    [Test]
    public async Task Nobody_gets_an_edition_again_because_their_row_is_gone()
    {
        var reader = (await shop.ReadersAsync(1))[0];
        var (newsletter, _) = (await shop.NewsletterAsync(), await GoneAsync());
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from batch where origin = 'welcome'"), Is.Zero);

        // The next one is a welcome again.
        var next = await FinishedAsync();
        var late = (await shop.ReadersAsync(2))[1];
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, late));
        Assert.That(await shop.CountAsync("select count(*) from delivery where edition = @next and origin = 'welcome'", new { next }), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_in_doubt_goes_too_stays_counted_and_is_resolved_no_more()
    {
        await shop.ReadersAsync(1);
        var edition = await InDoubtAsync();
        var doubtful = await DoubtfulAsync(edition);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();

        Assert.That((await RowsAsync(edition), (await shop.Get<EditionReport>().OfAsync(edition)).InDoubt), Is.EqualTo((0, 1)));
        var fault = await Assert.ThrowsAsync<Fault>(async () => await DoubtfulAsync(edition));
        Assert.That(fault!.Message, Does.Contain("Digest:Retention:Deliveries"));
        Assert.That(await shop.Get<Resolution>().ResolveAsync(await EditionAsync(edition), doubtful.Single(), DeliveryState.Waiting, default), Is.False);
        Assert.That((await EditionAsync(edition)).State, Is.EqualTo("finished"));
        Assert.That(await shop.Get<Batches>().DueAsync(default), Is.Empty);
    }

    [Test]
    public async Task Once_it_is_marked_nothing_is_resolved_though_rows_are_left()
    {
        await shop.ReadersAsync(1);
        var edition = await InDoubtAsync();
        var doubtful = (await DoubtfulAsync(edition)).Single();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.BeginAsync(c, t, edition, shop.Clock.GetUtcNow().AddDays(-30)));
        Assert.That(await shop.Get<Resolution>().ResolveAsync(await EditionAsync(edition), doubtful, DeliveryState.Waiting, default), Is.False);
        await SweepAsync();
        Assert.That(await RowsAsync(edition), Is.Zero);
    }

    [Test]
    public async Task Rows_of_an_edition_that_is_not_marked_are_never_removed()
    {
        await shop.ReadersAsync(1);
        var edition = await FinishedAsync();
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteAsync(c, t, edition, 0));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.DeleteBouncesAsync(c, t, edition));
        Assert.That((await RowsAsync(edition), await StateAsync(edition)), Is.EqualTo((1, "kept")));
    }

    [Test]
    public async Task The_mails_go_although_something_was_in_doubt_once_nobody_knows_of_whom()
    {
        await shop.ReadersAsync(1);
        var edition = await InDoubtAsync();
        shop.Clock.Advance(TimeSpan.FromDays(500));
        await FinishedAsync();
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from variant where edition = @edition", new { edition }), Is.EqualTo(2));
        await SweepAsync();
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from variant where edition = @edition", new { edition }), Is.Zero);
    }

    [Test]
    public async Task What_comes_back_of_it_and_who_asks_for_the_mail_again_are_answered_for_what_they_are()
    {
        await shop.ReadersAsync(1);
        var edition = await FinishedAsync();
        var id = await shop.IdAsync(edition, Ann);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();

        Assert.That(await shop.DrawAsync(Returns.Report(Returns.Finding(FindingKind.Hard, Ann, ReplyClass.Address)), id), Is.EqualTo("gone"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
        Assert.That((await shop.Get<MailProofs>().OfAsync(await EditionAsync(edition), MailAddress.Parse(Ann)!, default)).Outcome, Is.EqualTo(ProofOutcome.NotRecorded));
    }

    [Test]
    public async Task A_trace_says_up_to_where_nothing_is_kept()
    {
        await shop.ReadersAsync(1);
        var edition = await EditionAsync(await GoneAsync());
        await FinishedAsync();
        var person = await shop.Get<PersonRecords>().OfAsync(MailAddress.Parse(Ann)!, default);
        var told = Happening.Of(person).Where(h => h.Kind == "delivery").ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(told, Has.Count.EqualTo(2));
            Assert.That((told[0].At, told[0].What), Is.EqualTo((edition.ReleaseAt, "which editions up to here went to them is not kept any more")));
            Assert.That(PersonJson.Text(person), Does.Contain("\"deliveries_gone_until\": \"2026-11-24T07:00:00Z\""));
            Assert.That(PersonJson.Trace(Ann, person)["events"]!.AsArray().Count(e => e!["kind"]!.GetValue<string>() == "delivery"), Is.EqualTo(2));
        }
        // Who came later misses nothing.
        await shop.ReadersAsync(2);
        Assert.That((await shop.Get<PersonRecords>().OfAsync(MailAddress.Parse("r2@readers.example")!, default)).Subscriptions.Single().DeliveriesGoneUntil, Is.Null);
    }

    [Test]
    public async Task Who_confirms_is_told_of_no_edition_that_does_not_come()
    {
        await shop.ReadersAsync(1);
        await FinishedAsync();
        var newsletter = await shop.NewsletterAsync();
        var welcomed = await shop.Get<FirstEdition>().AfterConfirmingAsync(newsletter, null, default);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await SweepAsync();
        Assert.That(await shop.Get<FirstEdition>().AfterConfirmingAsync(newsletter, null, default), Does.StartWith("Your first edition").And.Not.EqualTo(welcomed));
    }

    [TestCase("1 h", "Digest:Retention:Deliveries is shorter than a day")]
    [TestCase("6 d", "Digest:Mail:Bounces:SoftSpan")]
    public async Task Too_short_is_refused(string kept, string said)
    {
        var fault = await Assert.ThrowsAsync<Fault>(async () => await Workshop.OpenAsync(("Retention:Deliveries", kept)));
        Assert.That(fault!.Message, Does.Contain(said).And.Contain("90 d"));
    }

    [Test]
    public void A_worker_has_it_among_its_parts() => Assert.That(shop.Get<IEnumerable<IWorkerPart>>().OfType<DeliveryExpiry>().Count(), Is.EqualTo(1));

    private async Task<List<Doubtful>> DoubtfulAsync(long edition)
    {
        var all = new List<Doubtful>();
        await foreach (var row in shop.Get<Resolution>().OfAsync(await EditionAsync(edition))) all.Add(row);
        return all;
    }
}
