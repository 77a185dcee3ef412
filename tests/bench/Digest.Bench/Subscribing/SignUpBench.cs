using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Bench.Subscribing;

/// <summary>Sign-ups of as many people at the program in a process of its own, over loopback; what was answered is counted in its rows.</summary>
internal static class SignUpBench
{
    private const int Connections = 64;
    private const int WarmUp = 500;
    private const int Domains = 500;
    private const double LeastPerSecond = 500;
    private const double MostMilliseconds = 200;
    private static readonly string[] Limits =
        ["SignupsPerClientPerHour", "SignupsPerClientPerDay", "LettersPerAddressPerDay", "LettersPerAddressPer30Days", "LettersPerDomainPerHour", "LettersPerHour"];

    /// <returns>The exit code: 1 when a limit is missed.</returns>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var people = arguments.Number("people", 10_000);
        await using var room = await Newsroom.OpenAsync(smtp: false);
        room.Settings["Digest__TrustedProxies__0"] = "127.0.0.1";
        foreach (var limit in Limits) room.Settings[$"Digest__Subscribing__{limit}"] = "1000000";
        await using var server = await room.ServeAsync();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(room.Address) };
        await RunAsync(http, 0, WarmUp);
        var watch = Stopwatch.StartNew();
        var times = await RunAsync(http, WarmUp, people);
        var perSecond = people / watch.Elapsed.TotalSeconds;
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        await server.KillAsync();

        var kept = Count(room);
        var (middle, late) = (times[times.Count / 2], times[(int)(times.Count * 0.99)]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"        {people} sign-ups in {watch.Elapsed.TotalSeconds:0.0} s, median {middle:0} ms, load {load}"));
        return Verdict($"accepted: {perSecond:0} a second over {Connections} connections (at least {LeastPerSecond:0})", perSecond >= LeastPerSecond)
            & Verdict($"99 of 100 within {late:0} ms (at most {MostMilliseconds:0} ms)", late <= MostMilliseconds)
            & Verdict($"there after a kill: {kept} of {WarmUp + people}, each with consent and letter", kept == WarmUp + people) ? 0 : 1;
    }

    private static async Task<List<double>> RunAsync(HttpClient http, int from, int count)
    {
        var times = new ConcurrentBag<double>();
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < from + count; i = Interlocked.Increment(ref next))
            {
                var started = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Post, "/subscribe")
                {
                    Content = new FormUrlEncodedContent([new("email", $"reader{i}@d{i % Domains}.example"), new("time_zone", "Europe/Berlin")]),
                    Headers = { { "Accept", "application/json" }, { "X-Forwarded-For", $"10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}" } },
                };
                using var answer = await http.SendAsync(request);
                if ((int)answer.StatusCode != 202) throw new InvalidOperationException($"answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }));
        return [.. times.Order()];
    }

    private static long Count(Newsroom room)
    {
        using var c = new SqliteConnection($"Data Source={Path.Combine(room.DataFolder, "digest.db")};Pooling=False");
        c.Open();
        return c.ExecuteScalar<long>("""
            select count(*) from subscription s where s.status = 'pending'
              and exists (select 1 from consent k where k.subscription = s.public_id)
              and exists (select 1 from letter l where l.subscription = s.id and l.kind = 'confirm')
            """);
    }

    private static bool Verdict(string line, bool holds)
    {
        Console.WriteLine($"{(holds ? "ok     " : "MISSED ")} {line}");
        return holds;
    }
}
