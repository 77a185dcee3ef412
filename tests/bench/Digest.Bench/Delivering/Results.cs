using System.Globalization;
using System.Text;

namespace Digest.Bench.Delivering;

/// <summary>What was measured, beside what must hold and what is aimed at. Of the rounds the median counts.</summary>
internal sealed class Results(int readers, int rounds)
{
    private readonly StringBuilder rows = new();
    private bool holds = true;

    public List<double> Limit { get; } = [];
    public List<Run> Signed { get; } = [];
    public List<Run> Unsigned { get; } = [];
    public List<Run> Shared { get; } = [];
    public List<double> AsItComes { get; } = [];
    public long MailBytes { get; set; }
    public Release? Few { get; set; }
    public Release? Many { get; set; }

    /// <summary>A round's figures, as they come.</summary>
    public void Tell(int round) => Console.WriteLine(Invariant(
        $"round {round + 1}: limit {Limit[round]:0}/s, signed {Signed[round].Taken.PerSecond:0}/s, relay signs {Unsigned[round].Taken.PerSecond:0}/s, PostgreSQL {Shared[round].Taken.PerSecond:0}/s, as it comes {AsItComes[round]:0}/s, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));

    /// <summary>Prints the table, and writes it into a file, if one is named.</summary>
    /// <returns>Whether all that must hold does.</returns>
    public async Task<bool> WriteAsync(string path)
    {
        Rate("full path, DKIM RSA-2048, SQLite with full sync", Signed, 0.12, 0.20);
        Rate("full path, relay signs", Unsigned, 0.25, 0.42);
        AtMost("CPU seconds per 1,000 mails, signed", Median(Signed.Select(r => r.CpuPerThousand)), 0.9, 0.55, "0.00");
        AtMost("CPU seconds per 1,000 mails, relay signs", Median(Unsigned.Select(r => r.CpuPerThousand)), 0.5, 0.25, "0.00");
        AtLeast("times faster than MailKit as it comes with 4 kept connections, full path signed", Median(Signed.Select((r, i) => r.Taken.PerSecond / AsItComes[i])), 20, 30, "0.0");
        Rate("the same full path on PostgreSQL, relay signs", Shared, 0.20, 0.35);
        Must("mails that came twice, in all rounds", Signed.Concat(Unsigned).Concat(Shared).Sum(r => r.Taken.Copies), 0);
        if (Few is not null && Many is not null) TellRelease(Few, Many);
        var text = Head() + rows;
        Console.Write(text);
        if (path.Length > 0) await File.WriteAllTextAsync(path, text);
        return holds;
    }

    private void TellRelease(Release few, Release many)
    {
        AtMost(Invariant($"peak resident memory at {many.Report.Total} deliveries, MB"), many.Spent.Megabytes, 220, 150, "0");
        AtMost(Invariant($"its growth against {few.Report.Total}, MB"), many.Spent.Megabytes - few.Spent.Megabytes, 30, 10, "0");
        AtMost(Invariant($"planning a release of {many.Report.Total} on SQLite, wake-ups included, s"), many.Planning, 30, 10, "0.0");
        AtMost("/archive meanwhile, ms at p95", many.Archive, 100, 100, "0");
        Must("deliveries that the counters don't count as sent", many.Report.Total - many.Report.Sent + (many.Report.AddsUp ? 0 : 1), 0);
        Must("mails that the sink has more or fewer", Math.Abs(many.Taken.Mails - many.Report.Total) + many.Taken.Copies, 0);
        rows.Append(Invariant($"\nThe release of {many.Report.Total}: {many.Taken.PerSecond:0} mails a second over {many.Taken.Seconds:0} s, {many.Spent.CpuSeconds / many.Taken.Mails * 1000:0.00} CPU seconds per 1,000, one process for web and worker.\n"));
    }

    private string Head() => Invariant($"""
        # What the send path was measured at

        By `tests/bench/run deliver`, which writes this file; tests/bench/README.md says how. {DateTime.UtcNow:yyyy-MM-dd}, on {Environment.ProcessorCount} processors
        ({Processor()}), {Memory()} of memory, {Environment.OSVersion.VersionString}, .NET {Environment.Version}; sender, sink and database on the same machine.

        {readers} readers, 16 connections, mails of {MailBytes} bytes, {rounds} rounds of each in turns; the median counts. The limit: smtp-source into the same sink
        over 16 kept sessions, {Median(Limit):0} mails a second ({Limit.Min():0} to {Limit.Max():0}). Rates are shares of it, round by round.

        | | measured | must | aim |
        |---|---|---|---|

        """);

    private void Rate(string name, List<Run> runs, double must, double aim)
    {
        var share = Median(runs.Select((r, i) => r.Taken.PerSecond / Limit[i]));
        Row(name, Invariant($"{share:0.000} ({Median(runs.Select(r => r.Taken.PerSecond)):0}/s)"), Invariant($"{must:0.00}"), Invariant($"{aim:0.00}"), share >= must);
    }

    private void AtLeast(string name, double value, double must, double aim, string format) =>
        Row(name, value.ToString(format, CultureInfo.InvariantCulture), Invariant($"{must}"), Invariant($"{aim}"), value >= must);

    private void AtMost(string name, double value, double must, double aim, string format) =>
        Row(name, value.ToString(format, CultureInfo.InvariantCulture), Invariant($"{must}"), Invariant($"{aim}"), value <= must);

    private void Must(string name, long value, long must) => Row(name, Invariant($"{value}"), Invariant($"{must}"), "", value == must);

    private void Row(string name, string measured, string must, string aim, bool ok)
    {
        holds &= ok;
        rows.Append(Invariant($"| {name} | {measured}{(ok ? "" : " **missed**")} | {must} | {aim} |\n"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();

    private static string Memory() => Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0} GB");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
