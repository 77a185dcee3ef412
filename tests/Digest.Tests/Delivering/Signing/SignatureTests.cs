using System.Text;
using System.Text.RegularExpressions;
using Digest.Delivering;
using Digest.Delivering.Letters;
using Digest.Delivering.Relays;
using Digest.Readers;
using Digest.Storage;
using Digest.Tests.Mails;
using MimeKit;
using MimeKit.Cryptography;

namespace Digest.Tests.Delivering.Signing;

/// <summary>What others' verifiers say of our signatures: dkimpy, opendkim (which knows RSA only), MimeKit.</summary>
internal sealed class SignatureTests
{
    private TestKeys keys = null!;

    [OneTimeSetUp]
    public void Make() => keys = new TestKeys();

    [OneTimeTearDown]
    public void Remove() => keys.Dispose();

    [Test]
    public async Task All_verifiers_accept_both_signatures_of_every_kind_of_mail_as_it_is_and_rewritten_by_a_relay()
    {
        var mails = new List<byte[]>(await SplicedAsync());
        foreach (var address in (string[])["ann@readers.example", "имя@readers.example"]) mails.Add(Signed(Letter(address)));
        mails.AddRange(OpenedMail.All.Where(m => m.Of.Theme == "full" || m.Of.Edition == "nasty").Select(m => Signed(new OutgoingMail("x", "x", "x", m.Of.Raw))));
        mails.Add(Signed(new OutgoingMail("x", "x", "x", Blank)));
        mails.AddRange(mails.Select(Rewritten).ToList());
        foreach (var mail in mails) Assert.That(await OfMimeKitAsync(mail), Is.EqualTo(new[] { true, true }), Encoding.UTF8.GetString(mail));
        var said = await keys.AskOthersAsync(mails);
        Assert.That(said, Has.Count.EqualTo(mails.Count));
        Assert.That(said.Select(v => v with { Words = "" }), Is.All.EqualTo(new Verdict("pass,pass", 0, "")), string.Join('\n', said.Select(v => v.Words)));
    }

    [Test]
    public async Task One_changed_byte_a_header_too_many_or_another_key_is_refused()
    {
        var mail = (await SplicedAsync())[0];
        using var others = new TestKeys();
        byte[][] spoilt =
        [
            With(mail, "Acid is scarce", "Acid is sparce"),
            With(mail, "\nFrom: ", "\nFrom: x"),
            With(mail, "\nFrom: ", "\nFrom: Eve <eve@evil.example>\r\nFrom: "),
            With(mail, "\nSubject: ", "\nSubject: Not "),
            With(mail, "List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"),
            With(mail, "\nList-Unsubscribe: <http", "\nList-Unsubscribe: <https"),
            With(mail, "\nTo: r1", "\nTo: r2"),
            others.Signer.Sign(new OutgoingMail("x", "x", "x", Unsigned(mail)), DateTimeOffset.UnixEpoch).Bytes.ToArray(),
        ];
        var said = await keys.AskOthersAsync(spoilt);
        Assert.That(said.Select(v => v.Dkimpy), Is.All.Not.Contains("pass"));
        Assert.That(said.Select(v => v.Opendkim), Is.All.Not.Zero);
        foreach (var one in spoilt) Assert.That(await OfMimeKitAsync(one), Is.All.False);
    }

    [Test]
    public async Task The_header_covers_what_readers_see_and_the_way_to_leave_and_stays_short()
    {
        var mail = Encoding.ASCII.GetString((await SplicedAsync())[0]);
        var first = Regex.Matches(mail, @"^DKIM-Signature:(?: [^\r]*\r\n)(?:\t[^\r]*\r\n)*", RegexOptions.Multiline).Select(m => m.Value).ToList();
        Assert.That(mail, Does.StartWith(string.Concat(first)));
        Assert.That(first, Has.Count.EqualTo(2));
        var plain = Regex.Replace(first[0], @"\s", "");
        Assert.That(plain, Does.StartWith("DKIM-Signature:v=1;a=rsa-sha256;c=relaxed/relaxed;d=oxide.example;s=rsa1;t=1795503600;"));
        Assert.That(plain, Does.Contain(";h=From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Id:List-Unsubscribe:List-Unsubscribe-Post:List-Post:Feedback-ID:From;bh="));
        Assert.That(plain, Does.Not.Contain("l=").And.Not.Contain("x="));
        Assert.That(Regex.Replace(first[1], @"\s", ""), Does.Contain(";a=ed25519-sha256;").And.Contain(";s=ed1;"));
        Assert.That(string.Concat(first).Split("\r\n").Max(line => line.Length), Is.LessThanOrEqualTo(78));
    }

    [Test]
    public async Task The_same_delivery_is_signed_with_the_same_bytes_always()
    {
        await using var shop = await Workshop.OpenAsync(keys.Settings);
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        var reader = MailAddress.Parse("r1@readers.example")!;
        var one = await shop.Get<MailProofs>().OfAsync(edition, reader, default);
        shop.Clock.Advance(TimeSpan.FromHours(3));
        var two = await shop.Get<MailProofs>().OfAsync(edition, reader, default);
        Assert.That(one.Mail.ToArray(), Is.EqualTo(two.Mail.ToArray()));
        Assert.That(Encoding.ASCII.GetString(one.Mail.Span), Does.StartWith("DKIM-Signature:"));
    }

    // White space and empty lines wherever the relaxed form has a rule about them, and as little as a mail can be.
    private static byte[] Blank => Encoding.ASCII.GetBytes(
        "From: a@oxide.example\r\nTo:\tb@readers.example  \r\nSubject:  two   words \r\n\tand more\t \r\nDate: Tue, 24 Nov 2026 07:00:00 +0000\r\n\r\n"
        + "\r\n  led \t by\tblanks   \r\n \t\r\n\r\nlast \t\r\n   \r\n\r\n");

    /// <summary>Mails of two readers, one of them as plain text, by the product's own way.</summary>
    private async Task<List<byte[]>> SplicedAsync()
    {
        await using var shop = await Workshop.OpenAsync(keys.Settings);
        await shop.ReadersAsync(2);
        var edition = await shop.ReleasedAsync();
        var mails = new List<byte[]>();
        foreach (var reader in (string[])["r1@readers.example", "r2@readers.example"])
            mails.Add((await shop.Get<MailProofs>().OfAsync(edition, MailAddress.Parse(reader)!, default)).Mail.ToArray());
        return mails;
    }

    private byte[] Signed(OutgoingMail mail) => keys.Signer.Sign(mail, DateTimeOffset.FromUnixTimeSeconds(1_795_503_600)).Bytes.ToArray();

    private static OutgoingMail Letter(string address) => LetterMail.Make(
        new Letter { Id = 1, PublicId = PublicId.New(), Kind = "confirm", Newsletter = 1, Address = address, Data = "{}", Tries = 0, CreatedAt = DateTimeOffset.UnixEpoch },
        new LetterText("Café", "news@oxide.example", "en", "Bitte bestätigen", "text  with   gaps \n\n\n", "<p>text"));

    // As relays and gateways have done: names in another case, lines folded elsewhere, tabs for blanks.
    private static byte[] Rewritten(byte[] mail)
    {
        var text = Encoding.Latin1.GetString(mail);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var fields = Regex.Split(text[..end], "\r\n(?![ \t])").Select((field, i) =>
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            var name = i % 2 == 0 ? field[..colon].ToUpperInvariant() : field[..colon].ToLowerInvariant();
            var words = Regex.Split(field[(colon + 1)..].Trim(), "(?:\r\n)?[ \t]+");
            return $"{name} :\r\n   {string.Join(i % 3 == 0 ? "\r\n \t" : "\t ", words)}  ".Replace(" :", ":", StringComparison.Ordinal);
        });
        return Encoding.Latin1.GetBytes(string.Join("\r\n", fields) + text[end..] + "\r\n\r\n");
    }

    private static byte[] With(byte[] mail, string what, string instead)
    {
        var text = Encoding.Latin1.GetString(mail);
        var at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), what);
        return Encoding.Latin1.GetBytes(text[..at] + instead + text[(at + what.Length)..]);
    }

    private static byte[] Unsigned(byte[] mail) => mail[Encoding.Latin1.GetString(mail).IndexOf("\nFrom: ", StringComparison.Ordinal)..][1..];

    private async Task<bool[]> OfMimeKitAsync(byte[] mail)
    {
        using var stream = new MemoryStream(mail);
        using var message = await MimeMessage.LoadAsync(stream);
        var verifier = new DkimVerifier(keys);
        return [.. message.Headers.Where(h => h.Id == HeaderId.DkimSignature).Select(h => verifier.Verify(message, h))];
    }
}
