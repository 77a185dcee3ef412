using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Delivering;

/// <summary>Relays that ask for less, fail for a while, or can't take a mail.</summary>
internal sealed class RelayHealthTests
{
    [Test]
    public async Task A_mail_that_one_cant_take_waits_for_the_one_that_lost_it()
    {
        var (able, unable) = (new ScriptedRelay("able:25"), new ScriptedRelay("unable:25"));
        able.Says = () => ScriptedRelay.Lost;
        unable.Says = () => new Reply(ReplyClass.Unable, "takes no such addresses", Permanent: true);
        await using var lines = new Lines([able.Relay(), unable.Relay(priority: 1)], new FakeTimeProvider(), NullLogger<Lines>.Instance);
        Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Transient));
        able.Says = unable.Says;
        Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Unable), "neither takes it");
    }

    [Test]
    public void Who_goes_on_asking_for_less_gets_less_and_less()
    {
        var slowing = new Slowing(16);
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        for (var second = 0; second < 30; second += 5) slowing.Slow(now.AddSeconds(second));
        Assert.That(slowing.Allowed, Is.EqualTo(2), "halved at 0, 10 and 20 seconds");
        slowing.Grow(now.AddSeconds(84));
        Assert.That(slowing.Allowed, Is.EqualTo(2), "a minute since it last asked is not over");
        slowing.Grow(now.AddSeconds(86));
        Assert.That(slowing.Allowed, Is.EqualTo(3));
    }

    [Test]
    public async Task T55_A_clock_that_is_set_back_keeps_no_relay_down()
    {
        var clock = new ShiftedClock();
        var relay = new ScriptedRelay("one:25") { Refuses = "no route" };
        await using var lines = new Lines([relay.Relay()], clock, NullLogger<Lines>.Instance);
        Assert.That(await ScriptedRelay.SendAsync(lines), Is.Null);
        relay.Refuses = null;
        clock.Shift = TimeSpan.FromDays(-1);
        Assert.That(lines.DownFor, Is.EqualTo(TimeSpan.FromSeconds(5)));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That((await ScriptedRelay.SendAsync(lines))?.Class, Is.EqualTo(ReplyClass.Accepted), lines.DownFor.ToString());
    }

    [Test]
    public async Task T55_A_clock_that_is_set_back_keeps_nobody_at_a_relay_that_hangs()
    {
        var clock = new ShiftedClock();
        var (one, two) = (new ScriptedRelay("one:25"), new ScriptedRelay("two:25"));
        await using var lines = new Lines([one.Relay(3), two.Relay(1)], clock, NullLogger<Lines>.Instance);
        var leases = new List<Lease>();
        for (var i = 0; i < 6; i++) leases.Add((await lines.RentAsync(default))!);
        clock.Shift = TimeSpan.FromDays(-1);
        var next = lines.RentAsync(default);
        clock.Advance(TimeSpan.FromSeconds(6));
        leases.Add((await next.WaitAsync(TimeSpan.FromSeconds(30)))!);
        Assert.That(leases[^1].Relay, Is.EqualTo("two:25"), "the first has not answered for long");
        foreach (var lease in leases) await lease.DisposeAsync();
    }

    [Test]
    public async Task T55_A_clock_that_is_set_back_keeps_no_relay_slow()
    {
        var clock = new ShiftedClock();
        var relay = new ScriptedRelay("one:25") { Says = () => new Reply(ReplyClass.Rate, "421 slower") };
        await using var lines = new Lines([relay.Relay()], clock, NullLogger<Lines>.Instance);
        await ScriptedRelay.SendAsync(lines);
        Assert.That(lines.Views[0].Allowed, Is.EqualTo(2));
        relay.Says = () => ScriptedRelay.Taken;
        clock.Shift = TimeSpan.FromDays(-1);
        clock.Advance(TimeSpan.FromMinutes(2));
        await ScriptedRelay.SendAsync(lines);
        Assert.That(lines.Views[0].Allowed, Is.EqualTo(4));
    }

    /// <summary>A clock that somebody sets, while time passes as it does.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        private readonly FakeTimeProvider passing = new(DateTimeOffset.UnixEpoch.AddDays(1000));

        public TimeSpan Shift { get; set; }

        public override long TimestampFrequency => passing.TimestampFrequency;

        public void Advance(TimeSpan time) => passing.Advance(time);

        public override DateTimeOffset GetUtcNow() => passing.GetUtcNow() + Shift;

        public override long GetTimestamp() => passing.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => passing.CreateTimer(callback, state, dueTime, period);
    }
}
