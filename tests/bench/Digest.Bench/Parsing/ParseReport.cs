using System.Globalization;

namespace Digest.Bench.Parsing;

/// <summary>Prints what was measured, the worst of it, and whether the limits hold.</summary>
internal static class ParseReport
{
    private const double LeastRatio = 4;
    private const double MostAllocatedPerByte = 30;

    /// <summary>A small feed shows what any parse costs, not what its bytes do: the limits for single files begin here.</summary>
    private const int Small = 16 * 1024;

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static int Print(IReadOnlyList<Measured> files, int rounds)
    {
        Say($"{"file",-40} {"KB",6} {"ours ms",9} {"theirs ms",9} {"ratio",6} {"alloc/B",8}");
        foreach (var file in files.OrderByDescending(f => f.Bytes))
            Say($"{Short(file.Name),-40} {file.Bytes / 1000.0,6:0.0} {file.Ours,9:0.000} {file.Theirs,9:0.000} {(file.IsCompared ? $"{file.Ratio,6:0.0}" : "     -")} {file.AllocatedPerByte,8:0.0}");

        var compared = files.Where(f => f.IsCompared).ToList();
        if (compared.Count == 0)
        {
            Say("No file is a feed to both: nothing was compared.");
            return 1;
        }
        var ratio = compared.Sum(f => f.Theirs) / compared.Sum(f => f.Ours);
        var perByte = files.Sum(f => (double)f.Allocated) / files.Sum(f => (double)f.Bytes);
        var slowest = compared.MinBy(f => f.Ratio)!;
        var hungriest = files.Where(f => f.Bytes >= Small).DefaultIfEmpty(files[0]).MaxBy(f => f.AllocatedPerByte)!;
        Say("");
        Say($"{files.Count} files, {compared.Count} of them feeds to both; medians of {rounds} rounds.");
        Say($"compared: ours {compared.Sum(f => f.Ours):0.0} ms, feedparser {compared.Sum(f => f.Theirs):0.0} ms; all files: ours {files.Sum(f => f.Ours):0.0} ms");
        Say($"worst ratio: {slowest.Ratio:0.0} ({slowest.Name}); worst allocation of a feed over 16 KiB: {hungriest.AllocatedPerByte / 10:0.00} MB per 100 KB ({hungriest.Name})");
        return Verdict($"speed: {ratio:0.0} times feedparser's (at least {LeastRatio:0})", ratio >= LeastRatio)
            & Verdict($"allocated: {perByte / 10:0.00} MB per 100 KB (at most {MostAllocatedPerByte / 10:0})", perByte <= MostAllocatedPerByte) ? 0 : 1;
    }

    private static bool Verdict(string line, bool holds)
    {
        Say($"{(holds ? "ok   " : "MISSED")} {line}");
        return holds;
    }

    private static string Short(string name) => name.Length <= 40 ? name : name[..39] + "…";

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Say(string line) => Console.WriteLine(line);
}
