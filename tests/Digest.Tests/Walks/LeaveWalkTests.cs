using System.Diagnostics;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>A "no" beside a busy release, with the pages and the worker in processes of their own.</summary>
public sealed class LeaveWalkTests
{
    private const int Readers = 2000;
    private const int Leavers = 100;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    [Test]
    public async Task T23_Who_leaves_during_a_release_is_told_within_a_second_and_gets_nothing_that_was_not_claimed_before()
    {
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.ImportAsync(Readers);
        await using var web = await WebAsync(room);
        await using var worker = DigestProcess.Start(room.Plan("serve", "--role", "worker"));
        await room.DoAsync("send", Newsroom.Slug);
        var links = room.Relay.Mails.ToDictionary(m => m.To.Single(), m => m.Read().Headers["List-Unsubscribe"]!.Trim('<', '>', ' '));

        room.Publish(3);
        room.Relay.Delay = TimeSpan.FromMilliseconds(10);
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        await room.Relay.WaitForMailsAsync(Readers + 1, Long);
        var (left, slowest) = await LeaveAsync(links);
        Assert.That(room.Relay.Mails, Has.Count.LessThan(2 * Readers - Leavers), "the release was over before the leaves were: nothing was tested");
        Assert.That(await send.WaitForExitAsync(Long), Is.Zero, send.Err);

        var claims = await new LedgerAudit(room.DataFolder).ClaimedAsync();
        var second = room.Relay.Mails.Skip(Readers).ToDictionary(m => m.To.Single());
        var wrong = left.Where(l => second.TryGetValue(l.Key, out var mail) && mail.BeganAt > l.Value && claims[l.Key] > l.Value).Select(l => l.Key);
        var report = await room.ReportAsync();
        TestContext.Out.WriteLine($"{Leavers} left, {report.Skipped} of them before their mail; the slowest answer took {slowest.TotalMilliseconds:0} ms");
        Assert.Multiple(() =>
        {
            Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(wrong, Is.Empty, "claimed and begun after the leave was acknowledged");
            Assert.That(report.AddsUp && report.Total == Readers && report.Sent == second.Count && report.Skipped == Readers - second.Count, Is.True, report.ToString());
            Assert.That(report.Skipped, Is.GreaterThan(0), "nobody left in time: nothing was tested");
        });
    }

    // By the link of the first edition, as a mail program does it (RFC 8058), one after the other.
    private static async Task<(Dictionary<string, DateTimeOffset> Left, TimeSpan Slowest)> LeaveAsync(Dictionary<string, string> links)
    {
        using var browser = new HttpClient();
        var left = new Dictionary<string, DateTimeOffset>();
        var slowest = TimeSpan.Zero;
        foreach (var (reader, link) in links.OrderBy(_ => TestContext.CurrentContext.Random.Next()).Take(Leavers))
        {
            var watch = Stopwatch.StartNew();
            using var answer = await browser.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
            left[reader] = DateTimeOffset.UtcNow;
            if (watch.Elapsed > slowest) slowest = watch.Elapsed;
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }
        return (left, slowest);
    }

    private static async Task<DigestProcess> WebAsync(Newsroom room)
    {
        var web = DigestProcess.Start(room.Plan("serve", "--role", "web"));
        using var http = new HttpClient();
        await Await.Until(async () => (await http.GetAsync($"{room.Address}/health/ready")).IsSuccessStatusCode, TimeSpan.FromSeconds(50), "the pages");
        return web;
    }
}
