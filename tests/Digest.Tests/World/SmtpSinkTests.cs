using System.Security.Cryptography;
using System.Text;
using Digest.World;

namespace Digest.Tests.World;

/// <summary>What later tests rely on the sink for, seen from a client that knows no mercy.</summary>
public sealed class SmtpSinkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private SmtpSink sink = null!;

    [SetUp]
    public void Start() => sink = SmtpSink.Start(new() { KeepMails = true, Chunking = true });

    [TearDown]
    public async Task Stop() => await sink.DisposeAsync();

    [Test]
    public async Task Two_mails_in_one_packet_are_two_mails()
    {
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync(
            "EHLO test", "MAIL FROM:<a@x.test>", "RCPT TO:<one@y.test>", "RCPT TO:<two@y.test>", "DATA", "Message-ID: <1@x>", "", "first", ".",
            "MAIL FROM:<> SIZE=20 BODY=8BITMIME", "RCPT TO:<three@y.test>", "DATA", "subject: folded", "\tand =?utf-8?q?na=C3=AFve?=", "", "second", ".", "QUIT");

        Assert.That(await client.CodesAsync(12), Is.EqualTo([220, 250, 250, 250, 250, 354, 250, 250, 250, 354, 250, 221]));
        var mails = sink.Mails;
        Assert.That(mails, Has.Count.EqualTo(2));
        Assert.That(mails[0].To, Is.EqualTo(["one@y.test", "two@y.test"]));
        Assert.That(mails[0].MessageId, Is.EqualTo("1@x"));
        Assert.That(mails[0].Subject, Is.Null);
        Assert.That(mails[1].From, Is.Empty);
        Assert.That(mails[1].Subject, Is.EqualTo("folded\tand naïve"));
        Assert.That(mails[1].Transaction, Is.EqualTo(2));
        await sink.WaitForAsync(_ => sink.OpenConnections == 0, Soon);
    }

    [Test]
    public async Task Dots_are_unstuffed_and_a_bare_line_feed_ends_nothing()
    {
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync("HELO test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA", "X: y", "", "..", "...two", ".dot", "bare\n.\nstill", ".");
        await client.CodesAsync(6);

        const string Meant = "X: y\r\n\r\n.\r\n..two\r\ndot\r\nbare\n.\nstill\r\n";
        Assert.That(Encoding.ASCII.GetString(sink.Mails.Single().Raw!.Value.Span), Is.EqualTo(Meant));
        Assert.That(sink.Mails[0].Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Meant)))));
        Assert.That(sink.Mails[0].Bytes, Is.EqualTo(Meant.Length));
    }

    [Test]
    public async Task A_mail_in_chunks_is_the_same_mail()
    {
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync("EHLO test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "BDAT 6", "X: y", "BDAT 7 LAST", "", ".us");
        Assert.That(await client.CodesAsync(6), Is.EqualTo([220, 250, 250, 250, 250, 250]));
        Assert.That(Encoding.ASCII.GetString(sink.Mails.Single().Raw!.Value.Span), Is.EqualTo("X: y\r\n\r\n.us\r\n"));
    }

    [Test]
    public async Task Commands_out_of_order_are_refused()
    {
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync(
            "EHLO test", "RCPT TO:<b@y.test>", "DATA", "MAIL FROM:a@x.test", "MAIL FROM:<a@x.test> SMTPUTF8", "MAIL FROM:<a@x.test>", "MAIL FROM:<b@x.test>", "DATA", "RSET",
            "MAIL FROM:<a@x.test> SIZE=99999999999", "DANCE");
        Assert.That(await client.CodesAsync(12), Is.EqualTo([220, 250, 503, 503, 501, 555, 250, 503, 554, 250, 552, 500]));
    }

    [Test]
    public async Task The_hook_decides_on_each_recipient_and_each_mail()
    {
        sink.Answer = about => (about.Stage, about.Recipient) switch
        {
            (SmtpStage.RcptTo, "gone@y.test") => SmtpAnswer.Permanent("5.1.1", "no such user"),
            (SmtpStage.Body, _) when about.Mail!.Subject == "later" => SmtpAnswer.Temporary("4.3.2", "not now\nreally", 451),
            _ => null,
        };
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync("EHLO test", "MAIL FROM:<a@x.test>", "RCPT TO:<gone@y.test>", "RCPT TO:<here@y.test>", "DATA", "Subject: now", "", ".");
        Assert.That(await client.CodesAsync(7), Is.EqualTo([220, 250, 250, 550, 250, 354, 250]));
        await client.SayAsync("MAIL FROM:<a@x.test>", "RCPT TO:<here@y.test>", "DATA", "Subject: later", "", ".");
        Assert.That(await client.CodesAsync(4), Is.EqualTo([250, 250, 354, 451]));

        Assert.That(sink.Mails.Single().To, Is.EqualTo(["here@y.test"]));
        await Await.Until(() => JournalLine.ReadAll(sink.JournalPath).Any(l => l is { Event: JournalEvent.Refused, Subject: "later", Code: 451 }), Soon, "the refusal in the journal");
    }

    [Test]
    public async Task A_cut_at_the_end_of_a_mail_leaves_it_taken_and_unanswered()
    {
        sink.Answer = about => about.Stage == SmtpStage.Body ? SmtpAnswer.Ok() with { Cut = true } : null;
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync("EHLO test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA", "", ".");
        Assert.That(await client.CodesAsync(5), Has.Count.EqualTo(5));
        Assert.That(await client.HearAsync(), Is.Null);
        Assert.That(sink.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Cut_connections_are_gone_and_new_ones_are_welcome()
    {
        using var first = new RawSmtp(sink.Port);
        await first.CodesAsync(1);
        sink.CutConnections();
        await sink.WaitForAsync(_ => sink.OpenConnections == 0, Soon);

        using var second = new RawSmtp(sink.Port);
        Assert.That(await second.CodesAsync(1), Is.EqualTo([220]));
        Assert.That((sink.Connections, sink.MostConnections), Is.EqualTo((2, 1)));
    }

    [Test]
    public async Task A_hook_that_throws_fails_the_test_that_waits()
    {
        sink.Answer = _ => throw new InvalidOperationException("a mistake in the test");
        using var client = new RawSmtp(sink.Port);
        Assert.That(() => sink.WaitForMailsAsync(1, Soon), Throws.InvalidOperationException.With.Message.Contains("a mistake in the test"));
        Assert.That(await client.HearAsync(), Is.Null);
    }
}
