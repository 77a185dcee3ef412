using System.Diagnostics;
using Digest.World;

namespace Digest.Bench.Delivering;

/// <param name="Planning">Seconds from the beginning of the release until its mails may leave.</param>
/// <param name="Report">What the ledger counts at its end.</param>
/// <param name="Taken">What the sink counted.</param>
/// <param name="Spent">Of the server, web and worker in one, since its start.</param>
/// <param name="Archive">Milliseconds within which 95 of 100 requests for the archive were answered meanwhile.</param>
internal sealed record Release(double Planning, EditionCount Report, Taken Taken, Spent Spent, double Archive);

/// <summary>One server sends one edition to very many, while somebody reads its archive.</summary>
internal static class Million
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    public static async Task<Release> SendAsync(Sink sink, int readers, int connections)
    {
        await using var installed = await Installed.OpenAsync(sink, readers, connections);
        var room = installed.Room;
        await using var server = await room.ServeAsync();
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        using var end = new CancellationTokenSource();
        await server.WaitForLineAsync("is being released", Long);
        var watch = Stopwatch.StartNew();
        await server.WaitForLineAsync("is released", Long);
        var planning = watch.Elapsed.TotalSeconds;
        var archive = ReadAsync(room.Address, end.Token);
        await send.WaitForExitAsync(Long);
        await end.CancelAsync();
        var times = await archive;
        return new Release(planning, await room.ReportAsync(), sink.Tell(), Sender.Of(server.Id)!, times[(int)(times.Count * 0.95)]);
    }

    private static async Task<List<double>> ReadAsync(string address, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var times = new List<double>();
        while (!end.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            using (var answer = await http.GetAsync("/archive", CancellationToken.None)) answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(100, CancellationToken.None);
        }
        times.Sort();
        return times;
    }
}
