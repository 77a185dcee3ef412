using Digest.Delivering.Relays;
using Digest.World;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Delivering;

/// <summary>The connections of a process: how many, how long, and what happens to the places.</summary>
internal sealed class LinesTests
{
    private const int Connections = 4;

    [Test]
    public async Task A_relay_that_takes_fewer_connections_gets_everything_over_those()
    {
        const int Readers = 200;
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        relay.Answer = e => e.Stage == SmtpStage.Connect && relay.OpenConnections > 2 ? new SmtpAnswer(421, "4.7.0 too many connections") { Close = true } : null;
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        await works.SendAsync();
        Assert.That(Promise.Check(relay.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That(works.Log.Lines.Count(l => l.Contains("The relay asks for less", StringComparison.Ordinal)), Is.InRange(1, 3));
    }

    /// <summary>At a start all ask at once: a relay that takes some of them is not down, whatever the order of its answers.</summary>
    [Test]
    public async Task A_relay_that_refuses_one_of_those_that_ask_at_once_is_asked_less([Values] bool refusesFirst)
    {
        var relay = new SlowToOpen();
        var log = new TestLog();
        using var logs = LoggerFactory.Create(b => b.AddProvider(log));
        await using var lines = new Lines([new Relay("slow.example:25", relay)], new FakeTimeProvider(), logs.CreateLogger<Lines>());
        var taken = lines.RentAsync(default);
        var refused = lines.RentAsync(default);
        if (!refusesFirst) relay.Openings[0].SetResult(new IdleLine());
        if (!refusesFirst) await (await taken)!.DisposeAsync();
        relay.Openings[1].SetException(new RelayDownException("421 too many connections"));
        Assert.That(await refused, refusesFirst ? Is.Null : Is.Not.Null, "who is refused gets what the relay takes, as soon as it is free");
        if (refusesFirst) relay.Openings[0].SetResult(new IdleLine());
        Assert.That(await taken, Is.Not.Null);
        Assert.That(log.Lines.Count(l => l.Contains("The relay asks for less", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task Every_place_comes_back_whatever_happened_on_it()
    {
        await using var relay = SmtpSink.Start();
        await using var lines = new Lines([new Relay("a relay", new SmtpTransport(Options(relay)))], TimeProvider.System, NullLogger<Lines>.Instance);
        for (var round = 0; round < 3; round++)
        {
            relay.Answer = e => e.Stage == SmtpStage.Connect && round == 1 ? new SmtpAnswer(421, "not now") { Close = true } : null;
            var leases = new List<Lease>();
            for (var i = 0; i < Connections; i++)
                if (await lines.RentAsync(default) is { } lease) leases.Add(lease);
            if (round != 1) Assert.That(leases, Has.Count.EqualTo(Connections), $"round {round}");
            using var noLonger = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            if (round == 0) await Assert.ThatAsync(() => lines.RentAsync(noLonger.Token), Throws.InstanceOf<OperationCanceledException>(), "all are taken");
            foreach (var lease in leases) await lease.DisposeAsync();
        }
    }

    [Test]
    public async Task A_connection_is_kept_for_a_minute_and_asked_before_it_is_used_again()
    {
        await using var relay = SmtpSink.Start();
        var clock = new FakeTimeProvider();
        await using var lines = new Lines([new Relay("a relay", new SmtpTransport(Options(relay)))], clock, NullLogger<Lines>.Instance);
        await RentAsync(lines);
        clock.Advance(TimeSpan.FromSeconds(20));
        await RentAsync(lines);
        Assert.That(relay.Connections, Is.EqualTo(1), "it still answers");
        relay.CutConnections();
        await relay.WaitForAsync(_ => relay.OpenConnections == 0, TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(20));
        await RentAsync(lines);
        Assert.That(relay.Connections, Is.EqualTo(2), "the old one did not answer");
        clock.Advance(TimeSpan.FromMinutes(2));
        await RentAsync(lines);
        Assert.That(relay.Connections, Is.EqualTo(3), "the old one had rested too long");
    }

    private static async Task RentAsync(Lines lines)
    {
        await using var lease = await lines.RentAsync(default);
        Assert.That(lease, Is.Not.Null);
    }

    private static Digest.Delivering.RelayOptions Options(SmtpSink relay) =>
        new() { Host = "127.0.0.1", Port = relay.Port, Security = Digest.Delivering.RelaySecurity.None, Connections = Connections };
}
