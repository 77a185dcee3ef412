using System.Diagnostics;
using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>A "no" beside a busy release, with the pages and the worker in processes of their own.</summary>
public sealed class LeaveWalkTests
{
    [Test]
    public async Task T23_A_leave_is_acknowledged_within_a_second_while_another_process_releases()
    {
        const int Readers = 2000;
        await using var room = await Newsroom.OpenAsync(keepMails: true);
        await room.ImportAsync(Readers);
        await using var web = await WebAsync(room);
        await using var worker = DigestProcess.Start(room.Plan("serve", "--role", "worker"));
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        await room.Relay.WaitForMailsAsync(20, TimeSpan.FromMinutes(2));

        using var browser = new HttpClient();
        var slowest = TimeSpan.Zero;
        foreach (var mail in room.Relay.Mails.Take(20).ToList())
        {
            var link = mail.Read().Headers["List-Unsubscribe"]!.Trim('<', '>', ' ');
            var watch = Stopwatch.StartNew();
            var answer = await browser.PostAsync(link, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));
            if (watch.Elapsed > slowest) slowest = watch.Elapsed;
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }
        var busy = room.Relay.Mails.Count;
        Assert.That(busy, Is.LessThan(Readers), "the release was over before the leaves were: nothing was tested");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(await send.WaitForExitAsync(TimeSpan.FromMinutes(3)), Is.Zero, send.Err);
        var report = await room.ReportAsync();
        Assert.That(report.AddsUp && report.Total == Readers && report.Sent == Readers, Is.True, report.ToString());
    }

    private static async Task<DigestProcess> WebAsync(Newsroom room)
    {
        var web = DigestProcess.Start(room.Plan("serve", "--role", "web"));
        using var http = new HttpClient();
        await Await.Until(async () => (await http.GetAsync($"{room.Address}/health/ready")).IsSuccessStatusCode, TimeSpan.FromSeconds(50), "the pages");
        return web;
    }
}
