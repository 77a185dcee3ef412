using Digest.Bouncing.Understanding;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;
using Digest.Subscribing.Records;
using Digest.Tests.Bouncing.Acting;

namespace Digest.Tests.Delivering;

/// <summary>Once it is not kept any more who got an edition, nobody gets it twice, and whoever asks is told so.</summary>
[OnBothDatabases]
internal sealed class ForgottenDeliveriesTests
{
    private const string Ann = "r1@readers.example";
    private Workshop shop = null!;

    [SetUp]
    public async Task Open() => shop = await Workshop.OpenAsync(("Retention:Deliveries", "30 d"));

    [TearDown]
    public async Task Close() => await shop.DisposeAsync();

    [Test]
    public async Task Nobody_gets_an_edition_again_because_their_row_is_gone()
    {
        var reader = (await shop.ReadersAsync(1))[0];
        var (newsletter, _) = (await shop.NewsletterAsync(), await shop.GoneAsync());
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from batch where origin = 'welcome'"), Is.Zero);

        // The next one is a welcome again.
        var next = await shop.FinishedAsync();
        var late = (await shop.ReadersAsync(2))[1];
        Assert.That(await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, late)), Is.True);
        Assert.That(await shop.CountAsync("select count(*) from delivery where edition = @next and origin = 'welcome'", new { next }), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_in_doubt_goes_too_stays_counted_and_is_resolved_no_more()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.InDoubtAsync();
        var doubtful = await shop.DoubtfulAsync(edition);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.SweepDeliveriesAsync();

        Assert.That((await shop.RowsAsync(edition), (await shop.Get<EditionReport>().OfAsync(edition)).InDoubt), Is.EqualTo((0, 1)));
        var fault = await Assert.ThrowsAsync<Fault>(async () => await shop.DoubtfulAsync(edition));
        Assert.That(fault!.Message, Does.Contain("Digest:Retention:Deliveries"));
        Assert.That(await shop.Get<Resolution>().ResolveAsync(await shop.EditionAsync(edition), doubtful.Single(), DeliveryState.Waiting, default), Is.False);
        Assert.That((await shop.EditionAsync(edition)).State, Is.EqualTo("finished"));
        Assert.That(await shop.Get<Batches>().DueAsync(default), Is.Empty);
    }

    [Test]
    public async Task Once_it_is_marked_nothing_is_resolved_though_rows_are_left()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.InDoubtAsync();
        var doubtful = (await shop.DoubtfulAsync(edition)).Single();
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.Writer.WriteAsync((c, t) => OldDeliveries.BeginAsync(c, t, edition, shop.Clock.GetUtcNow().AddDays(-30)));
        Assert.That(await shop.Get<Resolution>().ResolveAsync(await shop.EditionAsync(edition), doubtful, DeliveryState.Waiting, default), Is.False);
        await shop.SweepDeliveriesAsync();
        Assert.That(await shop.RowsAsync(edition), Is.Zero);
    }

    [Test]
    public async Task What_comes_back_of_it_and_who_asks_for_the_mail_again_are_answered_for_what_they_are()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.FinishedAsync();
        var id = await shop.IdAsync(edition, Ann);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.SweepDeliveriesAsync();

        Assert.That(await shop.DrawAsync(Returns.Report(Returns.Finding(FindingKind.Hard, Ann, ReplyClass.Address)), id), Is.EqualTo("gone"));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
        Assert.That((await shop.Get<MailProofs>().OfAsync(await shop.EditionAsync(edition), MailAddress.Parse(Ann)!, default)).Outcome, Is.EqualTo(ProofOutcome.NotRecorded));
    }

    [Test]
    public async Task A_trace_says_up_to_where_nothing_is_kept()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.EditionAsync(await shop.GoneAsync());
        await shop.FinishedAsync();
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
        var reader = (await shop.ReadersAsync(1))[0];
        await shop.FinishedAsync();
        var newsletter = await shop.NewsletterAsync();
        var late = (await shop.ReadersAsync(2))[1];
        var again = await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        shop.Clock.Advance(TimeSpan.FromDays(31));
        await shop.SweepDeliveriesAsync();
        var old = await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, late));
        string Told(bool welcomed) => shop.Get<FirstEdition>().AfterConfirming(newsletter, late with { ConfirmedAt = null }, welcomed);

        Assert.That((again, old), Is.EqualTo((false, false)));
        Assert.That(Told(false), Does.StartWith("Your first edition").And.Not.EqualTo(Told(true)));
    }

    [Test]
    public async Task The_mails_go_although_something_was_in_doubt_once_nobody_knows_of_whom()
    {
        await shop.ReadersAsync(1);
        var edition = await shop.InDoubtAsync();
        shop.Clock.Advance(TimeSpan.FromDays(500));
        await shop.FinishedAsync();
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from variant where edition = @edition", new { edition }), Is.EqualTo(2));
        await shop.SweepDeliveriesAsync();
        await shop.Get<VariantExpiry>().SweepAsync(default);
        Assert.That(await shop.CountAsync("select count(*) from variant where edition = @edition", new { edition }), Is.Zero);
    }
}
