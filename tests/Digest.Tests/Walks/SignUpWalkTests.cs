using System.Collections.Concurrent;
using System.Net.Http.Json;
using Dapper;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Walks;

/// <summary>Sign-ups at the program as its operator runs it: beside kills, and beside an edition.</summary>
public sealed class SignUpWalkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    [Test]
    public async Task What_was_answered_with_success_is_there_once_after_ten_kills()
    {
        const int SignUps = 200, Kills = 10, AtOnce = 8;
        await using var room = await Newsroom.OpenAsync();
        foreach (var limit in (string[])["LettersPerHour", "LettersPerDomainPerHour", "SignupsPerClientPerHour", "SignupsPerClientPerDay"])
            room.Settings[$"Digest__Subscribing__{limit}"] = "100000";
        var server = await room.ServeAsync();
        using var http = new HttpClient();
        var answered = new ConcurrentQueue<string>();
        var next = 0;
        // Whoever gets no answer tries again with the same address, as a person would.
        var people = Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i <= SignUps; i = Interlocked.Increment(ref next))
            {
                while (!await TryAsync(http, room, Newsroom.Reader(i))) await Task.Delay(20);
                answered.Enqueue(Newsroom.Reader(i));
            }
        }).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var target = SignUps * kill / (Kills + 1);
            await Await.Until(() => answered.Count >= target, Long, $"{target} answers; {server.Err}");
            await server.DisposeAsync();
            server = await room.ServeAsync();
        }
        await using var last = server;
        await Task.WhenAll(people).WaitAsync(Long);
        // A letter whose answer was not written down before a kill goes out again, the same one.
        await Await.Until(() => Got(room).Count == SignUps, Long, "a letter to everybody");

        await using var c = Open(room);
        var readers = (await c.QueryAsync<string>("select p.email from subscription s join subscriber p on p.id = s.subscriber where s.status = 'pending'")).AsList();
        var letters = (await c.QueryAsync<string>("select address from letter where kind = 'confirm'")).AsList();
        var everybody = Enumerable.Range(1, SignUps).Select(Newsroom.Reader).ToList();
        Assert.That(answered, Is.EquivalentTo(everybody));
        Assert.That(readers, Is.EquivalentTo(everybody), "none lost, none twice");
        Assert.That(letters, Is.EquivalentTo(everybody), "one letter each");
        Assert.That(Got(room), Is.EquivalentTo(everybody));
    }

    [Test]
    public async Task T03_A_flood_of_sign_ups_gets_the_hours_letters_and_delays_no_edition()
    {
        const int Readers = 400, SignUps = 150, Budget = 20;
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        room.Settings["Digest__TrustedProxies__0"] = "127.0.0.1";
        room.Settings["Digest__Subscribing__LettersPerHour"] = $"{Budget}";
        room.Relay.Delay = TimeSpan.FromMilliseconds(20);
        await room.ImportAsync(Readers);
        await using var server = await room.ServeAsync();
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        using var http = new HttpClient();
        var flood = Enumerable.Range(0, 8).Select(async part =>
        {
            for (var i = part; i < SignUps; i += 8) Assert.That(await FromAsync(http, room, $"10.1.{i / 250}.{i % 250}", $"new{i}@d{i}.example"), Is.EqualTo(202));
        });
        await Task.WhenAll(flood);
        Assert.That(await send.WaitForExitAsync(Long), Is.Zero, send.Err);
        var report = await room.ReportAsync();
        await room.Relay.WaitForMailsAsync(Readers + Budget, Long);

        await using var c = Open(room);
        var waits = await c.ExecuteScalarAsync<long>("select count(*) from letter where kind = 'confirm' and state = 'waiting' and free_at is null");
        Assert.Multiple(() =>
        {
            Assert.That(report is { Total: Readers, Sent: Readers, State: "finished" }, Is.True, report.ToString());
            Assert.That(room.Relay.Mails.Count(m => m.To.Single().StartsWith("new", StringComparison.Ordinal)), Is.EqualTo(Budget));
            Assert.That(waits, Is.EqualTo(SignUps - Budget), "nobody is lost");
        });
    }

    private static HashSet<string> Got(Newsroom room) => [.. room.Relay.Mails.Select(m => m.To.Single())];

    private static async Task<bool> TryAsync(HttpClient http, Newsroom room, string email)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync($"{room.Address}/subscribe", new { email });
            return (int)answer.StatusCode == 202;
        }
        catch (HttpRequestException)
        {
            return false; // It was just killed.
        }
    }

    private static async Task<int> FromAsync(HttpClient http, Newsroom room, string client, string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{room.Address}/subscribe")
        {
            Content = JsonContent.Create(new { email }),
            Headers = { { "X-Forwarded-For", client } },
        };
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static SqliteConnection Open(Newsroom room)
    {
        var c = new SqliteConnection($"Data Source={Path.Combine(room.DataFolder, "digest.db")};Mode=ReadOnly;Pooling=False");
        c.Open();
        return c;
    }
}
