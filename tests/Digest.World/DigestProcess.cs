using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Digest.World;

/// <summary>
/// The product as a process of its own: its output is read all the time, signals reach it alone, disposal ends only it.
/// </summary>
public sealed class DigestProcess : IAsyncDisposable
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly TempFolder? folder;
    private readonly Log<OutputLine> lines = new();
    private readonly Task finished;
    private bool disposed;

    private DigestProcess(ProcessPlan plan)
    {
        folder = plan.WorkingFolder is null ? new TempFolder() : null;
        WorkingFolder = plan.WorkingFolder ?? folder!.Path;
        process = Process.Start(plan.ToStartInfo(WorkingFolder))!;
        Id = process.Id;
        finished = FollowAsync(plan.Input);
        _ = finished.ContinueWith(_ => lines.Touch(), TaskScheduler.Default);
    }

    public int Id { get; }

    public string WorkingFolder { get; }

    /// <summary>True only when everything it wrote has been read, too.</summary>
    public bool HasExited => finished.IsCompleted;

    /// <summary>Everything it wrote so far, both streams, in the order of reading.</summary>
    public IReadOnlyList<OutputLine> Lines => lines.Snapshot;

    public string Out => Joined(error: false);

    public string Err => Joined(error: true);

    [OverloadResolutionPriority(1)]
    public static DigestProcess Start(ProcessPlan plan) => new(plan);

    public static DigestProcess Start(params string[] arguments) => new(new() { Arguments = arguments });

    /// <summary>Runs a command to its end, a minute at most unless told otherwise.</summary>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(new ProcessPlan { Arguments = arguments });

    /// <inheritdoc cref="RunAsync(string[])"/>
    [OverloadResolutionPriority(1)]
    public static async Task<ProcessResult> RunAsync(ProcessPlan plan, TimeSpan? timeout = null)
    {
        await using var run = new DigestProcess(plan);
        return new(await run.WaitForExitAsync(timeout ?? Enough), run.Out, run.Err);
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return finished;
    }

    /// <summary>SIGTERM, and waits for the exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task<int> TerminateAsync(TimeSpan? timeout = null) => EndAsync(Signal.Terminate, timeout);

    /// <summary>SIGINT, as Ctrl-C sends it, and waits for the exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task<int> InterruptAsync(TimeSpan? timeout = null) => EndAsync(Signal.Interrupt, timeout);

    /// <summary>SIGSTOP: it stands still until <see cref="Resume"/>.</summary>
    public void Freeze() => Signal.Send(process, Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal.Send(process, Signal.Continue);

    /// <exception cref="TimeoutException">It did not end in time; the text holds the last lines it wrote.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            await finished.WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The process did not end within {timeout.TotalSeconds:0.#} s. {LastWords()}");
        }

        return process.ExitCode;
    }

    /// <summary>Waits for a line, on either stream, that matches; lines written before count.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="InvalidOperationException">The process ended without one.</exception>
    public async Task<Match> WaitForLineAsync(string pattern, TimeSpan timeout)
    {
        Match? found = null;
        bool Found(IReadOnlyList<OutputLine> all) => (found = all.Select(l => Regex.Match(l.Text, pattern)).FirstOrDefault(m => m.Success)) is not null;

        await lines.WaitForAsync(all => Found(all) || HasExited, timeout, () => $"no line like \"{pattern}\". {LastWords()}");
        return Found(Lines) ? found! : throw new InvalidOperationException($"The process ended without a line like \"{pattern}\". {LastWords()}");
    }

    /// <summary>Kills it, if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await KillAsync();
        process.Dispose();
        folder?.Dispose();
    }

    private Task<int> EndAsync(int signal, TimeSpan? timeout)
    {
        Signal.Send(process, signal);
        return WaitForExitAsync(timeout ?? Enough);
    }

    private async Task FollowAsync(string input)
    {
        await Task.WhenAll(FeedAsync(input), ReadAsync(process.StandardOutput, false), ReadAsync(process.StandardError, true));
        await process.WaitForExitAsync();
    }

    private async Task FeedAsync(string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It may end without reading.
        }
    }

    private async Task ReadAsync(StreamReader reader, bool error)
    {
        while (await reader.ReadLineAsync() is { } text)
            lines.Add(new(DateTimeOffset.UtcNow, error, text));
    }

    private string Joined(bool error) => string.Join('\n', Lines.Where(l => l.IsError == error).Select(l => l.Text));

    private string LastWords() => "It wrote last:\n" + string.Join('\n', Lines.TakeLast(20).Select(l => l.Text));
}
