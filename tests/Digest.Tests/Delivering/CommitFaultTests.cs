using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>
/// A fault at the N-th commit of a release of 50, for N = 1, 2, 3 … until a run passes untouched, in this process. The same
/// with processes that really die stands in Walks/FaultWalkTests.cs.
/// </summary>
internal sealed class CommitFaultTests
{
    private ReleaseFolder release = null!;

    [OneTimeSetUp]
    public async Task Prepare() => release = await ReleaseFolder.MakeAsync(50);

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [Test]
    public async Task T53_Dead_at_any_commit_the_next_worker_leaves_nobody_out()
    {
        var untouched = false;
        for (var n = 1; !untouched; n++) untouched = await DeadAsync(n);
    }

    [TestCase(CommitFault.Refuse)]
    [TestCase(CommitFault.Full)]
    [TestCase(CommitFault.Lock)]
    public async Task T54_A_fault_at_any_commit_leaves_nobody_out_and_makes_no_copy(CommitFault fault)
    {
        var untouched = false;
        // Every third here, all of them in the full run.
        for (var n = 1; !untouched; n += 3) untouched = await TroubledAsync(n, fault);
    }

    [TestCase(CommitFault.Refuse), Category("Full")]
    [TestCase(CommitFault.Full), Category("Full")]
    [TestCase(CommitFault.Lock), Category("Full")]
    public async Task T54_A_fault_at_each_commit_leaves_nobody_out_and_makes_no_copy(CommitFault fault)
    {
        var untouched = false;
        for (var n = 1; !untouched; n++) untouched = await TroubledAsync(n, fault);
    }

    /// <returns>Whether the run had fewer commits.</returns>
    private async Task<bool> DeadAsync(int n)
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        bool untouched;
        using (var faults = SqliteFaults.Arm(folder.File("data"), n, CommitFault.Dead))
        {
            await using var works = await TryStartAsync(folder, relay);
            if (works is null) untouched = false;
            else
            {
                var sent = TrySendAsync(works);
                await Task.WhenAny(sent, faults.Struck);
                untouched = !faults.Struck.IsCompleted;
                relay.CutConnections();
            }
        }
        await using var next = await Works.StartAsync(folder.File("data"), relay);
        await next.SendAsync();
        await release.AssertDoneAsync(next, relay, untouched ? 0 : Works.Connections, $"dead at commit {n}");
        return untouched;
    }

    private async Task<bool> TroubledAsync(int n, CommitFault fault)
    {
        using var folder = release.Copy();
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        using var faults = SqliteFaults.Arm(folder.File("data"), n, fault, TimeSpan.FromMilliseconds(150));
        Works? started = null;
        await Await.Until(async () => (started = await TryStartAsync(folder, relay)) is not null, TimeSpan.FromSeconds(30), "the works to start");
        await using var works = started!;
        await Await.Until(async () =>
        {
            await TrySendAsync(works);
            return (await works.EditionAsync()).State == "finished";
        }, TimeSpan.FromMinutes(1), $"the edition to be finished after {fault} at commit {n}");
        await release.AssertDoneAsync(works, relay, 0, $"{fault} at commit {n}\n{string.Join('\n', works.Log.Lines)}");
        return faults.Commits < n;
    }

    // The fault may meet the very preparation, or the request itself: whoever asked is told, and asks again.
    private static async Task<Works?> TryStartAsync(TempFolder folder, SmtpSink relay)
    {
        try
        {
            return await Works.StartAsync(folder.File("data"), relay);
        }
        catch (Exception fault) when (fault is Fault or Microsoft.Data.Sqlite.SqliteException)
        {
            return null;
        }
    }

    private static async Task TrySendAsync(Works works)
    {
        try
        {
            await works.SendAsync();
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // The request was not stored.
        }
    }
}
