using Digest.Bouncing.Understanding;

namespace Digest.Bench.Bouncing;

/// <summary><see cref="ReturnedMailReader.Read"/> of real returned mails from memory, on one thread, in its processor time.</summary>
internal static class BounceBench
{
    private const int WarmUps = 10;
    private const double LeastPerSecond = 400;

    /// <returns>The exit code: 1 when the limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var mails = Mails(arguments.Text("folder", DefaultFolder()));
        var rounds = arguments.Number("rounds", 9);
        for (var i = 0; i < WarmUps; i++) Read(mails);
        // The compiler works beside, on what was found to be hot.
        await Task.Delay(TimeSpan.FromSeconds(1));
        var took = Enumerable.Range(0, rounds).Select(_ => Read(mails)).Order().ToArray()[rounds / 2];
        var perSecond = mails.Count / took.TotalSeconds;
        Console.WriteLine($"{mails.Count} mails of {mails.Sum(m => m.Length) / 1024} KiB, the median of {rounds} rounds: {took.TotalMilliseconds:0} ms, {took.TotalMilliseconds / mails.Count:0.00} ms a mail");
        Console.WriteLine($"{(perSecond >= LeastPerSecond ? "ok    " : "MISSED")}  {perSecond:0} reports a second on one processor, at least {LeastPerSecond:0}");
        return perSecond >= LeastPerSecond ? 0 : 1;
    }

    private static TimeSpan Read(List<byte[]> mails)
    {
        var began = ThreadTime.Now;
        foreach (var mail in mails) ReturnedMailReader.Read(new MemoryStream(mail, writable: false));
        return ThreadTime.Now - began;
    }

    private static string DefaultFolder() => Environment.GetEnvironmentVariable("DIGEST_CORPORA") is { Length: > 0 } corpora
        ? Path.Combine(corpora, "bounces", "mails") : throw new UsageException("DIGEST_CORPORA is not set. tests/bench/run sets it; or name a folder of mails with --folder.");

    private static List<byte[]> Mails(string folder)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"{Path.GetFullPath(folder)} is no folder. Set DIGEST_CORPORA, or name a folder of mails with --folder.");
        var mails = Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        return mails.Count > 0 ? mails : throw new UsageException($"{folder} holds no mail.");
    }
}
