using Digest.Collecting.Reading;

namespace Digest.Bench.Parsing;

/// <summary>
/// <see cref="FeedReader.Read"/>, with text mending, sanitising and all, against python's feedparser with its defaults: the
/// same files from memory, in turns, on one thread each, in processor time. Rounds of warming up are not counted.
/// </summary>
internal static class ParseBench
{
    private const int WarmUps = 30;

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var files = Files(arguments.Text("folder", DefaultFolder()));
        var rounds = arguments.Number("rounds", 9);
        foreach (var (_, bytes) in files)
            for (var i = 0; i < WarmUps; i++)
                Parse(bytes);
        // The compiler works beside, on what was found to be hot.
        await Task.Delay(TimeSpan.FromSeconds(1));
        using var feedparser = Feedparser.Start();
        var runs = new List<FileRun>();
        foreach (var (path, bytes) in files)
            runs.Add(await WarmAsync(path, bytes, rounds, feedparser));
        // Rounds outside, so that what else the machine does falls on one round of many files, not on all rounds of one.
        for (var round = 0; round < rounds; round++)
            foreach (var run in runs)
            {
                run.Theirs[round] = (await feedparser.ParseAsync(run.Path)).Milliseconds;
                (run.Ours[round], run.Allocated[round]) = Parse(run.Bytes);
            }
        return ParseReport.Print([.. runs.Select(Result)], rounds);
    }

    private static string DefaultFolder() => Environment.GetEnvironmentVariable("DIGEST_CORPORA") is { Length: > 0 } corpora
        ? Path.Combine(corpora, "feeds", "files") : throw new UsageException("DIGEST_CORPORA is not set. tests/bench/run sets it; or name a folder of feeds with --folder.");

    private static List<(string Path, byte[] Bytes)> Files(string folder)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"{Path.GetFullPath(folder)} is no folder. Set DIGEST_CORPORA, or name a folder of feeds with --folder.");
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllBytes(path))).Where(file => file.Item2.Length > 0).ToList();
        return files.Count > 0 ? files : throw new UsageException($"{folder} holds no file.");
    }

    private static async Task<FileRun> WarmAsync(string path, byte[] bytes, int rounds, Feedparser feedparser)
    {
        var isFeed = (await feedparser.ParseAsync(path)).IsFeed && FeedReader.Read(bytes, null, null) is FeedReading.Read;
        return new FileRun(path, bytes, isFeed, new double[rounds], new double[rounds], new double[rounds]);
    }

    private static Measured Result(FileRun run) => new()
    {
        Name = Path.GetFileName(run.Path),
        Bytes = run.Bytes.Length,
        Ours = Median(run.Ours),
        Theirs = Median(run.Theirs),
        Allocated = (long)Median(run.Allocated),
        IsCompared = run.IsFeed,
    };

    private static (double Milliseconds, long Allocated) Parse(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var began = ThreadTime.Now;
        FeedReader.Read(bytes, null, null);
        var took = ThreadTime.Now - began;
        return (took.TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>A file and what each round measured of it.</summary>
    private sealed record FileRun(string Path, byte[] Bytes, bool IsFeed, double[] Ours, double[] Theirs, double[] Allocated);
}
