using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>What follows from each kind of answer, from the socket to the rows: for the delivery, the reader and the edition.</summary>
internal sealed class ReplyOutcomeTests
{
    private const string Odd = "r2@readers.example";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private ReleaseFolder release = null!;

    private static IEnumerable<TestCaseData> Answers()
    {
        static TestCaseData Case(string name, SmtpStage stage, SmtpAnswer answer, string state, string? reason, string reader = "active") =>
            new TestCaseData(stage, answer, state, reason, reader).SetArgDisplayNames(name, stage.ToString());
        yield return Case("421", SmtpStage.RcptTo, new SmtpAnswer(421, "4.3.2 closing") { Close = true }, "deferred", "transient");
        yield return Case("450", SmtpStage.RcptTo, new SmtpAnswer(450, "busy"), "deferred", "transient");
        yield return Case("451", SmtpStage.Body, new SmtpAnswer(451, "4.3.0 local error"), "deferred", "transient");
        yield return Case("452", SmtpStage.MailFrom, new SmtpAnswer(452, "4.3.1 insufficient storage"), "deferred", "transient");
        yield return Case("4.7.x", SmtpStage.RcptTo, new SmtpAnswer(450, "4.7.1 not from you"), "deferred", "policy");
        yield return Case("rate", SmtpStage.RcptTo, new SmtpAnswer(450, "4.7.28 too many messages"), "deferred", "rate");
        yield return Case("550 5.1.1", SmtpStage.RcptTo, SmtpAnswer.Permanent("5.1.1", "no such user"), "failed", "address", "bounced");
        yield return Case("550 5.1.1 of the sender", SmtpStage.MailFrom, SmtpAnswer.Permanent("5.1.1", "no such user"), "deferred", "policy");
        yield return Case("552 full", SmtpStage.RcptTo, SmtpAnswer.Permanent("5.2.2", "mailbox full", 552), "failed", "mailbox");
        yield return Case("452 full", SmtpStage.RcptTo, SmtpAnswer.Temporary("4.2.2", "mailbox full", 452), "deferred", "mailbox");
        yield return Case("554", SmtpStage.Body, new SmtpAnswer(554, "transaction failed"), "deferred", "policy");
        yield return Case("550 5.7.1", SmtpStage.Body, SmtpAnswer.Permanent("5.7.1", "looks like spam"), "deferred", "policy");
        yield return Case("550 alone", SmtpStage.RcptTo, new SmtpAnswer(550, "no"), "deferred", "transient");
        yield return Case("unknown", SmtpStage.RcptTo, new SmtpAnswer(599, "???"), "deferred", "transient");
        yield return Case("garbage", SmtpStage.RcptTo, SmtpAnswer.Ok() with { Garbage = "\u0002what\r\n" }, "deferred", "transient");
        yield return Case("several lines", SmtpStage.RcptTo, new SmtpAnswer(550, "5.1.1 no\n5.1.1 such\n5.1.1 user here"), "failed", "address", "bounced");
        yield return Case("8-bit text", SmtpStage.RcptTo, new SmtpAnswer(450, "4.2.2 bo\u00EEte pleine, mailbox full \u2028\u0007"), "deferred", "mailbox");
        yield return Case("250 something", SmtpStage.Body, new SmtpAnswer(251, "will forward"), "sent", null);
    }

    [OneTimeSetUp]
    public async Task Prepare() => release = await ReleaseFolder.MakeAsync(3);

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [TestCaseSource(nameof(Answers))]
    public async Task T50_An_answer_concerns_that_reader_and_nobody_else(SmtpStage stage, SmtpAnswer answer, string state, string? reason, string reader)
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        // One connection, so that MAIL FROM can be told by its order; a kept connection that is closed is tried once more.
        var mails = 0;
        relay.Answer = e =>
        {
            if (e.Stage == SmtpStage.MailFrom) mails++;
            var isMeant = e.Stage == SmtpStage.MailFrom ? mails == 2 : (e.Recipient ?? (e.To is [var to, ..] ? to : null)) == Odd;
            return e.Stage == stage && isMeant ? answer : null;
        };
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Relays:0:Connections", "1"));
        var sent = works.SendAsync();
        await SettledAsync(works);

        Assert.That(await works.TextAsync("select state || ' ' || coalesce(reason, '') from delivery where address = @odd", new { odd = Odd }), Is.EqualTo($"{state} {reason}"));
        Assert.That(await works.QueryAsync("select count(*) from delivery where state = 'sent' and address <> @odd", new { odd = Odd }), Is.EqualTo(2));
        Assert.That(await works.TextAsync("select s.status from subscription s join subscriber p on p.id = s.subscriber where p.email = @odd", new { odd = Odd }), Is.EqualTo(reader));
        Assert.That(await works.QueryAsync("select count(*) from suppression where newsletter = 0 and reason = 'bounced'"), Is.EqualTo(reader == "bounced" ? 1 : 0));
        Assert.That(await works.QueryAsync("select count(*) from event where kind = 'soft_bounce'"), Is.EqualTo(reason == "mailbox" && state == "failed" ? 1 : 0));
        if (state != "sent") Assert.That(await works.TextAsync("select answer from delivery where address = @odd", new { odd = Odd }), Is.Not.Empty.And.Not.Contain("\n"));
    }

    [Test]
    public async Task T50_A_dropped_connection_after_the_mail_is_tried_again_with_the_same_Message_ID()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        var cuts = 0;
        relay.Answer = e => e.Stage == SmtpStage.Body && e.To[0] == Odd && Interlocked.Increment(ref cuts) == 1 ? SmtpAnswer.Ok() with { Cut = true } : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        Assert.That((await works.SendAsync()).Message, Does.StartWith("Nothing new").Or.Contain("3 sent"));
        await release.AssertDoneAsync(works, relay, 1, "cut after the mail");
        Assert.That(relay.Mails.Where(m => m.To[0] == Odd).Select(m => m.Sha256), Has.Exactly(2).Items);
    }

    [Test]
    public async Task T50_With_Hold_it_is_not_tried_again_until_the_operator_says_so()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        relay.Answer = e => e.Stage == SmtpStage.Body && e.To[0] == Odd ? SmtpAnswer.Ok() with { Cut = true } : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Delivering:InDoubt", "Hold"));
        await works.SendAsync();
        var counts = await works.CountsAsync();
        Assert.That((counts.Sent, counts.InDoubt, relay.Mails.Count, (await works.EditionAsync()).State), Is.EqualTo((2L, 1L, 3, "finished")));

        relay.Answer = null;
        var resolution = works.Get<Digest.Delivering.Ledger.Resolution>();
        await foreach (var row in resolution.OfAsync(await works.EditionAsync()))
            Assert.That(await resolution.ResolveAsync(await works.EditionAsync(), row, Digest.Delivering.Ledger.DeliveryState.Waiting, default), Is.True);
        Assert.That((await works.EditionAsync()).State, Is.EqualTo("released"));
        await Await.Until(async () => (await works.EditionAsync()).State == "finished", Long, "the edition to be finished again");
        await release.AssertDoneAsync(works, relay, 1, "resolved as not sent");
    }

    [Test]
    public async Task T50_A_kept_connection_that_the_relay_has_closed_costs_no_delay()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start();
        // It takes one mail a connection and says so only at the next.
        relay.Answer = e => e is { Stage: SmtpStage.MailFrom, Transaction: > 1 } ? SmtpAnswer.Ok() with { Cut = true } : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Relays:0:Connections", "1"));
        await works.SendAsync();
        await release.AssertDoneAsync(works, relay, 0, "one mail a connection");
        Assert.That(await works.QueryAsync("select count(*) from batch where origin = 'retry'"), Is.Zero);
    }

    private static Task SettledAsync(Works works) => Await.Until(
        async () => await works.QueryAsync("select count(*) from delivery") == 3 && await works.QueryAsync("select count(*) from delivery where state in ('waiting', 'claimed')") == 0,
        Long, "an outcome for everybody");
}
