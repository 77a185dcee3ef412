using System.Globalization;
using System.Text;
using Digest.Bench.Collecting;
using Digest.World;

namespace Digest.Bench.Importing;

/// <summary>One <c>digest subscribers import</c> of many readers, as a process of its own, beside which somebody else writes.</summary>
internal static class ImportBench
{
    private const double MostSeconds = 90;
    private const double MostMegabytes = 250;
    private const double MostWait = 1;

    private static readonly string[] Domains = ["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.de", "web.de", "icloud.com", "orange.fr", "mail.ru", "qq.com", "news.example", "firma.example"];

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var readers = arguments.Number("readers", 1_000_000);
        using var folder = new TempFolder();
        var file = folder.File("readers.csv");
        await WriteAsync(file, readers);
        var digest = new Command(folder.File("data"));
        await digest.RunAsync("newsletter", "list");

        using var end = new CancellationTokenSource();
        var neighbour = Neighbour.WriteAsync(folder.File("data"), end.Token);
        var import = await digest.RunAsync("subscribers", "import", "bench", file, "--status", "active");
        await end.CancelAsync();
        var (waits, longest) = await neighbour;
        var count = Neighbour.Count(folder.File("data"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{readers / import.Seconds:0} readers a second; {waits} writes of another process beside it"));
        return Verdict($"time: {import.Seconds:0.0} s for {readers} readers (at most {MostSeconds:0} s)", import.Seconds <= MostSeconds)
            & Verdict($"memory: {import.Megabytes:0} MB (at most {MostMegabytes:0} MB)", import.Megabytes <= MostMegabytes)
            & Verdict($"longest wait of the other process: {longest.TotalSeconds:0.00} s (at most {MostWait:0} s)", longest.TotalSeconds <= MostWait)
            & Verdict($"active afterwards: {count}", count == readers) ? 0 : 1;
    }

    // In no order, as they signed up: each lands somewhere else in every index.
    private static async Task WriteAsync(string path, int readers)
    {
        var random = new Random(7);
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await file.WriteLineAsync("email,name");
        for (var i = 0; i < readers; i++)
        {
            var name = new string([.. Enumerable.Range(0, random.Next(4, 10)).Select(_ => (char)('a' + random.Next(26)))]);
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}.{random.Next(1000)}.{i:x}@{Domains[random.Next(Domains.Length)]},{char.ToUpperInvariant(name[0])}{name[1..]} Reader"));
        }
    }

    private static bool Verdict(FormattableString line, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok     " : "MISSED ")} {FormattableString.Invariant(line)}");
        return holds;
    }
}
