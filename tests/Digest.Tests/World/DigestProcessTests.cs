using Digest.World;

namespace Digest.Tests.World;

/// <summary>Process control, tried on the shell, so that it does not depend on what the product does today.</summary>
public sealed class DigestProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_command_gives_its_exit_code_and_both_streams()
    {
        var result = await DigestProcess.RunAsync(Shell("echo out; echo err >&2; cat; pwd; echo $Digest__BaseUrl; exit 3") with
        {
            Input = "typed\n",
            Environment = new Dictionary<string, string?> { ["Digest__BaseUrl"] = "http://x.test" },
        });

        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Err, Is.EqualTo("err"));
        Assert.That(result.Out, Does.Match("^out\ntyped\n.*/digest-test-.*\nhttp://x.test$"));
    }

    [Test]
    public async Task A_line_is_found_before_and_after_it_is_written_and_missed_when_the_process_ends()
    {
        await using var process = DigestProcess.Start(Shell("echo ready on port 4711; read line; echo gone"));
        Assert.That((await process.WaitForLineAsync(@"port (\d+)", Soon)).Groups[1].Value, Is.EqualTo("4711"));
        await process.WaitForLineAsync("^gone$", Soon);
        Assert.That(() => process.WaitForLineAsync("never", Soon), Throws.InvalidOperationException.With.Message.Contains("gone"));
    }

    [Test]
    public async Task Signals_reach_the_process()
    {
        await using var patient = DigestProcess.Start(Shell("trap 'echo asked; exit 7' TERM; echo up; while :; do read -t 1 x </dev/zero; done") with { Executable = "/bin/bash" });
        await patient.WaitForLineAsync("up", Soon);
        patient.Freeze();
        await Await.Until(() => State(patient) == 'T', Soon, "the process to stand still");
        patient.Resume();
        Assert.That(await patient.TerminateAsync(Soon), Is.EqualTo(7));
        Assert.That(patient.Out, Does.EndWith("asked"));

        await using var victim = DigestProcess.Start(Shell("echo up; exec sleep 600"));
        await victim.WaitForLineAsync("up", Soon);
        await victim.KillAsync();
        Assert.That(await victim.WaitForExitAsync(Soon), Is.EqualTo(137));
    }

    /// <summary>A shell that starts something in the background has it ignore SIGINT, so how tests are started matters here.</summary>
    [Test]
    public async Task An_interrupt_is_not_ignored()
    {
        await using var process = DigestProcess.Start(Shell("echo up; exec sleep 600"));
        await process.WaitForLineAsync("up", Soon);
        Assert.That(await process.InterruptAsync(Soon), Is.EqualTo(130));
    }

    [Test]
    public async Task Disposal_ends_the_process_and_removes_its_folder()
    {
        var process = DigestProcess.Start(Shell("exec sleep 600"));
        await process.DisposeAsync();
        Assert.That(Directory.Exists($"/proc/{process.Id}"), Is.False);
        Assert.That(Directory.Exists(process.WorkingFolder), Is.False);
    }

    [Test]
    public async Task The_program_under_test_is_found()
    {
        var result = await DigestProcess.RunAsync("--help");
        Assert.That(result.ExitCode, Is.Zero);
    }

    private static ProcessPlan Shell(string script) => new() { Executable = "/bin/sh", Arguments = ["-c", script] };

    private static char State(DigestProcess process) => File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[^1][0];
}
