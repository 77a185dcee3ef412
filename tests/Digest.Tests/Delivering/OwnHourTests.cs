using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>Readers' own hours beside what is sent by hand.</summary>
internal sealed class OwnHourTests
{
    [Test]
    public async Task Send_does_not_wait_for_an_edition_whose_readers_wait_for_their_hours()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), 3);
        await using var relay = SmtpSink.Start();
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        var (now, tomorrow) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(20));
        // In one step: one without readers would be finished at once.
        await works.ExecuteAsync("""
            insert into edition (public_id, newsletter, cadence, date, n, scheduled, state, subject, cut_at, release_at)
            values (@id, 1, 'daily', '2026-01-01', 1, true, 'released', 'Hours', @now, @now);
            insert into batch (edition, origin, due_at, number, waiting) values ((select max(id) from edition), 'release', @tomorrow, 1, 1)
            """, new { id = PublicId.New(), now, tomorrow });
        var request = await works.SendAsync();
        Assert.That((request.State, request.Message), Is.EqualTo(("done", "Nothing new for oxide.")));
        Assert.That(relay.Mails, Has.Count.EqualTo(3), "the edition by hand that was cut off went out first");
        Assert.That(await works.TextAsync("select state from edition where subject = 'Hours'"), Is.EqualTo("released"));
    }
}
