using System.Data.Common;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;
using Microsoft.Extensions.DependencyInjection;

namespace Digest.Tests.Delivering;

/// <summary>A reader's "no" that other rooms, on a connection of their own, record in the middle of a release.</summary>
internal sealed class NoDuringReleaseTests
{
    private const int Readers = 2000;

    public enum No
    {
        Leaves,
        Pauses,
        IsSuppressed,
        Bounces,
    }

    [TestCase(No.Leaves, "left")]
    [TestCase(No.Pauses, "paused")]
    [TestCase(No.IsSuppressed, "suppressed")]
    [TestCase(No.Bounces, "suppressed")]
    public async Task T23_No_mail_begins_that_was_not_claimed_before_the_no_was_recorded(No no, string reason)
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        relay.Delay = TimeSpan.FromMilliseconds(5);
        await using var works = await Works.StartAsync(folder.File("data"), relay);
        await using var pages = await Works.RoomsAsync(folder.File("data"));
        var sending = works.SendAsync();
        await relay.WaitForMailsAsync(10, TimeSpan.FromMinutes(1));
        var said = new Dictionary<string, DateTimeOffset>();
        for (var i = 1; i <= 100; i++)
        {
            var reader = Newsroom.Reader(i * Readers / 100);
            await SayAsync(pages, no, reader);
            said[reader] = DateTimeOffset.UtcNow;
        }
        Assert.That(sending.IsCompleted, Is.False, "the release was over before: nothing was tested");
        await sending;

        var mails = relay.Mails.ToDictionary(m => m.To.Single());
        var claims = await new Walks.LedgerAudit(folder.File("data")).ClaimedAsync();
        Assert.That(said.Where(s => mails.TryGetValue(s.Key, out var mail) && mail.BeganAt > s.Value && claims[s.Key] > s.Value), Is.Empty);
        var skipped = await works.QueryAsync("select count(*) from delivery where state = 'skipped' and reason = @reason", new { reason });
        var counts = await works.CountsAsync();
        Assert.That(skipped, Is.GreaterThan(0).And.EqualTo(Readers - mails.Count), "who said no in time, and nobody else, got nothing");
        Assert.That((counts.Total, counts.Sent), Is.EqualTo((Readers, mails.Count)));
    }

    private static async Task SayAsync(ServiceProvider rooms, No no, string reader)
    {
        var newsletter = await rooms.GetRequiredService<NewsletterStore>().GetAsync("oxide");
        var store = rooms.GetRequiredService<SubscriptionStore>();
        await rooms.GetRequiredService<Writer>().WriteAsync(async (c, t) =>
        {
            var row = (await store.OfAsync(c, t, MailAddress.Parse(reader)!)).Single(s => s.Newsletter == newsletter.Id);
            await (no switch
            {
                No.Leaves => store.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed),
                No.Pauses => store.MoveAsync(c, t, row, SubscriptionStatus.Paused),
                No.Bounces => store.MoveAsync(c, t, row, SubscriptionStatus.Bounced),
                _ => SuppressAsync(rooms, c, t, row),
            });
        });
    }

    private static async Task<bool> SuppressAsync(ServiceProvider rooms, DbConnection c, DbTransaction t, Subscription row)
    {
        await rooms.GetRequiredService<Suppressions>().AddAsync(c, t, row.AddressHash, Suppressions.All, SuppressionReason.Complained);
        return true;
    }
}
