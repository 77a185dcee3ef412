using System.Globalization;
using Digest.Delivering.Relays;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>Releases by several relays, over real sockets and with a real ledger.</summary>
internal sealed class SeveralRelaysTests
{
    private const int Readers = 300;
    private static readonly SinkOptions Quick = new() { FlushToDisk = false };
    private ReleaseFolder release = null!;

    [OneTimeSetUp]
    public async Task Prepare() => release = await ReleaseFolder.MakeAsync(Readers);

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    public async Task When_a_relay_dies_the_other_takes_the_rest_and_nobody_gets_two(int priorityOfOther)
    {
        using var folder = release.Copy();
        await using var one = SmtpSink.Start(Quick);
        await using var other = SmtpSink.Start(Quick);
        one.Answer = e => one.Mails.Count < 60 ? null : e.Stage switch
        {
            SmtpStage.MailFrom => SmtpAnswer.Ok() with { Cut = true },
            SmtpStage.Connect => new SmtpAnswer(421, "no service here") { Close = true },
            _ => null,
        };
        await using var works = await Works.StartAsync(folder.File("data"), one, null, Second(other, ("Priority", $"{priorityOfOther}")));
        await works.SendAsync();
        var mails = one.Mails.Concat(other.Mails).ToList();
        TestContext.Out.WriteLine($"{one.Mails.Count} by the one, {other.Mails.Count} by the other");
        Assert.That(Promise.Check(mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That((one.Mails.Count, other.Mails.Count), Is.EqualTo((60, Readers - 60)).Within(60));
        Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(Readers));
        Assert.That(works.Log.Lines.Count(l => l.Contains($"The relay takes no mail now: 127.0.0.1:{one.Port}: ", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(1));
        Assert.That(works.Get<Lines>().Views.Select(v => (v.Name, v.Accepted)), Is.EquivalentTo(new[] { ($"127.0.0.1:{one.Port}", (long)one.Mails.Count), ($"127.0.0.1:{other.Port}", (long)other.Mails.Count) }));
    }

    [Test]
    public async Task A_run_ends_only_when_all_relays_are_down()
    {
        using var folder = release.Copy();
        await using var one = SmtpSink.Start(Quick);
        await using var other = SmtpSink.Start(Quick);
        one.Answer = other.Answer = e => e.Stage == SmtpStage.Connect ? new SmtpAnswer(421, "no service here") { Close = true } : null;
        await using var works = await Works.StartAsync(folder.File("data"), one, new FastClock(50), Second(other, ("Priority", "1")));
        var sending = works.SendAsync();
        await Await.Until(() => other.Connections > 5 && works.Get<Lines>().Problem is not null, TimeSpan.FromMinutes(1), "several tries");
        Assert.That(works.Get<Lines>().Problem, Does.Contain($"{one.Port}: 421").And.Contain($"{other.Port}: 421"));
        other.Answer = null;
        await sending;
        Assert.That(Promise.Check(other.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
    }

    [Test]
    public async Task Mails_are_shared_by_weight()
    {
        using var folder = release.Copy();
        await using var one = SmtpSink.Start(Quick);
        await using var other = SmtpSink.Start(Quick);
        await using var works = await Works.StartAsync(folder.File("data"), one, null, [.. Second(other), ("Mail:Relays:0:Weight", "3")]);
        await works.SendAsync();
        TestContext.Out.WriteLine($"{one.Mails.Count} and {other.Mails.Count}");
        Assert.That(one.Mails.Count, Is.EqualTo(Readers * 3 / 4).Within(Readers / 20));
        Assert.That(one.Mails.Count + other.Mails.Count, Is.EqualTo(Readers));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_relay_of_20_mails_a_connection_and_two_connections_is_obeyed_where_told_and_survived_where_not(bool isTold)
    {
        const int MostMails = 20, MostConnections = 2;
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(Quick);
        var refused = 0;
        relay.Answer = e => e.Stage switch
        {
            SmtpStage.Connect when relay.OpenConnections > MostConnections => Refuse("too many connections from you"),
            SmtpStage.MailFrom when e.Transaction > MostMails => Refuse("too many messages on this connection"),
            _ => null,
        };
        SmtpAnswer Refuse(string why)
        {
            Interlocked.Increment(ref refused);
            return new SmtpAnswer(421, $"4.7.0 {why}") { Close = true };
        }
        (string, string)[] told = [("Mail:Relays:0:Connections", $"{MostConnections}"), ("Mail:Relays:0:PerConnection", $"{MostMails}")];
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, isTold ? told : []);
        await works.SendAsync();
        TestContext.Out.WriteLine($"{relay.Connections} connections, {relay.MostConnections} at once, {refused} refusals");
        Assert.That(Promise.Check(relay.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That((await works.CountsAsync()).Deferred, Is.Zero, "and nobody waits for it");
        // Both connections may be in the middle of their 20 at the end.
        if (isTold) Assert.That((refused, relay.MostConnections, relay.Connections - (Readers / MostMails)), Is.EqualTo((0, MostConnections, 0)).Or.EqualTo((0, MostConnections, 1)));
        else Assert.That(refused, Is.Positive);
    }

    [Test]
    public async Task An_address_beyond_ASCII_goes_by_the_relay_that_takes_it()
    {
        const string Reader = "имя@readers.example";
        using var folder = release.Copy();
        await AddReadersAsync(folder.File("data"), [Reader]);
        await using var plain = SmtpSink.Start(Quick);
        await using var able = SmtpSink.Start(Quick with { SmtpUtf8 = true });
        await using var works = await Works.StartAsync(folder.File("data"), plain, null, Second(able, ("Priority", "1")));
        await works.SendAsync();
        Assert.That(able.Mails.Single().To.Single(), Is.EqualTo(Reader));
        Assert.That(plain.Mails, Has.Count.EqualTo(Readers));
    }

    /// <summary>Adds active readers to a folder where nobody works.</summary>
    public static async Task AddReadersAsync(string folder, IEnumerable<string> addresses)
    {
        await using var rooms = await Works.RoomsAsync(folder);
        await Works.AddReadersAsync(rooms, addresses);
    }

    private static (string Key, string Value)[] Second(SmtpSink relay, params (string Key, string Value)[] more) =>
    [
        ("Mail:Relays:1:Host", "127.0.0.1"), ("Mail:Relays:1:Port", relay.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Relays:1:Security", "None"),
        .. more.Select(m => ($"Mail:Relays:1:{m.Key}", m.Value)),
    ];
}
