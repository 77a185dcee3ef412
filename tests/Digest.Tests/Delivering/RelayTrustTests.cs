using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>
/// T51: a relay that can't prove who it is, or would have us speak in the clear, gets neither mail nor password, and the
/// operator one line that says why. A relay that can is in Walks/RelayTrustWalkTests.cs, for trust belongs to a process.
/// </summary>
internal sealed class RelayTrustTests
{
    private const string Secret = "pass-phrase-of-ours";
    private Certificates certificates = null!;

    [OneTimeSetUp]
    public void Make() => certificates = new Certificates();

    [OneTimeTearDown]
    public void Remove() => certificates.Dispose();

    [Test]
    public Task T51_Without_STARTTLS_nothing_is_sent_in_the_clear() =>
        AssertRefusedAsync(Sink(), RelaySecurity.StartTls, "offers no STARTTLS");

    [Test]
    public Task T51_AUTH_that_is_offered_only_in_the_clear_is_not_taken() =>
        AssertRefusedAsync(Sink() with { AuthInClear = true }, RelaySecurity.StartTls, "offers no STARTTLS");

    [TestCase(454)]
    [TestCase(502)]
    [TestCase(250)]
    public Task T51_STARTTLS_that_is_offered_and_then_refused_ends_it(int code) => AssertRefusedAsync(
        Sink() with { Certificate = certificates.For("127.0.0.1"), AuthInClear = true }, RelaySecurity.StartTls, $"{code} 2.0.0 no encryption today",
        e => e.Stage == SmtpStage.StartTls ? new SmtpAnswer(code, "2.0.0 no encryption today") with { Close = code == 250 } : null);

    [Test]
    public Task T51_Garbage_instead_of_a_handshake_ends_it() => AssertRefusedAsync(
        Sink() with { Certificate = certificates.For("127.0.0.1") }, RelaySecurity.StartTls, "no encrypted connection can be made",
        e => e.Stage == SmtpStage.StartTls ? new SmtpAnswer(220, "") { Garbage = "220 go ahead\r\n250 not TLS at all\r\n", Close = true } : null);

    [TestCase(RelaySecurity.StartTls)]
    [TestCase(RelaySecurity.Tls)]
    public Task T51_A_certificate_of_an_unknown_authority_is_refused(RelaySecurity security) =>
        AssertRefusedAsync(Sink() with { Certificate = certificates.For("127.0.0.1"), Tls = security == RelaySecurity.Tls }, security,
            "its certificate is by an authority that this machine does not know (Authority of a test)");

    [Test]
    public Task T51_A_certificate_of_another_host_is_refused_and_both_are_named() =>
        AssertRefusedAsync(Sink() with { Certificate = certificates.For("relay.elsewhere.example") }, RelaySecurity.StartTls, "its certificate is for relay.elsewhere.example, not for 127.0.0.1");

    [Test]
    public Task T51_A_certificate_that_has_expired_is_refused_and_the_day_is_named()
    {
        var end = DateTimeOffset.UtcNow.AddMinutes(-5);
        return AssertRefusedAsync(Sink() with { Certificate = certificates.For("127.0.0.1", end) }, RelaySecurity.StartTls, $"its certificate has expired on {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }

    [Test]
    public async Task T51_A_relay_that_is_not_trusted_gets_nothing_and_the_trusted_one_gets_all()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), 50);
        await using var stripped = SmtpSink.Start(Sink() with { AuthInClear = true });
        await using var relay = SmtpSink.Start();
        await using var works = await Works.StartAsync(folder.File("data"), relay, null,
            ("Mail:Relays:0:Priority", "1"),
            ("Mail:Relays:1:Host", "127.0.0.1"), ("Mail:Relays:1:Port", $"{stripped.Port}"), ("Mail:Relays:1:User", "news"), ("Mail:Relays:1:Password", Secret));
        await works.SendAsync();
        Assert.That((stripped.Mails.Count, stripped.Logins, relay.Mails.Count), Is.EqualTo((0, 0, 50)));
        Assert.That(works.Log.Lines, Has.Some.Contains($"The relay takes no mail now: 127.0.0.1:{stripped.Port}: it offers no STARTTLS").And.None.Contains(Secret));
    }

    private static SinkOptions Sink() => new() { User = "news", Password = Secret };

    private static async Task AssertRefusedAsync(SinkOptions options, RelaySecurity security, string says, Func<Envelope, SmtpAnswer?>? answer = null)
    {
        await using var sink = SmtpSink.Start(options);
        sink.Answer = answer;
        var transport = new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = sink.Port, Security = security, User = "news", Password = Secret });
        var down = await Assert.ThrowsAsync<RelayDownException>(() => transport.OpenAsync(default));
        TestContext.Out.WriteLine(down!.Message);
        Assert.Multiple(() =>
        {
            Assert.That(down.Message, Does.Contain(says).And.Not.Contain(Secret).And.Not.Contain("\n"));
            Assert.That((sink.Logins, sink.Mails.Count), Is.EqualTo((0, 0)), "neither a password nor a mail");
        });
    }
}
