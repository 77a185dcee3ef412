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
        AssertRefusedAsync(Sink() with { Certificate = certificates.For("127.0.0.1"), Tls = security == RelaySecurity.Tls }, security, "certificate");

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
