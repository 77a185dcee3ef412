using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using MimeKit;

namespace Digest.Tests.Delivering;

/// <summary>Letters to addresses and from names as the world writes them.</summary>
internal sealed class LetterMailTests
{
    [TestCase("!#$%&'*+-/=?^_`{|}~@example.org")]
    [TestCase("jörg@example.org")]
    [TestCase("a@xn--exmple-cua.org")]
    [TestCase("用户@example.org")]
    [TestCase("o'neil@example.org")]
    public async Task A_letter_reaches_every_address_that_the_form_takes(string typed)
    {
        var address = MailAddress.Parse(typed)!.Text;
        var mail = LetterMail.Make(Letter(address), new LetterText("News", "news@x.example", "en", "Please confirm", "text", "<p>text"));
        await using var relay = SmtpSink.Start(new SinkOptions { KeepMails = true, SmtpUtf8 = true });
        await using var line = await new SmtpTransport(new() { Host = "127.0.0.1", Port = relay.Port, Security = Digest.Delivering.RelaySecurity.None }).OpenAsync(default);
        Assert.That((await line.SendAsync(mail, default)).Class, Is.EqualTo(Digest.Delivering.Replies.ReplyClass.Accepted));
        Assert.That(relay.Mails.Single().To, Is.EqualTo(new[] { address }));
        Assert.That(((MailboxAddress)relay.Mails.Single().Read().To.Single()).GetAddress(idnEncode: true), Is.EqualTo(address));
    }

    [Test]
    public async Task Addresses_of_any_kind_follow_each_other_on_one_relay()
    {
        const int Readers = 3;
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { SmtpUtf8 = true });
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Relays:0:Connections", "1"));
        string[] addresses = ["a@xn--exmple-cua.org", "用户@example.org", "b@xn--exmple-cua.org"];
        for (var i = 0; i < Readers; i++) await works.ExecuteAsync("update subscriber set email = @address where email = @old", new { address = addresses[i], old = Newsroom.Reader(i + 1) });
        await works.SendAsync();
        Assert.That(relay.Mails.Select(m => m.To.Single()), Is.EqualTo(addresses));
    }

    [Test]
    public void T47_A_name_with_line_breaks_adds_no_header()
    {
        var mail = LetterMail.Make(Letter("ann@example.org"), new LetterText("News\r\nBcc: evil@x.example", "news@x.example", "en", "Hello\r\nBcc: evil@x.example", "text", "<p>text"));
        using var stream = new MemoryStream(mail.Bytes.ToArray());
        Assert.That(MimeMessage.Load(stream).Headers.Contains(HeaderId.Bcc), Is.False);
    }

    [TestCase("a..b@example.org")]
    [TestCase("news.@example.org")]
    [TestCase(".news@example.org")]
    [TestCase("news@x..org")]
    [TestCase("näws@example.org")]
    [TestCase("news@-x.org")]
    [TestCase("\u0001news@example.org")]
    public void A_sender_that_no_mail_can_have_is_refused_at_the_start(string from) => Assert.That(
        () => NewsletterRules.Check(new NewsletterOptions { Slug = "x", FromAddress = from }, "Digest:Newsletters:0"),
        Throws.TypeOf<Fault>().With.Message.Contains("Digest:Newsletters:0:FromAddress"));

    private static Letter Letter(string address) => new()
    {
        Id = 1,
        PublicId = PublicId.New(),
        Kind = "confirm",
        Newsletter = 1,
        Address = address,
        Data = "{}",
        Tries = 0,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
