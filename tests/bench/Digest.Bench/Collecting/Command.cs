using System.Diagnostics;
using System.Globalization;
using Digest.World;

namespace Digest.Bench.Collecting;

/// <summary>How long a command took, and the most memory it had in use.</summary>
internal sealed record Measured(double Seconds, double Megabytes);

/// <summary>The product's executable on a data folder of its own, whose only newsletter may read the given site, if any.</summary>
internal sealed class Command(string data, FeedServer? site = null)
{
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public async Task<Measured> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "digest"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in Settings()) start.Environment[key] = value;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var most = 0L;
        // The kernel keeps the peak itself; the last look before the end is the one that counts.
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20))) most = Math.Max(most, Peak(process.Id));
        await Task.WhenAll(output, errors);
        return process.ExitCode == 0 ? new Measured(watch.Elapsed.TotalSeconds, most / 1024.0)
            : throw new InvalidOperationException($"digest {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["Digest__DataDirectory"] = data,
        ["Digest__Newsletters__0__Slug"] = "bench",
        ["Digest__Newsletters__0__Name"] = "Bench",
        ["Digest__Newsletters__0__FromAddress"] = "news@bench.example",
        ["Digest__Newsletters__0__PostalAddress"] = "1 Bench Street",
        ["Digest__Collecting__AllowedPrivateHosts__0"] = $"127.0.0.1:{site?.Port ?? 1}",
        ["Digest__Collecting__FirstCollect"] = "0",
    };

    // Of /proc/PID/status, in KiB; 0 when it has just ended.
    private static long Peak(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or FormatException)
        {
            return 0;
        }
    }
}
