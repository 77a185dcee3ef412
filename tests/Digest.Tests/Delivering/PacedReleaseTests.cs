using System.Globalization;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.World;

namespace Digest.Tests.Delivering;

/// <summary>A release by a relay that has a limit, on the real clock.</summary>
internal sealed class PacedReleaseTests
{
    private const int Rate = 20;
    private const int Readers = 40;
    private const int Letters = 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_relay_gets_no_more_mails_a_second_than_it_may_editions_and_letters_together()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        await using var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Relays:0:PerSecond", Rate.ToString(CultureInfo.InvariantCulture)));
        await AskForLettersAsync(works);
        await works.SendAsync();
        await relay.WaitForMailsAsync(Readers + Letters, TimeSpan.FromMinutes(1));

        var began = relay.Mails.Select(m => m.BeganAt).Order().ToList();
        var took = began[^1] - began[0];
        TestContext.Out.WriteLine($"{began.Count} mails in {took.TotalSeconds:0.00} s");
        Assert.That(began, Has.Count.EqualTo(Readers + Letters));
        // A mail may be slow on its way, so that it arrives with others: one on each connection, which is less than a block.
        Assert.That(began.Max(from => began.Count(at => at >= from && at < from + Second)), Is.LessThanOrEqualTo(Rate + (Rate / 4)));
        Assert.That(took, Is.GreaterThan(Second * 2.5).And.LessThan(Second * 20));
        Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(Readers));
    }

    [Test]
    public async Task Who_waits_for_a_permit_is_no_obstacle_to_stopping_and_is_in_no_doubt()
    {
        using var folder = new TempFolder();
        await Works.PrepareAsync(folder.File("data"), Readers);
        await using var relay = SmtpSink.Start(new SinkOptions { FlushToDisk = false });
        await using (var works = await Works.StartAsync(folder.File("data"), relay, null, ("Mail:Relays:0:PerSecond", "1"), ("Delivering:StopWait", "60 s")))
        {
            _ = works.SendAsync();
            await relay.WaitForMailsAsync(1, TimeSpan.FromMinutes(1));
            await works.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That((await works.CountsAsync()).Sent, Is.EqualTo(relay.Mails.Count).And.LessThan(Readers));
            Assert.That(await works.QueryAsync("select count(*) from delivery where state in ('claimed', 'in_doubt')"), Is.Zero);
        }
    }

    private static async Task AskForLettersAsync(Works works)
    {
        var newsletter = await works.Get<NewsletterStore>().GetAsync("oxide");
        var store = works.Get<SubscriptionStore>();
        await works.Get<Writer>().WriteAsync(async (c, t) =>
        {
            for (var i = 1; i <= Letters; i++)
            {
                var reader = (await store.OfAsync(c, t, MailAddress.Parse(Newsroom.Reader(i))!)).Single(s => s.Newsletter == newsletter.Id);
                await works.Get<LetterStore>().AddAsync(c, t, Letter.Link, reader);
            }
        });
    }
}
