using System.Diagnostics;

namespace Digest.World;

/// <summary>
/// A server program of the system's, with a folder of its own. Both go when this is disposed, and also when the tests are
/// killed: a shell beside the program reads from a pipe that breaks then. (A signal at a parent's death would not do: it
/// already comes when the thread that started the program ends.)
/// </summary>
internal sealed class Daemon : IDisposable
{
    internal const string Guard =
        """
        folder=$1 signal=$2; shift 2
        exec 3<&0
        "$@" 3<&- & server=$!
        trap '' INT TERM HUP
        { read -r _; while kill -s "$signal" "$server"; do sleep 0.1; done; } <&3 & watch=$!
        wait "$server"
        kill -KILL "$watch"
        rm -rf -- "$folder"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process guard;
    private readonly Log<string> words = new();

    /// <param name="folder">Deleted with everything in it once the program has ended.</param>
    /// <param name="signal">What has the program end at once, in order; repeated, for it may come before the program listens.</param>
    /// <param name="command">The program, which stays in the foreground, and its arguments.</param>
    public Daemon(TempFolder folder, string signal, params string[] command)
    {
        guard = new Process
        {
            StartInfo = new("/bin/sh", ["-c", Guard, "sh", folder.Path, signal, .. command])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            },
        };
        guard.OutputDataReceived += (_, e) => words.Add(e.Data ?? "");
        guard.ErrorDataReceived += (_, e) => words.Add(e.Data ?? "");
        guard.Start();
        guard.BeginOutputReadLine();
        guard.BeginErrorReadLine();
    }

    /// <summary>What it wrote last.</summary>
    public string LastWords => string.Join('\n', words.Snapshot.TakeLast(10));

    /// <summary>Asks until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended instead, or didn't answer in time; the text holds its last words.</exception>
    public async Task AnswersAsync(Func<Task> ask)
    {
        var lives = false;
        try
        {
            await Await.Until(
                async () =>
                {
                    if (guard.HasExited) return true;
                    await ask();
                    return lives = true;
                }, Patience, "its first answer");
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"{e.Message} It wrote last:\n{LastWords}", e);
        }

        if (!lives) throw new InvalidOperationException($"It ended at once. It wrote last:\n{LastWords}");
    }

    /// <summary>Returns when the program has ended and its folder is gone.</summary>
    public void Dispose()
    {
        guard.StandardInput.Close();
        if (!guard.WaitForExit(Patience)) guard.Kill(entireProcessTree: true);
        guard.Dispose();
    }
}
