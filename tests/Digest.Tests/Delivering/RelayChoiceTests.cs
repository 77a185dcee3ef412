using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Delivering;

/// <summary>Which relay is next: by priority and weight, and by what failed and came back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RelayChoiceTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly ScriptedRelay one = new("one:25");
    private readonly ScriptedRelay two = new("two:25");

    private Lines Lines(params Relay[] relays) => new(relays, clock, NullLogger<Lines>.Instance);

    [Test]
    public async Task The_lowest_priority_is_used_and_the_next_only_while_it_is_down()
    {
        await using var lines = Lines(one.Relay(priority: 1), two.Relay(priority: 0));
        await Each(10, () => ScriptedRelay.SendAsync(lines));
        Assert.That((one.Mails, two.Mails), Is.EqualTo((0, 10)));
        two.Says = () => ScriptedRelay.Lost;
        two.Refuses = "no route";
        await Each(10, async () => Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Accepted), "by the other, at once"));
        Assert.That((one.Mails, two.Mails), Is.EqualTo((10, 10)));
        Assert.That(lines.Problem, Is.Null, "one is enough");
        Assert.That(lines.Views.Select(v => (v.Name, v.State, v.Problem, v.Accepted)), Is.EqualTo(new[]
        {
            ("one:25", RelayState.Up, (string?)null, 10L), ("two:25", RelayState.Down, "two:25: no route", 10L),
        }));
        (two.Refuses, two.Says) = (null, () => ScriptedRelay.Taken);
        clock.Advance(TimeSpan.FromSeconds(6));
        await Each(10, () => ScriptedRelay.SendAsync(lines));
        Assert.That((one.Mails, two.Mails), Is.EqualTo((10, 20)), "it is back");
    }

    [Test]
    public async Task Who_finds_the_first_ones_busy_waits_for_them()
    {
        await using var lines = Lines(one.Relay(priority: 0), two.Relay(priority: 1));
        var leases = new List<Lease>();
        for (var i = 0; i < one.Connections; i++) leases.Add((await lines.RentAsync(default))!);
        var next = lines.RentAsync(default);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((next.IsCompleted, two.Tries), Is.EqualTo((false, 0)));
        await leases[0].DisposeAsync();
        await using var got = await next;
        Assert.That(got!.Relay, Is.EqualTo("one:25"));
        foreach (var lease in leases.Skip(1)) await lease.DisposeAsync();
    }

    [TestCase(3, 1)]
    [TestCase(1, 3)]
    [TestCase(5, 2)]
    public async Task Mails_are_shared_by_weight(int first, int second)
    {
        await using var lines = Lines(one.Relay(first), two.Relay(second));
        // As many senders as there are connections, each with always something to send.
        var leases = new Queue<Lease>();
        var renting = new List<Task<Lease?>>();
        for (var i = 0; i < 8; i++) renting.Add(lines.RentAsync(default));
        for (var turn = 0; turn < 400; turn++)
        {
            if (leases.Count == 0) await Task.WhenAny(renting);
            foreach (var done in renting.Where(r => r.IsCompleted).ToList())
            {
                leases.Enqueue((await done)!);
                renting.Remove(done);
            }
            var lease = leases.Dequeue();
            while (!lease.IsSpent) await ScriptedRelay.SendAsync(lease, 1);
            await lease.DisposeAsync();
            renting.Add(lines.RentAsync(default));
        }
        TestContext.Out.WriteLine($"{one.Mails} {two.Mails}");
        Assert.That((double)one.Mails / (one.Mails + two.Mails), Is.EqualTo((double)first / (first + second)).Within(0.02));
    }

    [Test]
    public async Task A_relay_that_hangs_does_not_hold_up_the_share_of_the_other()
    {
        await using var lines = Lines(one.Relay(3), two.Relay(1));
        var leases = new List<Lease>();
        for (var i = 0; i < 6; i++) leases.Add((await lines.RentAsync(default))!);
        Assert.That(leases.Count(l => l.Relay == "one:25"), Is.EqualTo(4));
        var next = lines.RentAsync(default);
        Assert.That(next.IsCompleted, Is.False, "it has had its share");
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.That(next.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await next)!.Relay, Is.EqualTo("two:25"), "the other one has not answered for long");
        await (await next)!.DisposeAsync();
        foreach (var lease in leases) await lease.DisposeAsync();
    }

    [Test]
    public async Task A_relay_that_ends_new_connections_over_their_first_mail_is_left_alone_and_probed()
    {
        await using var lines = Lines(one.Relay());
        one.Says = () => ScriptedRelay.Lost;
        await Each(5, async () => Assert.That((await ScriptedRelay.SendAsync(lines))!.LineLost));
        Assert.That(await ScriptedRelay.SendAsync(lines), Is.Null, "down");
        Assert.That((lines.Problem, lines.DownFor), Is.EqualTo(("one:25: 421 not now", TimeSpan.FromSeconds(5))));
        foreach (var pause in (int[])[5, 10, 20, 40, 80, 160, 300, 300])
        {
            Assert.That(lines.DownFor, Is.EqualTo(TimeSpan.FromSeconds(pause)));
            clock.Advance(TimeSpan.FromSeconds(pause));
            var tries = one.Tries;
            await Each(3, () => ScriptedRelay.SendAsync(lines));
            Assert.That(one.Tries - tries, Is.EqualTo(1), "one probe");
        }
        clock.Advance(TimeSpan.FromMinutes(5));
        one.Says = () => ScriptedRelay.Taken;
        Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Accepted));
        Assert.That(lines.Problem, Is.Null);
    }

    [Test]
    public async Task A_relay_that_puts_off_every_sender_is_left_alone_too()
    {
        await using var lines = Lines(one.Relay(), two.Relay(priority: 1));
        one.Says = () => new Reply(ReplyClass.Transient, "451 4.3.0 no disk", IsOfSession: true);
        await Each(8, () => ScriptedRelay.SendAsync(lines));
        Assert.That((one.Mails, two.Mails, lines.Views[0].State), Is.EqualTo((0, 3, RelayState.Down)));
    }

    [Test]
    public async Task Connections_that_end_after_some_mails_are_no_failure()
    {
        var sent = 0;
        one.Says = () => ++sent % 3 == 0 ? ScriptedRelay.Lost with { Class = ReplyClass.Rate } : ScriptedRelay.Taken;
        await using var lines = Lines(one.Relay());
        await Each(100, async () => Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Accepted), "once more, on a new one"));
        Assert.That((lines.Views[0].State, lines.Views[0].Allowed), Is.EqualTo((RelayState.Up, 4)));
    }

    [Test]
    public async Task It_begins_with_one_connection_and_has_all_when_those_have_carried_mails()
    {
        await using var lines = Lines(one.Relay(), two.Relay(priority: 1));
        one.Refuses = "no route";
        await ScriptedRelay.SendAsync(lines);
        clock.Advance(TimeSpan.FromSeconds(5));
        one.Refuses = null;
        var probe = (await lines.RentAsync(default))!;
        var beside = (await lines.RentAsync(default))!;
        Assert.That((probe.Relay, beside.Relay), Is.EqualTo(("one:25", "two:25")), "others don't wait for the probe");
        await beside.DisposeAsync();
        var allowed = new List<int>();
        for (var mails = 1; mails <= 15; mails++)
        {
            await ScriptedRelay.SendAsync(probe, 1);
            allowed.Add(lines.Views[0].Allowed);
        }
        Assert.That(allowed, Is.EqualTo(new[] { 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4 }));
        await probe.DisposeAsync();
    }

    [Test]
    public async Task What_one_relay_cant_carry_goes_by_one_that_can()
    {
        one.Says = () => new Reply(ReplyClass.Unable, "takes no such addresses", Permanent: true);
        await using var lines = Lines(one.Relay(), two.Relay(priority: 1));
        Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Accepted));
        two.Refuses = "no route";
        two.Says = () => ScriptedRelay.Lost;
        Assert.That((await ScriptedRelay.SendAsync(lines))!, Has.Property("Class").EqualTo(ReplyClass.Transient).And.Property("Permanent").False, "it may be back");
        (two.Refuses, two.Says) = (null, one.Says);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.That((await ScriptedRelay.SendAsync(lines))!.Class, Is.EqualTo(ReplyClass.Unable), "none can");
    }

    [Test]
    public async Task Never_more_connections_than_it_may_have()
    {
        await using var lines = Lines(one.Relay(), two.Relay(3));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Each(20, () => ScriptedRelay.SendAsync(lines)))));
        Assert.That(one.Mails + two.Mails, Is.EqualTo(1000));
        Assert.That(new[] { one.Most, two.Most }, Is.All.LessThanOrEqualTo(4));
        Assert.That(lines.Views.Select(v => v.InUse), Is.All.Zero);
    }

    private static async Task Each(int times, Func<Task> act)
    {
        for (var i = 0; i < times; i++) await act();
    }
}
