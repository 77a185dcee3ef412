using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>kill −9 in the middle of a release: nobody is left out, and copies are at most one per open connection and kill.</summary>
public sealed class KillWalkTests
{
    private const int Readers = 1000;
    private const int Kills = 5;
    private const int Connections = 4;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    [Test]
    public async Task Killed_five_times_over_smtp_it_reaches_everybody_with_few_copies_of_the_same_bytes()
    {
        await using var room = await Newsroom.OpenAsync();
        await room.ImportAsync(Readers);
        room.Relay.Delay = TimeSpan.FromMilliseconds(5);
        var server = await StartReleaseAsync(room);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var target = Readers * kill / (Kills + 1);
            await room.Relay.WaitForMailsAsync(target, Long);
            await server.KillAsync();
            await server.DisposeAsync();
            server = await room.ServeAsync();
        }
        await using var last = server;
        await Await.Until(async () => (await room.ReportAsync()).State == "finished", Long, "the edition to be finished");

        var mails = room.Relay.Mails;
        var byReader = mails.GroupBy(m => m.To.Single()).ToList();
        var copies = mails.Count - byReader.Count;
        var report = await room.ReportAsync();
        Assert.Multiple(() =>
        {
            Assert.That(byReader.Select(g => g.Key), Is.EquivalentTo(Enumerable.Range(1, Readers).Select(Newsroom.Reader)));
            Assert.That(copies, Is.LessThanOrEqualTo(Kills * Connections));
            Assert.That(byReader.All(g => g.Select(m => (m.MessageId, m.Sha256)).Distinct().Count() == 1), "copies are the same mail");
            Assert.That(report.AddsUp && report is { Total: Readers, Sent: Readers }, Is.True, report.ToString());
        });
    }

    [Test]
    public async Task Killed_five_times_with_the_outbox_there_is_one_file_for_each_reader()
    {
        await using var room = await Newsroom.OpenAsync(smtp: false);
        await room.ImportAsync(Readers);
        var server = await StartReleaseAsync(room);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var target = Readers * kill / (Kills + 1);
            await Await.Until(() => Count(room) >= target, Long, $"{target} mails in the outbox");
            await server.KillAsync();
            await server.DisposeAsync();
            server = await room.ServeAsync();
        }
        await using var last = server;
        await Await.Until(async () => (await room.ReportAsync()).State == "finished", Long, "the edition to be finished");
        var report = await room.ReportAsync();
        Assert.That(Count(room), Is.EqualTo(Readers));
        Assert.That(report.AddsUp && report is { Total: Readers, Sent: Readers }, Is.True, report.ToString());
    }

    private static int Count(Newsroom room) => Directory.Exists(room.Outbox) ? Directory.GetFiles(room.Outbox, "*.eml").Length : 0;

    /// <summary>A server that works on a release, asked for by a command that has gone since.</summary>
    private static async Task<DigestProcess> StartReleaseAsync(Newsroom room)
    {
        var server = await room.ServeAsync();
        await using var send = DigestProcess.Start(room.Plan("send", Newsroom.Slug));
        await server.WaitForLineAsync("is released", Long);
        await send.KillAsync();
        return server;
    }
}
