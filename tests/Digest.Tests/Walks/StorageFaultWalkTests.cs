using System.Net;
using Dapper;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Walks;

/// <summary>T54: a disk or a lock that fails the program in the middle of its work, and what its readers see of it.</summary>
public sealed class StorageFaultWalkTests
{
    private const int Readers = 1000;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Gently = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task T54_On_a_full_disk_nothing_is_promised_and_with_room_again_all_goes_on_by_itself()
    {
        using var disk = new SmallDisk(megabytes: 24);
        await using var room = await Newsroom.OpenAsync(new SinkOptions(), disk.Path);
        await room.ImportAsync(Readers);
        room.Relay.Delay = Gently;
        await using var server = await room.ReleaseAsync();
        await room.Relay.WaitForMailsAsync(20, Long);
        using (disk.Fill())
        {
            await Await.Until(async () => await SignUpAsync(room, "early@readers.example") == HttpStatusCode.ServiceUnavailable, Long, "a sign-up to be refused");
            Assert.That(await SignUpAsync(room, "ann@readers.example"), Is.EqualTo(HttpStatusCode.ServiceUnavailable), "no false success, no 500");
        }
        await Await.Until(async () => await SignUpAsync(room, "ann@readers.example") == HttpStatusCode.OK, Long, "a sign-up to be taken");
        await FinishAsync(room, server);
        Assert.That(Digests(room), Is.EquivalentTo(Promise.Readers(Readers)), "everybody once, without a second copy");
        await room.Relay.WaitForAsync(m => m.Any(x => x.To.Single() == "ann@readers.example"), Long, "the confirm letter");
    }

    [TestCase(8)]
    [TestCase(40, Category = "Full")]
    public async Task T54_While_another_process_holds_the_lock_nothing_is_lost_and_afterwards_nothing_is_repeated(int seconds)
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(Readers);
        room.Relay.Delay = Gently;
        await using var server = await room.ReleaseAsync();
        await room.Relay.WaitForMailsAsync(20, Long);
        var during = HttpStatusCode.Unused;
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(room.DataFolder, "digest.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await other.ExecuteAsync("begin exclusive");
            var signUp = SignUpAsync(room, "ann@readers.example");
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            await other.ExecuteAsync("rollback");
            during = await signUp;
        }
        // A step waits 30 s for the lock; one that was queued behind another begins to wait later, and may get it.
        Assert.That(during, seconds < 30 ? Is.EqualTo(HttpStatusCode.OK) : Is.EqualTo(HttpStatusCode.ServiceUnavailable).Or.EqualTo(HttpStatusCode.OK));
        if (during != HttpStatusCode.OK) Assert.That(await SignUpAsync(room, "ann@readers.example"), Is.EqualTo(HttpStatusCode.OK));
        await FinishAsync(room, server);
        Assert.That(Digests(room), Is.EquivalentTo(Promise.Readers(Readers)), "everybody once, without a second copy");
        await room.Relay.WaitForAsync(m => m.Any(x => x.To.Single() == "ann@readers.example"), Long, "the confirm letter");
    }

    [Test]
    public async Task T54_A_disk_that_can_only_be_read_stops_the_start_with_a_line_and_nothing_is_lost()
    {
        using var disk = new SmallDisk(megabytes: 24);
        await using var room = await Newsroom.OpenAsync(new SinkOptions(), disk.Path);
        await room.ImportAsync(10);
        disk.Protect(readOnly: true);
        foreach (var command in (string[][])[["serve"], ["send", Newsroom.Slug], ["subscribers", "add", Newsroom.Slug, "ann@readers.example"]])
        {
            var refused = await room.RunAsync(command);
            Assert.That((refused.ExitCode, refused.Err.Trim().Split('\n').Length), Is.EqualTo((1, 1)), refused.Err);
            Assert.That(refused.Err, Does.Contain(disk.Path));
        }
        disk.Protect(readOnly: false);
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain("10 sent"));
    }

    private static async Task FinishAsync(Newsroom room, DigestProcess server)
    {
        await Await.Until(async () => (await room.ReportAsync()).State == "finished", Long, "the edition to be finished");
        Assert.That(server.HasExited, Is.False, "it recovers without a restart");
        var report = await room.ReportAsync();
        Assert.That(report.AddsUp && report.Sent == Readers, Is.True, report.ToString());
    }

    private static async Task<HttpStatusCode> SignUpAsync(Newsroom room, string address)
    {
        using var browser = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        using var form = new FormUrlEncodedContent([new("email", address)]);
        using var answer = await browser.PostAsync($"{room.Address}/subscribe", form);
        return answer.StatusCode;
    }

    private static List<string> Digests(Newsroom room) =>
        [.. room.Relay.Mails.Select(m => m.To.Single()).Where(a => a is not ("ann@readers.example" or "early@readers.example"))];
}
