using System.Globalization;

namespace Digest.World;

/// <summary>Another clock for a process, by Debian's faketime: the clock on the wall is moved, the monotonic one is not.</summary>
public sealed class FakeTime : IDisposable
{
    private readonly TempFolder folder = new();

    private string Offset => folder.File("offset");

    /// <summary>What the clock shows now; from now on it runs as ours does. A process that runs notices within a second.</summary>
    public void Set(DateTimeOffset time)
    {
        // Written beside and moved, so that nobody reads half of it.
        var draft = folder.Write("draft", (time - DateTimeOffset.UtcNow).TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        File.Move(draft, Offset, overwrite: true);
    }

    /// <summary>The plan, by this clock.</summary>
    public ProcessPlan By(ProcessPlan plan) => plan with
    {
        Environment = new Dictionary<string, string?>(plan.Environment)
        {
            ["LD_PRELOAD"] = Library(),
            ["FAKETIME_TIMESTAMP_FILE"] = Offset,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
            // Where it guesses that waits of the monotonic clock need its help, those shorter than the offset end at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        },
    };

    public void Dispose() => folder.Dispose();

    private static string Library() =>
        Directory.EnumerateDirectories("/usr/lib").Select(d => Path.Combine(d, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Debian's package faketime is not installed.");
}
