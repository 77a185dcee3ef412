using System.Globalization;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>A release of which a part goes to a slow domain.</summary>
internal sealed class DomainPacedReleaseTests
{
    private const int Others = 100;
    private const int Slow = 12;
    private const int PerMinute = 120;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1) / PerMinute;
    private static readonly (string, string) Setting = ("Delivering:Domains:slow.example:PerMinute", PerMinute.ToString(CultureInfo.InvariantCulture));
    private ReleaseFolder release = null!;

    [OneTimeSetUp]
    public async Task Prepare()
    {
        release = await ReleaseFolder.MakeAsync(0);
        // The slow ones come first in the batch: they must not be waited for.
        await SeveralRelaysTests.AddReadersAsync(release.Data, [.. Enumerable.Range(1, Slow).Select(i => $"s{i}@slow.example"), .. Promise.Readers(Others)]);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [Test]
    public async Task Others_go_past_those_that_wait_and_those_go_by_their_pace()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, Setting);
        await works.SendAsync();
        var (slow, others) = (To("slow.example", relay), To("readers.example", relay));
        Assert.That((slow.Count, others.Count), Is.EqualTo((Slow, Others)));
        Assert.That(others[^1], Is.LessThan(slow[Slow / 2]), "nobody else waited");
        TestContext.Out.WriteLine($"{(slow[^1] - slow[0]).TotalSeconds:0.00} s");
        // A mail may be slow on its way, so that it arrives closer to the next: over all of them that evens out.
        Assert.That(slow[^1] - slow[0], Is.GreaterThan(Step * (Slow - 1.5)).And.LessThan(Step * Slow * 4));
        Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(Slow + Others));
    }

    [Test]
    public async Task Who_waits_for_a_domain_is_claimed_by_nobody_and_found_by_the_next_process()
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        await using (var works = await Works.StartAsync(folder.File("data"), relay, null, Setting, ("Delivering:StopWait", "60 s")))
        {
            _ = works.SendAsync();
            await relay.WaitForMailsAsync(Others + 2, TimeSpan.FromMinutes(1));
            await works.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That(await works.QueryAsync("select count(*) from delivery where state in ('claimed', 'in_doubt')"), Is.Zero);
            Assert.That((await works.CountsAsync()).Waiting, Is.EqualTo(Slow + Others - relay.Mails.Count).And.Positive);
        }
        await using var next = await Works.StartAsync(folder.File("data"), relay, null, Setting);
        var began = DateTimeOffset.UtcNow;
        await next.SendAsync();
        Assert.That(DateTimeOffset.UtcNow - began, Is.LessThan(TimeSpan.FromSeconds(60)), "one run sends them all");
        Assert.That(relay.Mails.GroupBy(m => m.To.Single()).Select(g => g.Count()), Has.Exactly(Slow + Others).EqualTo(1));
    }

    [Test]
    public void So_many_are_put_aside_at_most_and_the_rest_is_left_to_a_later_run()
    {
        var clock = new EventClock(DateTimeOffset.UnixEpoch);
        using var paces = new DomainPaces(new DeliveringOptions { Domains = { ["slow.example"] = new DomainOptions { PerMinute = 60 } } }, null!, clock);
        var pace = paces.Of("a@slow.example")!;
        var aside = new Aside(clock);
        Assert.That((aside.HasRest, aside.IsDone), Is.EqualTo((false, true)));
        for (var i = 0; i < 5000; i++)
        {
            aside.Hand();
            Assert.That(aside.IsDone, Is.False, "it may come back");
            aside.Put(Row(i), pace, TimeSpan.FromSeconds(1));
        }
        Assert.That((aside.HasRest, aside.TryTake(out _)), Is.EqualTo((true, false)));
        var taken = new List<long>();
        while (!aside.IsDone)
        {
            clock.Pass(TimeSpan.FromSeconds(1));
            while (aside.TryTake(out var row))
            {
                taken.Add(row.Subscription);
                aside.Go();
            }
        }
        Assert.That(taken, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => (long)i)));
        Assert.That(clock.Passed, Is.EqualTo(TimeSpan.FromSeconds(1000)), "one a second");
        Assert.That(aside.HasRest, "4,000 are left");
    }

    private static List<DateTimeOffset> To(string domain, SmtpSink relay) =>
        [.. relay.Mails.Where(m => m.To.Single().EndsWith("@" + domain, StringComparison.Ordinal)).Select(m => m.BeganAt).Order()];

    private static Delivery Row(int i) => new()
    {
        Edition = 1,
        Subscription = i,
        Batch = 1,
        PublicId = default,
        State = "waiting",
        Origin = "release",
        Variant = "",
        DatedAt = default,
        ExpiresAt = default,
        CatchUp = false,
        Claims = 0,
        KeyNumber = 0,
        SinceAt = default,
        SubscriptionId = default,
        AddressHash = [],
    };
}
