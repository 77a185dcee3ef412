using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>T51 with a process that trusts the tests' own authority.</summary>
public sealed class RelayTrustWalkTests
{
    private const string Secret = "pass-phrase-of-ours";
    private Certificates certificates = null!;

    [OneTimeSetUp]
    public void Make() => certificates = new Certificates();

    [OneTimeTearDown]
    public void Remove() => certificates.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public async Task T51_A_relay_that_proves_itself_gets_the_mail_encrypted(bool fromTheFirstByte)
    {
        await using var room = await OpenAsync(new() { Certificate = certificates.For("127.0.0.1"), Tls = fromTheFirstByte });
        var sent = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(sent.Out, Does.Contain("1 sent"));
        Assert.That((room.Relay.Logins > 0, room.Relay.SawSecretInClear), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task T51_What_is_injected_before_the_encryption_is_not_taken_for_the_relays_word()
    {
        await using var room = await OpenAsync(new() { Certificate = certificates.For("127.0.0.1") });
        room.Relay.Answer = e => e.Stage == SmtpStage.StartTls
            ? new SmtpAnswer(220, "") { Garbage = "220 go ahead\r\n250-sink.test\r\n250 AUTH LOGIN\r\n334 VXNlcm5hbWU6\r\n" } : null;
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        await Await.Until(() => send.HasExited || send.Err.Contains("The relay takes no mail now", StringComparison.Ordinal), TimeSpan.FromMinutes(1), "the mail or a refusal");
        Assert.That(room.Relay.SawSecretInClear, Is.False);
        Assert.That(send.Err, Does.Not.Contain(Secret));
        if (send.HasExited) Assert.That(room.Relay.Mails, Has.Count.EqualTo(1), "the injected words were dropped, and the mail went out encrypted");
        else Assert.That(room.Relay.Mails, Is.Empty, "the relay was refused");
    }

    [TestCase("another name")]
    [TestCase("ended")]
    [TestCase("no AUTH when encrypted")]
    public async Task T51_A_relay_that_is_not_as_it_should_be_is_named_and_gets_nothing(string what)
    {
        var sink = what switch
        {
            "another name" => new SinkOptions { Certificate = certificates.For("relay.elsewhere.example") },
            "ended" => new() { Certificate = certificates.For("127.0.0.1", DateTimeOffset.UtcNow.AddMinutes(-5)) },
            _ => new() { Certificate = certificates.For("127.0.0.1"), AuthInTls = false, AuthInClear = true },
        };
        await using var room = await OpenAsync(sink);
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        var line = await send.WaitForLineAsync("The relay takes no mail now.*", TimeSpan.FromMinutes(1));
        TestContext.Out.WriteLine(line.Value);
        Assert.That(line.Value, Does.Contain($"127.0.0.1:{room.Relay.Port}: ").And.Contain(what switch
        {
            "another name" => "its certificate is for relay.elsewhere.example, not for 127.0.0.1. Set Host",
            "ended" => "its certificate has expired on ",
            _ => "takes no user and password (AUTH) on an encrypted connection, and none is sent in the clear",
        }));
        Assert.That(line.Value, Does.Not.Contain("authority"), "it is known here");
        Assert.That((room.Relay.Mails.Count, room.Relay.SawSecretInClear, room.Relay.Logins), Is.EqualTo((0, false, 0)));
        Assert.That(send.Err, Does.Not.Contain(Secret));
    }

    private async Task<Newsroom> OpenAsync(SinkOptions relay)
    {
        var room = await Newsroom.OpenAsync(relay with { User = "news", Password = Secret });
        var authority = Path.Combine(Path.GetDirectoryName(room.DataFolder)!, "authority.pem");
        await File.WriteAllTextAsync(authority, certificates.Authority.ExportCertificatePem());
        room.Settings["SSL_CERT_FILE"] = authority;
        room.Settings["Digest__Mail__Relays__0__Security"] = relay.Tls ? "Tls" : "StartTls";
        room.Settings["Digest__Mail__Relays__0__User"] = "news";
        room.Settings["Digest__Mail__Relays__0__Password"] = Secret;
        await room.DoAsync("subscribers", "add", Newsroom.Slug, "ann@readers.example", "--status", "active");
        return room;
    }
}
