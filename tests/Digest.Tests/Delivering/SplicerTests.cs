using System.Text;
using Digest.Composing.Variants;
using Digest.Delivering;
using MimeKit;

namespace Digest.Tests.Delivering;

/// <summary>Reader slots: spliced into encoded bytes, and what comes out is the mail that was meant.</summary>
[OnBothDatabases]
public sealed class SplicerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private static readonly string[] Addresses =
    [
        "a@b.example", "r&d'quote@readers.example", "=equals=@readers.example", new string('l', 64) + "@" + new string('d', 63) + "." + new string('e', 60) + ".example",
        "имя@xn--e1afmkfd.example", "from@from.example", ".leading".TrimStart('.') + "@x.example", "o{}|~@readers.example",
    ];

    [TestCaseSource(nameof(Addresses))]
    public async Task T60_A_spliced_mail_reads_as_it_was_meant(string address)
    {
        await using var shop = await Workshop.OpenAsync();
        var splicer = new MailSplicer(await VariantAsync(shop));
        var token = new string('t', 95) + "-";
        var bytes = splicer.Splice(new SlotValues(token, new string('p', 96), address, At.AddDays(-9), At, "delivery.edition"));
        var message = await MimeMessage.LoadAsync(new MemoryStream(bytes.ToArray()));
        Assert.Multiple(() =>
        {
            Assert.That(message.TextBody, Does.Contain($"http://localhost:5080/unsubscribe/{token}\r\n").Or.Contain($"http://localhost:5080/unsubscribe/{token}\n"));
            Assert.That(message.TextBody, Does.Contain("2026-11-15").And.Contain(address));
            Assert.That(message.HtmlBody, Does.Contain($"href=\"http://localhost:5080/unsubscribe/{token}\"").And.Contain(System.Net.WebUtility.HtmlEncode(address)));
            Assert.That(message.Headers["List-Unsubscribe"], Is.EqualTo($"<http://localhost:5080/unsubscribe/{token}>"));
            Assert.That(message.Headers["List-Unsubscribe-Post"], Is.EqualTo("List-Unsubscribe=One-Click"));
            Assert.That(message.MessageId, Is.EqualTo("delivery.edition@oxide.example"));
            Assert.That(message.Date, Is.EqualTo(At));
            Assert.That(message.To.Mailboxes.Single().Address, Is.EqualTo(MailboxAddress.Parse(address).Address));
        });
    }

    [Test]
    public async Task T60_Lines_are_short_seven_bit_and_end_in_CRLF()
    {
        await using var shop = await Workshop.OpenAsync();
        var bytes = new MailSplicer(await VariantAsync(shop)).Splice(new SlotValues(new string('t', 96), new string('p', 96), Addresses[3], At, At, "d.e")).ToArray();
        Assert.That(bytes.All(b => b < 128), "7-bit");
        var text = Encoding.ASCII.GetString(bytes);
        Assert.That(text.Replace("\r\n", "", StringComparison.Ordinal), Does.Not.Contain("\n").And.Not.Contain("\r"));
        var body = text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Split("\r\n");
        Assert.That(body.Max(line => line.Length), Is.LessThanOrEqualTo(76));
        Assert.That(body.Any(line => line.StartsWith('.') || line.StartsWith("From ", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task T60_The_same_values_give_the_same_bytes_and_no_slot_is_left()
    {
        await using var shop = await Workshop.OpenAsync();
        var variant = await VariantAsync(shop);
        var values = new SlotValues(new string('a', 96), new string('p', 96), "a@readers.example", At, At, "d.e");
        var one = new MailSplicer(variant).Splice(values);
        var two = new MailSplicer(variant).Splice(values);
        Assert.That(one.ToArray(), Is.EqualTo(two.ToArray()));
        Assert.That(Encoding.ASCII.GetString(one.ToArray()), Does.Not.Contain(variant.Marker));
    }

    [Test]
    public async Task T60_Two_readers_at_once_get_nothing_of_each_other()
    {
        await using var shop = await Workshop.OpenAsync();
        var splicer = new MailSplicer(await VariantAsync(shop));
        var mails = new string[200];
        Parallel.For(0, mails.Length, i => mails[i] = Encoding.ASCII.GetString(
            splicer.Splice(new SlotValues($"token{i:000}" + new string('x', 88), $"prefs{i:000}" + new string('x', 88), $"r{i:000}@readers.example", At, At, $"d{i:000}.e")).ToArray()));
        for (var i = 0; i < mails.Length; i++)
        {
            Assert.That(mails[i], Does.Contain($"token{i:000}").And.Contain($"r{i:000}@").And.Contain($"<d{i:000}.e@"));
            Assert.That(mails[i], Does.Not.Contain($"token{(i + 1) % mails.Length:000}").And.Not.Contain($"r{(i + 1) % mails.Length:000}@"));
        }
    }

    private static async Task<Variant> VariantAsync(Workshop shop)
    {
        var edition = await shop.ReleasedAsync();
        return await shop.Get<VariantStore>().GetAsync(edition.Id, Variant.Digest);
    }
}
