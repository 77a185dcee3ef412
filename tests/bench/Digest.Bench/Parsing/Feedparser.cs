using System.Diagnostics;
using System.Globalization;

namespace Digest.Bench.Parsing;

/// <summary>One parse of a file by feedparser.</summary>
/// <param name="Milliseconds">The processor time of the parse, measured in the other process, without reading the file.</param>
/// <param name="IsFeed">It took the file for a feed.</param>
internal readonly record struct TheirParse(double Milliseconds, bool IsFeed);

/// <summary>Python's feedparser in a process of its own that parses one file at a time, when asked.</summary>
internal sealed class Feedparser : IDisposable
{
    private readonly Process process;

    private Feedparser(Process process) => this.process = process;

    /// <exception cref="InvalidOperationException">No Python with feedparser is there.</exception>
    public static Feedparser Start()
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Parsing", "feedparser_times.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new Feedparser(Process.Start(start) ?? throw new InvalidOperationException($"{python} does not start."));
    }

    public async Task<TheirParse> ParseAsync(string path)
    {
        await process.StandardInput.WriteLineAsync(path);
        await process.StandardInput.FlushAsync();
        var answer = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("feedparser ended: see above.");
        return answer.Split(' ') is [var nanoseconds, _, var version]
            ? new TheirParse(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e6, version != "-")
            : throw new InvalidOperationException($"feedparser answered: {answer}");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
