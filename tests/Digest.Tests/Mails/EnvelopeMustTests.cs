using System.Text;
using System.Text.RegularExpressions;
using Digest.Tests.Delivering;
using Digest.World;

namespace Digest.Tests.Mails;

/// <summary>What mail.md asks of a digest's transaction, and of what only a mail that was really sent has: ids and tokens.</summary>
internal sealed class EnvelopeMustTests
{
    private const int Readers = 20;
    private static readonly string[] Addresses = [.. Enumerable.Range(1, Readers).Select(Newsroom.Reader)];
    private IReadOnlyList<SinkMail> mails = null!;

    [OneTimeSetUp]
    public async Task Send()
    {
        using var prepared = await ReleaseFolder.MakeAsync(Readers);
        using var folder = prepared.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { KeepMails = true });
        await using (var works = await Works.StartAsync(folder.File("data"), relay)) await works.SendAsync();
        mails = relay.Mails;
        Assert.That(mails, Has.Count.EqualTo(Readers));
    }

    [Test]
    public void Each_reader_has_a_transaction_of_their_own_with_one_recipient() =>
        Assert.That(mails.Select(m => m.To.Single()), Is.EquivalentTo(Addresses));

    [Test]
    public void The_return_path_is_never_empty_and_at_the_domain_of_From() => Assert.That(mails.All(m => m.From.EndsWith("@oxide.example", StringComparison.Ordinal)));

    [Test]
    public void To_names_who_the_transaction_is_for() => Assert.That(mails.Where(m => m.Read().To.Mailboxes.Single().Address != m.To.Single()), Is.Empty);

    [Test]
    public void Every_mail_has_an_id_of_its_own_without_the_name_of_a_machine()
    {
        Assert.That(mails.Select(m => m.MessageId), Is.Unique);
        Assert.That(mails.Where(m => !Regex.IsMatch(m.MessageId!, @"^[a-z2-7]{26}\.[a-z2-7]{16}@oxide\.example$")), Is.Empty);
        Assert.That(mails.Where(m => Text(m).Contains(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            && Environment.MachineName.Length > 3 && !"localhost".Contains(Environment.MachineName, StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [Test]
    public void Tokens_have_128_bits_at_least_differ_and_say_nothing_of_the_address() => Assert.Multiple(() =>
    {
        var tokens = mails.Select(m => Regex.Match(m.Read().Headers["List-Unsubscribe"]!, "/unsubscribe/([\\w-]+)>$").Groups[1].Value).ToList();
        Assert.That(tokens, Is.Unique);
        foreach (var (token, mail) in tokens.Zip(mails))
        {
            var bytes = Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/'));
            var address = Encoding.ASCII.GetBytes(mail.To.Single());
            Assert.That(bytes, Has.Length.GreaterThanOrEqualTo(16));
            Assert.That(bytes.AsSpan().IndexOf(address), Is.Negative);
            Assert.That(bytes.AsSpan().IndexOf(System.Security.Cryptography.SHA256.HashData(address).AsSpan(0, 16)), Is.Negative, "a plain hash");
        }
    });

    [Test]
    public void Only_To_and_the_footer_name_the_reader() => Assert.That(mails.Where(m =>
        m.Read().Headers.Any(h => h.Field != "To" && h.Value.Contains(m.To.Single(), StringComparison.OrdinalIgnoreCase))), Is.Empty);

    private static string Text(SinkMail mail) => Encoding.ASCII.GetString(mail.Raw!.Value.Span);
}
