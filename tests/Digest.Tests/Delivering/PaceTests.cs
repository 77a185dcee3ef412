using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.Tests.Storage;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>Mails per second to a relay, from all nodes together.</summary>
[OnBothDatabases]
internal sealed class PaceTests
{
    private const int Rate = 20;
    private const int Block = Rate / 4;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = Second / Rate;

    private StorageWorld world = null!;
    private EventClock clock = null!;
    private CancellationTokenSource end = null!;

    [SetUp]
    public void Start() => (world, clock, end) = (new StorageWorld(), new EventClock(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero)), new CancellationTokenSource());

    [TearDown]
    public async Task Stop()
    {
        await end.CancelAsync();
        end.Dispose();
        await world.DisposeAsync();
    }

    private Pace Node(int rate = Rate, string host = "relay.example") =>
        new(new RelayOptions { Host = host, PerSecond = rate }, world.Writer, clock);

    /// <summary>A node that has always something to send; when each mail went, since the beginning.</summary>
    private List<TimeSpan> Busy(Pace pace, CancellationToken stop)
    {
        var sent = new List<TimeSpan>();
        _ = SendAsync();
        return sent;

        async Task SendAsync()
        {
            while (true)
            {
                await pace.WaitAsync(stop);
                lock (sent) sent.Add(clock.Passed);
            }
        }
    }

    private async Task RunAsync(int nodes, TimeSpan until)
    {
        while (clock.Passed < until) await clock.NextAsync(nodes);
    }

    /// <summary>The most mails within any second.</summary>
    private static int Most(IEnumerable<TimeSpan> sent)
    {
        var all = sent.Order().ToList();
        return all.Max(from => all.Count(at => at >= from && at < from + Second));
    }

    [Test]
    public async Task The_mails_of_a_node_go_evenly()
    {
        using var pace = Node();
        var sent = Busy(pace, end.Token);
        await RunAsync(1, Second * 5);
        Assert.That(sent.Zip(sent.Skip(1), (a, b) => b - a), Is.All.EqualTo(Step));
        Assert.That(sent, Has.Count.InRange(5 * Rate, (5 * Rate) + 1));
    }

    [Test]
    public async Task Nodes_share_the_rate_over_every_second()
    {
        using var one = Node();
        using var other = Node(host: "Relay.Example");
        List<TimeSpan>[] sent = [Busy(one, end.Token), Busy(other, end.Token)];
        await RunAsync(2, Second * 5);
        var all = sent.SelectMany(s => s).ToList();
        Assert.That(Most(all), Is.LessThanOrEqualTo(Rate));
        Assert.That(all, Has.Count.GreaterThanOrEqualTo((5 * Rate) - (2 * Block)), "and use it");
        Assert.That(sent.Min(s => s.Count), Is.GreaterThan(Rate), "both of them");
    }

    [Test]
    public async Task Another_relay_has_a_rate_of_its_own()
    {
        using var one = Node();
        using var other = Node(host: "other.example");
        List<TimeSpan>[] sent = [Busy(one, end.Token), Busy(other, end.Token)];
        await RunAsync(2, Second * 2);
        Assert.That(sent.Select(s => s.Count), Is.All.GreaterThanOrEqualTo(2 * Rate));
    }

    [Test]
    public async Task A_node_that_dies_costs_the_rest_of_its_block()
    {
        using var dying = Node();
        await dying.WaitAsync(default);
        using var other = Node();
        var sent = Busy(other, end.Token);
        await RunAsync(1, Second * 2);
        Assert.That(sent[0], Is.EqualTo(Step * Block));
        Assert.That(sent, Has.Count.GreaterThanOrEqualTo((2 * Rate) - Block));
    }

    [Test]
    public async Task What_was_not_used_is_not_made_up_for([Values(0.2, 0.9, 3, 3600)] double pause)
    {
        using var lazy = Node();
        using var other = Node();
        await lazy.WaitAsync(default);
        clock.Pass(Second * pause);
        List<TimeSpan>[] sent = [Busy(lazy, end.Token), Busy(other, end.Token)];
        await RunAsync(2, clock.Passed + (Second * 3));
        Assert.That(Most(sent[0]), Is.LessThanOrEqualTo(Rate), "a node alone never sends more");
        Assert.That(Most(sent.SelectMany(s => s)), Is.LessThanOrEqualTo(Rate + (pause < 1 ? Block : 0)));
    }

    [Test]
    public async Task A_clock_that_is_set_back_holds_nobody_up()
    {
        using var pace = Node();
        await pace.WaitAsync(default);
        clock.Set(-TimeSpan.FromDays(1));
        var sent = Busy(pace, end.Token);
        await RunAsync(1, Second * 2);
        Assert.That(sent, Has.Count.GreaterThanOrEqualTo((2 * Rate) - 1));
    }

    [Test]
    public async Task Who_is_told_to_stop_stops_and_leaves_the_permit_to_the_next()
    {
        using var pace = Node(rate: 1);
        await pace.WaitAsync(default);
        using var stop = new CancellationTokenSource();
        var waiting = Task.WhenAll(pace.WaitAsync(stop.Token).AsTask(), pace.WaitAsync(stop.Token).AsTask());
        await stop.CancelAsync();
        await Assert.ThatAsync(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<OperationCanceledException>());
        var next = pace.WaitAsync(default).AsTask();
        await RunAsync(1, Second);
        await next.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(clock.Passed, Is.EqualTo(Second));
    }
}
