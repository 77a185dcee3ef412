using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.Tests.Storage;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>Mails per minute to a domain, from all nodes together.</summary>
[OnBothDatabases]
internal sealed class DomainPaceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private StorageWorld world = null!;
    private EventClock clock = null!;

    [SetUp]
    public void Start() => (world, clock) = (new StorageWorld(), new EventClock(new DateTimeOffset(2026, 11, 24, 7, 0, 0, TimeSpan.Zero)));

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private DomainPaces Node(string name, int perMinute) =>
        new(new DeliveringOptions { Domains = { [name] = new DomainOptions { PerMinute = perMinute } } }, world.Writer, clock);

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(120)]
    public async Task Nodes_that_try_all_the_time_get_together_what_the_domain_may_have(int perMinute)
    {
        using var one = Node("Slow.example", perMinute);
        using var other = Node("slow.example", perMinute);
        var sent = new List<TimeSpan>();
        while (clock.Passed < Minute * 4)
        {
            foreach (var node in (DomainPaces[])[one, other])
                if (await node.Of("ann@slow.example")!.TryAsync(default) == TimeSpan.Zero) sent.Add(clock.Passed);
            clock.Pass(TimeSpan.FromMilliseconds(100));
        }
        TestContext.Out.WriteLine($"{sent.Count} in four minutes");
        Assert.That(sent.Max(from => sent.Count(at => at >= from && at < from + Minute)), Is.LessThanOrEqualTo(perMinute));
        Assert.That(sent, Has.Count.GreaterThan(3 * perMinute).And.Count.LessThanOrEqualTo(4 * perMinute), "and they use it");
    }

    [Test]
    public async Task A_letter_finds_a_permit_beside_an_edition_that_takes_each()
    {
        using var node = Node("slow.example", 60);
        var pace = node.Of("ann@slow.example")!;
        var (mails, tries, found) = (0, 0, 0);
        for (var tenth = 0; tenth < 1200; tenth++)
        {
            if (await pace.TryAsync(default) == TimeSpan.Zero) mails++;
            if (tenth % 53 == 7 && ++tries > 0 && await pace.TryAsync(default, early: true) == TimeSpan.Zero) found++;
            clock.Pass(TimeSpan.FromMilliseconds(100));
        }
        Assert.That(found, Is.EqualTo(tries));
        Assert.That(mails + found, Is.LessThanOrEqualTo(121), "and the domain gets no more for it");
    }

    [Test]
    public void Only_mails_to_that_very_domain_are_meant()
    {
        using var paces = Node("bücher.example", 1);
        Assert.That(paces.Of("ann@xn--bcher-kva.example"), Is.Not.Null);
        Assert.That(paces.Of("ann@XN--BCHER-KVA.example"), Is.SameAs(paces.Of("имя@xn--bcher-kva.example")));
        Assert.That(new[] { paces.Of("ann@other.example"), paces.Of("ann@sub.xn--bcher-kva.example"), paces.Of("") }, Is.All.Null);
    }
}
