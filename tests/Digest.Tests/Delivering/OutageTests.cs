using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>A relay that is away for an hour, by a clock that runs faster than ours.</summary>
internal sealed class OutageTests
{
    private const int Readers = 200;
    private const int Speed = 250;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Test]
    public async Task An_hour_without_a_relay_costs_a_try_every_few_minutes_and_then_everybody_gets_it_once()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        relay.Answer = e => e.Stage == SmtpStage.Connect ? new SmtpAnswer(421, "no service here") { Close = true } : null;
        var clock = new FastClock(Speed);
        await using var works = await Works.StartAsync(folder.File("data"), relay, clock);
        var sending = works.SendAsync();
        await relay.WaitForAsync(_ => relay.Connections > 0, Long);
        var began = clock.Passed;
        await Await.Until(() => clock.Passed - began > TimeSpan.FromHours(1), Long, "an hour to pass");
        var tries = relay.Connections;
        var during = await works.CountsAsync();
        relay.Answer = null;
        await sending;

        TestContext.Out.WriteLine($"{tries} connections in an hour");
        // 5, 10, 20 … seconds and then every five minutes is 18 tries; the first is made by all connections at once.
        Assert.That(tries, Is.InRange(8, 18 + Works.Connections));
        Assert.That((during.Waiting + during.Deferred, during.Failed), Is.EqualTo((Readers, 0)), "nobody is blamed");
        Assert.That(Promise.Check(relay.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(Readers));
    }

    [Test]
    public async Task A_relay_that_nobody_listens_at_is_found_when_it_is_back()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        var port = FreePort.Find();
        await using var works = await Works.StartAsync(folder.File("data"), port, new FastClock(Speed));
        var sending = works.SendAsync();
        await Await.Until(() => works.Log.Lines.Any(l => l.Contains("The relay takes no mail now", StringComparison.Ordinal)), Long, "the outage to be noticed");
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false, Port = port });
        await sending;
        Assert.That(Promise.Check(relay.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
    }
}
