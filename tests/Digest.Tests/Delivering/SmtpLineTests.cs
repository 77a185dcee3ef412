using System.Security.Cryptography;
using System.Text;
using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>One connection to a relay, over a real socket.</summary>
internal sealed class SmtpLineTests
{
    private static readonly byte[] Mail = Encoding.ASCII.GetBytes(
        "From: News <news@oxide.example>\r\nTo: ann@readers.example\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nMessage-ID: <d.e@oxide.example>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nX-Odd:   spaced  \r\n\tfolded\r\n\r\n=2Edot\r\n.real dot=\r\n\r\nlast\r\n");

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_relay_gets_exactly_the_bytes(bool chunking)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { KeepMails = true, Chunking = chunking });
        await using var line = await OpenAsync(sink);
        for (var i = 0; i < 3; i++)
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
        Assert.That(sink.Mails.Select(m => m.Sha256).Distinct().Single(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Mail))));
        Assert.That(sink.Connections, Is.EqualTo(1), "the connection is kept");
    }

    [TestCase(450, ReplyClass.Transient)]
    [TestCase(452, ReplyClass.Transient)]
    [TestCase(550, ReplyClass.Transient)]
    [TestCase(554, ReplyClass.Policy)]
    public async Task A_refusal_is_a_reply_with_the_relays_words_and_the_next_mail_goes_on(int code, ReplyClass kind)
    {
        await using var sink = SmtpSink.Start();
        foreach (var stage in (SmtpStage[])[SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data, SmtpStage.Body])
        {
            sink.Answer = e => e.Stage == stage ? new SmtpAnswer(code, "5.0.0 these are the words") : null;
            await using var line = await OpenAsync(sink);
            var reply = await SendAsync(line);
            Assert.That((reply.Class, reply.Text.Contains("these are the words", StringComparison.Ordinal)), Is.EqualTo((kind, true)), stage.ToString());
            Assert.That(reply.Permanent, Is.EqualTo(code >= 500));
            sink.Answer = null;
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted), $"after a refusal at {stage}");
        }
    }

    [Test]
    public async Task A_line_that_breaks_before_the_mail_was_out_leaves_no_doubt()
    {
        await using var sink = SmtpSink.Start();
        foreach (var stage in (SmtpStage[])[SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data])
        {
            sink.Answer = e => e.Stage == stage ? SmtpAnswer.Ok() with { Cut = true } : null;
            await using var line = await OpenAsync(sink);
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Transient), stage.ToString());
            Assert.That(line.Usable, Is.False);
        }
    }

    [Test]
    public async Task A_line_that_breaks_after_the_mail_was_out_leaves_doubt()
    {
        await using var sink = SmtpSink.Start();
        sink.Answer = e => e.Stage == SmtpStage.Body ? SmtpAnswer.Ok() with { Cut = true } : null;
        await using var line = await OpenAsync(sink);
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.NoAnswer));
        Assert.That(line.Usable, Is.False);
        Assert.That(sink.Mails, Has.Count.EqualTo(1), "and indeed it was taken");
    }

    [Test]
    public async Task A_421_ends_the_line()
    {
        await using var sink = SmtpSink.Start();
        sink.Answer = e => e.Stage == SmtpStage.MailFrom ? new SmtpAnswer(421, "4.3.2 closing") { Close = true } : null;
        await using var line = await OpenAsync(sink);
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Transient));
        Assert.That(line.Usable, Is.False);
    }

    [Test]
    public async Task An_address_beyond_ASCII_needs_a_relay_that_takes_it()
    {
        await using var plain = SmtpSink.Start();
        await using var line = await OpenAsync(plain);
        Assert.That((await line.SendAsync(new OutgoingMail("d.e@x", "news@oxide.example", "имя@readers.example", Mail), default)).Class, Is.EqualTo(ReplyClass.Unable));
        await using var able = SmtpSink.Start(new SinkOptions { SmtpUtf8 = true });
        await using var wide = await OpenAsync(able);
        Assert.That((await wide.SendAsync(new OutgoingMail("d.e@x", "news@oxide.example", "имя@readers.example", Mail), default)).Class, Is.EqualTo(ReplyClass.Accepted));
    }

    private static Task<ILine> OpenAsync(SmtpSink sink) =>
        new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = sink.Port, Security = RelaySecurity.None }).OpenAsync(default);

    private static Task<Reply> SendAsync(ILine line) =>
        line.SendAsync(new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", Mail), default);
}
