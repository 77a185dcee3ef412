using System.Diagnostics;
using System.Globalization;
using Digest.World;

namespace Digest.Bench.Delivering;

/// <summary>What a process used: by the clock on the wall, of the processors, and at its most of memory.</summary>
internal sealed record Spent(double Seconds, double CpuSeconds, double Megabytes);

/// <summary>Processes whose use is looked at until they end.</summary>
internal static class Sender
{
    private static readonly double TicksPerSecond = 100; // USER_HZ, which Linux shows to programs whatever its own ticks are

    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static async Task<Spent> RunAsync(ProcessPlan plan)
    {
        var watch = Stopwatch.StartNew();
        await using var process = DigestProcess.Start(plan);
        var spent = new Spent(0, 0, 0);
        while (!process.HasExited)
        {
            spent = Of(process.Id) ?? spent;
            await Task.Delay(10);
        }
        var code = await process.WaitForExitAsync(TimeSpan.FromSeconds(1));
        return code == 0 ? spent with { Seconds = watch.Elapsed.TotalSeconds }
            : throw new InvalidOperationException($"{string.Join(' ', plan.Arguments)} ended with {code}: {process.Err}");
    }

    /// <summary>What a process used so far; null: it is gone.</summary>
    public static Spent? Of(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is null) return null;
            return new Spent(0, ticks / TicksPerSecond, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0);
        }
        catch (Exception gone) when (gone is IOException or FormatException)
        {
            return null;
        }
    }
}
