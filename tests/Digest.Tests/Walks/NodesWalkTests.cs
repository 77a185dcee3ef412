using System.Diagnostics;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Many nodes: killed and cut off in the middle of a release, they reach everybody once.</summary>
[Parallelizable]
internal sealed class NodesWalkTests
{
    private const string Connection = "Digest__Database__ConnectionString";
    private static readonly TimeSpan Steadily = TimeSpan.FromMilliseconds(50);

    [TestCase(3000, 5)]
    [TestCase(10_000, 20, Category = "Full")]
    public async Task T56_One_node_killed_over_and_over_and_everybody_gets_it_with_few_copies(int readers, int kills)
    {
        await using var walk = await NodesWalk.StartAsync(readers, Steadily * 2, NodesWalk.SmallBatches);
        await walk.ReleaseAsync();
        for (var kill = 1; kill < kills; kill++)
        {
            await walk.KillAsync(0, readers * kill / (kills + 2));
            await walk.ServeAsync(0);
        }
        await walk.BothSendAsync();
        await walk.KillAsync(0, 0);
        var watch = Stopwatch.StartNew();
        Assert.That(await LeftAsync(walk), Is.GreaterThan(0), "it was at work");
        await Await.Until(async () => await LeftAsync(walk) == 0, NodesWalk.Long, "the other node to go on");
        TestContext.Out.WriteLine($"Measured: what a killed node had begun went on elsewhere after {watch.Elapsed.TotalSeconds:0.0} s (at most 20)");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)), "20 seconds where nobody else wants the processors");
        await walk.FinishAsync();

        await walk.AssertKeptAsync(readers, kills * NodesWalk.Connections);
    }

    [TestCase(CutKind.Reset, Category = "Full")]
    [TestCase(CutKind.Silence, Category = "Full")]
    public async Task T56_A_node_cut_off_from_the_database_for_30_seconds_sends_nothing_that_another_has_taken(CutKind kind)
    {
        const int Readers = 10_000;
        await using var line = new CuttableLine((await PostgresServer.SharedAsync()).Port);
        await using var walk = await NodesWalk.StartAsync(Readers, Steadily, first: plan => Connected(plan, $"Port={line.Port}"));
        await walk.ReleaseAsync();
        await walk.BothSendAsync();
        await walk.Room.Relay.WaitForMailsAsync(Readers / 10, NodesWalk.Long);
        line.Cut(kind);
        await Task.Delay(TimeSpan.FromSeconds(30)); // what the rule is about is this very time
        line.Restore();
        await walk.FinishAsync();
        await walk.AssertKeptAsync(Readers, NodesWalk.Connections);
    }

    [Test, Category("Full")]
    public async Task T55_With_clocks_90_seconds_apart_there_is_one_edition_a_date_at_its_time_and_no_copy()
    {
        const int Readers = 3000;
        var at = DateTimeOffset.UtcNow.AddSeconds(100);
        using var ahead = new FakeTime();
        ahead.Set(DateTimeOffset.UtcNow.AddSeconds(90));
        await using var walk = await NodesWalk.StartAsync(Readers, Steadily, settings =>
        {
            settings.Remove("Digest__Newsletters__0__QuietDates");
            settings["Digest__Newsletters__0__TimeZone"] = "Etc/UTC";
            settings["Digest__Newsletters__0__SendAt"] = at.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
            settings["Digest__Collecting__StableMinutes"] = "0";
        }, ahead.By);
        await Await.Until(async () => await walk.Ledger.CountAsync("select count(*) from edition where scheduled") > 0, NodesWalk.Long, "the edition to be cut");
        var releasedAt = DateTimeOffset.UtcNow;
        await walk.FinishAsync();

        Assert.That(releasedAt, Is.GreaterThanOrEqualTo(at.AddSeconds(-at.Second).AddMilliseconds(-at.Millisecond - 500)), "not by the clock that is ahead");
        Assert.That(await walk.Ledger.CountAsync("select count(*) from edition"), Is.EqualTo(1));
        await walk.AssertKeptAsync(Readers, 0);
    }

    [Test]
    public async Task Postfix_with_a_certificate_of_its_own_authority_has_one_mail_for_each_reader_from_two_nodes()
    {
        const int Readers = 1000;
        using var relay = await PostfixServer.StartAsync();
        await using var walk = await NodesWalk.StartAsync(Readers, TimeSpan.Zero, settings =>
        {
            relay.RelayFor(settings);
            settings["Digest__Delivering__BatchSize"] = "50";
        });
        await walk.ReleaseAsync();
        await walk.BothSendAsync();
        await relay.WaitForMailsAsync(Readers, NodesWalk.Long);
        await walk.FinishAsync();

        Assert.That(Promise.Check(relay.Mails, Promise.Readers(Readers)).Broken(mostCopies: 0), Is.Empty);
        Assert.That(await walk.Ledger.CountAsync("select count(*) from delivery where state = 'sent'"), Is.EqualTo(Readers));
    }

    private static ProcessPlan Connected(ProcessPlan plan, string how) => plan with
    {
        Environment = new Dictionary<string, string?>(plan.Environment) { [Connection] = $"{plan.Environment[Connection]};{how}" },
    };

    private static Task<long> LeftAsync(NodesWalk walk) =>
        walk.Ledger.CountAsync("select count(*) from batch where waiting + claimed + deferred > 0 and node = @node", new { node = walk.FirstId });
}
