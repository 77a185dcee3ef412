using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Invariant 5: a database that was put back is noticed, and sends nothing until the operator says what to do.</summary>
internal sealed class RestoreWalkTests
{
    private const int Readers = 300;
    private const string Late = "late@readers.example";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_database_copied_back_from_before_a_release_starts_paused_and_sends_nothing_until_told()
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(Readers);
        using var before = new TempFolder();
        Copy(room.DataFolder, before.Path);
        await room.DoAsync("send", Newsroom.Slug);
        PutBack(room, before.Path);

        var refused = await room.RunAsync("send", Newsroom.Slug);
        Assert.That((refused.ExitCode, refused.Err.Contains("digest resume", StringComparison.Ordinal)), Is.EqualTo((1, true)), refused.Err);
        await AssertSilentAsync(room, Readers);

        var resumed = await room.DoAsync("resume");
        TestContext.Out.WriteLine(resumed.Err);
        var nothing = await room.DoAsync("send", Newsroom.Slug);
        Assert.That(nothing.Out, Does.StartWith("Nothing new"), "what feeds hold is known: it was mailed since");
        room.Publish(2);
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain($"{Readers} sent"), "what is new since then goes out");
        Assert.That(Digests(room), Is.EqualTo(2 * Readers));
    }

    [Test]
    public async Task What_the_operator_wants_again_is_sent_again()
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(Readers);
        using var before = new TempFolder();
        Copy(room.DataFolder, before.Path);
        await room.DoAsync("send", Newsroom.Slug);
        PutBack(room, before.Path);
        await room.DoAsync("resume", "--news");
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain($"{Readers} sent"));
    }

    [Test]
    public async Task T54_A_write_ahead_log_that_is_gone_is_noticed_and_nobody_gets_a_second_copy()
    {
        await using var walk = await ReleaseWalk.StartAsync(Readers, TimeSpan.FromMilliseconds(100));
        // The file outside the database is at most a second behind; by now it knows of the release.
        await walk.Room.Relay.WaitForMailsAsync(Readers / 2, Long);
        await walk.Server.DisposeAsync();
        // Nobody may open the database before: the last one to close it would take the log in.
        foreach (var suffix in (string[])["-wal", "-shm"]) File.Delete(Path.Combine(walk.Room.DataFolder, "digest.db" + suffix));
        var mails = Digests(walk.Room);
        await AssertSilentAsync(walk.Room, mails);
        await walk.Room.DoAsync("resume");
        await walk.Room.DoAsync("send", Newsroom.Slug);
        Assert.That(Digests(walk.Room), Is.EqualTo(mails));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_copy_from_within_a_release_leaves_the_rest_to_the_operator(bool deliver)
    {
        await using var walk = await ReleaseWalk.StartAsync(Readers, TimeSpan.FromMilliseconds(100));
        var room = walk.Room;
        using var copy = new TempFolder();
        await room.Relay.WaitForMailsAsync(Readers / 4, Long);
        await walk.Ledger.CopyAsync(copy.File("digest.db"));
        await walk.FinishAsync();
        await walk.Server.TerminateAsync();
        PutBack(room, copy.Path);
        await AssertSilentAsync(room, Readers);

        await room.DoAsync(deliver ? ["resume", "--deliver"] : ["resume"]);
        await walk.ServeAsync();
        await walk.FinishAsync();
        var report = await room.ReportAsync();
        Assert.That(report.AddsUp && report.Total == Readers, Is.True, report.ToString());
        if (deliver) Assert.That((report.Sent, Digests(room)), Is.EqualTo((Readers, Readers + report.Sent - Known(copy))), "whoever was open then got the same again");
        else Assert.That((report.Skipped > 0, Digests(room)), Is.EqualTo((true, Readers)), "nobody gets a second copy");
    }

    private static int Known(TempFolder copy) => LedgerAudit.CountSent(copy.File("digest.db"));

    private static int Digests(Newsroom room) => room.Relay.Mails.Count(m => m.To.Single() != Late);

    // A worker that is ready, and commands that work, and not one mail.
    private static async Task AssertSilentAsync(Newsroom room, int mails)
    {
        await using var server = await room.ServeAsync();
        await server.WaitForLineAsync("Paused since .* digest resume", Long);
        await room.DoAsync("subscribers", "add", Newsroom.Slug, Late, "--status", "pending");
        await Task.Delay(TimeSpan.FromSeconds(3)); // Three rounds of whatever looks for work.
        Assert.That(Digests(room), Is.EqualTo(mails));
        await server.TerminateAsync();
    }

    private static void PutBack(Newsroom room, string from)
    {
        foreach (var file in Directory.GetFiles(room.DataFolder, "digest.db*")) File.Delete(file);
        Copy(from, room.DataFolder);
    }

    // The database alone; the file high-water stays where it is.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "digest.db*")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
