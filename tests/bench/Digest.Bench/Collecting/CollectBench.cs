using System.Globalization;
using Dapper;
using Digest.World;

namespace Digest.Bench.Collecting;

/// <summary>One <c>digest collect</c> of many sources over loopback, as a process of its own.</summary>
internal static class CollectBench
{
    private const int Items = 30;
    private const double MostSeconds = 20;
    private const double MostMegabytes = 300;

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (sources, changed) = (arguments.Number("sources", 2000), arguments.Number("changed", 10));
        await using var site = await FeedServer.StartAsync();
        using var folder = new TempFolder();
        var newest = DateTimeOffset.UtcNow;
        for (var i = 0; i < sources; i++) Put(site, i, 0, newest);
        var digest = new Command(folder.File("data"), site);
        await digest.RunAsync("newsletter", "list");
        Subscribe(folder.File("data"), site, sources);

        Say(await digest.RunAsync("collect"), "the first collect: all is new");
        Say(await digest.RunAsync("collect"), "nothing changed");
        for (var i = 0; i < sources; i++)
            if (i % 100 < changed) Put(site, i, 2, newest.AddMinutes(1));
        var measured = await digest.RunAsync("collect");
        Say(measured, $"{changed} % changed");
        return Verdict($"time: {measured.Seconds:0.0} s for {sources} sources (at most {MostSeconds:0} s)", measured.Seconds <= MostSeconds)
            & Verdict($"memory: {measured.Megabytes:0} MB (at most {MostMegabytes:0} MB)", measured.Megabytes <= MostMegabytes) ? 0 : 1;
    }

    private static void Put(FeedServer site, int source, int added, DateTimeOffset newest)
    {
        var origin = $"{site.Origin}/{source}";
        var feed = new RssFeed { Title = $"Wire {source}", Link = origin, Items = [.. Enumerable.Range(0, Items).Select(i => RssItem.Made(Items + added - i, origin, newest.AddHours(added - i)))] };
        site.Set($"/{source}/feed", FeedPage.Of(feed.ToXml(), "application/rss+xml; charset=utf-8"));
    }

    // As rows: two thousand commands would measure the start of processes.
    private static void Subscribe(string data, FeedServer site, int sources)
    {
        using var c = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "digest.db")};Pooling=False");
        c.Open();
        using var t = c.BeginTransaction();
        for (var i = 0; i < sources; i++)
            c.Execute("insert into source (url, host, next_check_at, created_at) values (@url, '127.0.0.1', 0, 0)", new { url = $"{site.Origin}/{i}/feed" }, t);
        c.Execute("insert into newsletter_source (newsletter, source, added_at) select n.id, s.id, 0 from newsletter n, source s", transaction: t);
        t.Commit();
    }

    private static bool Verdict(string line, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok     " : "MISSED ")} {line}");
        return holds;
    }

    private static void Say(Measured run, string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Seconds,6:0.0} s {run.Megabytes,5:0} MB  {what}"));
}
