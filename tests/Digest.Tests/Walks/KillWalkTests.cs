using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Signals in the middle of a release, to the program as its operator runs it.</summary>
public sealed class KillWalkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Briskly = TimeSpan.FromMilliseconds(5);

    [TestCase(3000, 20)]
    [TestCase(10_000, 100, Category = "Full")]
    public async Task T53_Killed_over_and_over_it_reaches_everybody_with_few_copies_of_the_same_bytes(int readers, int kills)
    {
        await using var walk = await ReleaseWalk.StartAsync(readers, Briskly);
        foreach (var moment in Moments(readers, kills))
        {
            await walk.KillAsync(moment);
            await walk.ServeAsync();
        }
        await walk.FinishAsync();

        await walk.AssertKeptAsync(kills * ReleaseWalk.Connections);
    }

    [TestCase(1000, 5)]
    [TestCase(10_000, 100, Category = "Full")]
    public async Task T53_With_Hold_there_is_no_copy_and_exactly_who_was_claimed_at_a_kill_is_in_doubt(int readers, int kills)
    {
        await using var walk = await ReleaseWalk.StartAsync(readers, Briskly, ("Digest__Delivering__InDoubt", "Hold"));
        foreach (var moment in Moments(readers, kills))
        {
            await walk.KillAsync(moment);
            await walk.ServeAsync();
        }
        await walk.FinishAsync();

        var doubtful = await walk.Ledger.InStateAsync("in_doubt");
        var got = walk.Room.Relay.Mails.Select(m => m.To.Single()).ToList();
        Assert.That(got, Is.Unique, "no copy");
        Assert.That(Promise.Readers(readers).Except(got).Except(doubtful), Is.Empty, "nobody is left out without being named");
        Assert.That(doubtful, Is.EquivalentTo(walk.ClaimedAtKills), "exactly who was claimed when the process died");
        var report = await walk.Room.ReportAsync();
        Assert.That(report.AddsUp && report.Sent == readers - doubtful.Count && report.InDoubt == doubtful.Count, Is.True, report.ToString());
    }

    [Test]
    public async Task T53_Killed_five_times_with_the_outbox_there_is_one_file_for_each_reader()
    {
        const int Readers = 1000, Kills = 5;
        await using var room = await Newsroom.OpenAsync(smtp: false);
        await room.ImportAsync(Readers);
        var server = await room.ReleaseAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var target = Readers * kill / (Kills + 1);
            await Await.Until(() => Count(room) >= target, Long, $"{target} mails in the outbox");
            await server.DisposeAsync();
            server = await room.ServeAsync();
        }
        await using var last = server;
        await Await.Until(async () => (await room.ReportAsync()).State == "finished", Long, "the edition to be finished");
        var report = await room.ReportAsync();
        Assert.That(Count(room), Is.EqualTo(Readers));
        Assert.That(report.AddsUp && report is { Total: Readers, Sent: Readers }, Is.True, report.ToString());
    }

    [Test]
    public async Task SIGTERM_ends_between_two_mails_and_the_next_worker_makes_no_copy()
    {
        const int Readers = 600, Stops = 3;
        await using var walk = await ReleaseWalk.StartAsync(Readers, TimeSpan.FromMilliseconds(100));
        for (var stop = 1; stop <= Stops; stop++)
        {
            await walk.Room.Relay.WaitForMailsAsync(Readers * stop / (Stops + 1), Long);
            Assert.That(await walk.Server.TerminateAsync(), Is.Zero, "it ends in order, " + walk.Server.Err);
            Assert.That(await walk.Ledger.InStateAsync("claimed"), Is.Empty, "every answer was waited for and written");
            await walk.ServeAsync();
        }
        await walk.FinishAsync();
        await walk.AssertKeptAsync(mostCopies: 0);
    }

    [Test]
    public async Task SIGTERM_waits_for_answers_no_longer_than_StopWait_and_what_has_none_goes_out_again_as_it_was()
    {
        const int Readers = 40;
        await using var walk = await ReleaseWalk.StartAsync(Readers, TimeSpan.FromMinutes(10), ("Digest__Delivering__StopWait", "1 s"));
        await walk.Room.Relay.WaitForMailsAsync(ReleaseWalk.Connections, Long);
        Assert.That(await walk.Server.TerminateAsync(TimeSpan.FromSeconds(30)), Is.Zero, walk.Server.Err);
        walk.Room.Relay.Delay = TimeSpan.Zero;
        await walk.ServeAsync();
        await walk.FinishAsync();
        await walk.AssertKeptAsync(ReleaseWalk.Connections);
    }

    [TestCase(3)]
    [TestCase(60, Category = "Full")]
    public async Task SIGSTOP_leaves_the_lock_with_who_has_it_and_nothing_is_lost_or_repeated(int seconds)
    {
        const int Readers = 1000;
        await using var walk = await ReleaseWalk.StartAsync(Readers, Briskly);
        await walk.Room.Relay.WaitForMailsAsync(Readers / 3, Long);
        walk.Server.Freeze();
        try
        {
            var second = await walk.Room.RunAsync("serve", "--role", "worker");
            Assert.That(second.ExitCode, Is.EqualTo(1));
            Assert.That(second.Err, Does.Contain("worker.lock"));
            await Task.Delay(TimeSpan.FromSeconds(seconds));
        }
        finally
        {
            walk.Server.Resume();
        }
        await walk.FinishAsync();
        await walk.AssertKeptAsync(mostCopies: 0);
    }

    // Random moments, in growing order, most of them within the release.
    private static IEnumerable<int> Moments(int readers, int kills)
    {
        var random = TestContext.CurrentContext.Random;
        return Enumerable.Range(0, kills).Select(_ => random.Next(readers * 19 / 20)).Order();
    }

    private static int Count(Newsroom room) => Directory.Exists(room.Outbox) ? Directory.GetFiles(room.Outbox, "*.eml").Length : 0;
}
