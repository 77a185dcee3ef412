using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>A fault of the relay at its N-th SMTP command of a release of 50, for N = 1, 2, 3 … until a run passes untouched.</summary>
internal sealed class CommandFaultTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<Envelope, SmtpAnswer?>> Faults = new()
    {
        ["cut"] = _ => SmtpAnswer.Ok() with { Cut = true },
        ["cut within the mail"] = e => e.Stage == SmtpStage.Data ? new SmtpAnswer(354, "go on") { CutWithin = 700 } : SmtpAnswer.Ok() with { Cut = true },
        ["closing"] = _ => new SmtpAnswer(421, "4.3.2 shutting down") { Close = true },
        ["not now"] = _ => SmtpAnswer.Temporary("4.3.0", "try later"),
        ["garbage"] = _ => SmtpAnswer.Ok() with { Garbage = "\u0001\u00FFwhat? \r\n" },
    };

    private ReleaseFolder release = null!;

    private static IEnumerable<string> Names => Faults.Keys;

    [OneTimeSetUp]
    public async Task Prepare() => release = await ReleaseFolder.MakeAsync(50);

    [OneTimeTearDown]
    public void Remove() => release.Dispose();

    [TestCaseSource(nameof(Names))]
    public async Task T50_A_fault_at_any_command_leaves_nobody_out(string fault)
    {
        // Every 23rd here, which meets each kind of command; all of them in the full run.
        for (var (n, untouched) = (1, false); !untouched; n += 23) untouched = await TroubledAsync(n, fault);
    }

    [TestCaseSource(nameof(Names)), Category("Full")]
    public async Task T50_A_fault_at_each_command_leaves_nobody_out(string fault)
    {
        for (var (n, untouched) = (1, false); !untouched; n++) untouched = await TroubledAsync(n, fault);
    }

    /// <returns>Whether the run had fewer commands.</returns>
    private async Task<bool> TroubledAsync(int n, string fault)
    {
        using var folder = release.Copy();
        var commands = 0;
        var met = SmtpStage.Connect;
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        relay.Answer = e =>
        {
            if (Interlocked.Increment(ref commands) != n) return null;
            met = e.Stage;
            return Faults[fault](e);
        };
        await using (var works = await Works.StartAsync(folder.File("data"), relay))
        {
            var sent = works.SendAsync();
            await Await.Until(async () => await works.QueryAsync("select count(*) from delivery where state not in ('waiting', 'claimed')") == release.Readers, Long, "the first try of everybody");
        }
        // Who was put off gets it ten minutes later; one at most can have been taken without an answer.
        await using var later = await Works.StartAsync(folder.File("data"), relay, new MovedClock(TimeSpan.FromMinutes(10)));
        await later.SendAsync();
        await release.AssertDoneAsync(later, relay, met == SmtpStage.Body ? 1 : 0, $"{fault} at command {n}, {met}");
        return commands < n;
    }
}
