using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Digest.World;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Digest.Tests.World;

internal sealed class PostfixServerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private PostfixServer relay = null!;

    [OneTimeSetUp]
    public async Task Start() => relay = await PostfixServer.StartAsync();

    [OneTimeTearDown]
    public void Stop() => relay.Dispose();

    [Test]
    public async Task What_it_takes_lies_in_the_mailbox_byte_for_byte()
    {
        using var mail = Mail("Ann+x@readers.example");
        using var smtp = await ConnectAsync(SecureSocketOptions.StartTls);
        await smtp.SendAsync(mail);
        await relay.WaitForMailsAsync(1, Soon);

        var found = relay.Mails.Single();
        Assert.That((found.From, found.To.Single(), found.Subject, found.MessageId),
            Is.EqualTo(("news@oxide.example", "Ann+x@readers.example", "Grüße", mail.MessageId)));
        Assert.That(found.Raw!.Value.ToArray(), Is.EqualTo(Bytes(mail)));
    }

    [Test]
    public async Task Nothing_is_taken_in_the_clear_or_for_others()
    {
        using var clear = await ConnectAsync(SecureSocketOptions.None);
        using var mail = Mail("ann@readers.example");
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(async () => await clear.SendAsync(mail));

        using var encrypted = await ConnectAsync(SecureSocketOptions.StartTls);
        using var strange = Mail("ann@elsewhere.example");
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(async () => await encrypted.SendAsync(strange));
        Assert.That(refused!.Message, Does.Contain("Relay access denied"));
    }

    [Test]
    public async Task It_leaves_nothing_behind()
    {
        var other = await PostfixServer.StartAsync();
        var folder = Path.GetDirectoryName(other.CaFile);
        Assert.That(Directory.Exists(folder));
        other.Dispose();
        Assert.That(Directory.Exists(folder), Is.False);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync("127.0.0.1", other.Port));
    }

    /// <summary>A client that trusts the relay's authority and nobody else.</summary>
    private async Task<SmtpClient> ConnectAsync(SecureSocketOptions security)
    {
        var client = new SmtpClient
        {
            ServerCertificateValidationCallback = (_, certificate, _, _) =>
            {
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(relay.CaFile);
                return chain.Build((X509Certificate2)certificate!);
            },
        };
        await client.ConnectAsync("127.0.0.1", relay.Port, security);
        return client;
    }

    private static MimeMessage Mail(string to) => new([new MailboxAddress("News", "news@oxide.example")], [new MailboxAddress("", to)], "Grüße",
        new TextPart("plain") { Text = ".dots\n\nand söme letters\n" });

    private static byte[] Bytes(MimeMessage mail)
    {
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        mail.WriteTo(format, stream);
        return stream.ToArray();
    }
}
