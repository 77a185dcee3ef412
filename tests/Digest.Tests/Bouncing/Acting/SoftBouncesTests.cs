using Digest.Bouncing.Acting;
using Digest.Bouncing.Understanding;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;
using Digest.Storage;
using Digest.Tests.Delivering;
using static Digest.Tests.Bouncing.Acting.Returns;

namespace Digest.Tests.Bouncing.Acting;

/// <summary>When a reader whose address exists has taken no mail for long enough.</summary>
[OnBothDatabases]
internal sealed class SoftBouncesTests
{
    private const string Ann = "r1@readers.example";
    private static readonly ReturnedMail Full = Report(Finding(FindingKind.Soft, Ann, ReplyClass.Mailbox, "552 mailbox full"));
    private static readonly Reply Refused = new(ReplyClass.Mailbox, "552 5.2.2 mailbox full", Permanent: true);

    // A mail a day: r it comes back as a report; s the relay says so in the session; . it is taken; p it is refused for our sake.
    [TestCase("rrrrrrr", "active", Description = "seven editions, six days")]
    [TestCase("rrrrrrrr", "bounced", Description = "eight editions, seven days")]
    [TestCase("rrrr.rrrrrrr", "active", Description = "one came through")]
    [TestCase("rrrprrrr", "bounced", Description = "a refusal that is ours is no success, and no event")]
    public async Task After_five_editions_in_a_row_over_seven_days_and_any_success_resets(string days, string status)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        foreach (var day in days)
        {
            var edition = await shop.SendAsync(to => to == Ann && day == 'p' ? new Reply(ReplyClass.Unable, "this relay can't", Permanent: true) : null);
            if (day == 'r') await shop.DrawAsync(Full, await shop.IdAsync(edition, Ann));
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo(status));
        Assert.That(await shop.StatusAsync("r2@readers.example"), Is.EqualTo("active"));
    }

    [Test]
    public async Task What_came_back_from_the_old_address_does_not_count_at_the_new_one()
    {
        const string New = "ann@new.example";
        await using var shop = await Workshop.OpenAsync();
        var row = (await shop.ReadersAsync(1))[0];
        for (var day = 0; day < 7; day++)
        {
            await shop.DrawAsync(Full, await shop.IdAsync(await shop.SendAsync(), Ann));
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        await shop.Writer.WriteAsync((c, t) => shop.Get<AddressChanges>().MoveAsync(c, t, row, MailAddress.Parse(New)!, new ConsentAct("moved", "page")));
        await shop.DrawAsync(Report(Finding(FindingKind.Soft, New, ReplyClass.Mailbox, "552 mailbox full")), await shop.IdAsync(await shop.SendAsync(), New));
        Assert.That(await shop.StatusAsync(New), Is.EqualTo("active"));
    }

    [Test]
    public async Task Few_editions_over_a_long_time_are_not_enough_and_an_edition_counts_once()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        for (var i = 0; i < 4; i++)
        {
            var id = await shop.IdAsync(await shop.SendAsync(), Ann);
            Assert.That(await shop.DrawAsync(Full, id), Is.EqualTo("acted"));
            Assert.That(await shop.DrawAsync(Full, id), Is.EqualTo("known"));
            await shop.DrawAsync(Report(Finding(FindingKind.Soft, Ann, ReplyClass.Transient)), id);
            shop.Clock.Advance(TimeSpan.FromDays(7));
        }
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"));
    }

    [Test]
    public async Task Reports_may_come_late_and_in_any_order()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var editions = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            editions.Add(await shop.SendAsync());
            shop.Clock.Advance(TimeSpan.FromDays(1));
        }
        // Of the last four nothing came back yet.
        foreach (var i in new[] { 7, 2, 5, 0, 1, 6, 3 }) await shop.DrawAsync(Full, await shop.IdAsync(editions[i], Ann));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"), "one in the middle is missing");
        await shop.DrawAsync(Full, await shop.IdAsync(editions[4], Ann));
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("bounced"));
    }

    [Test]
    public async Task What_the_relay_says_in_the_session_counts_with_what_comes_back()
    {
        await using var shop = await Workshop.OpenAsync(("Mail:Bounces:SoftEditions", "3"), ("Mail:Bounces:SoftSpan", "2 d"));
        await shop.ReadersAsync(1);
        await shop.DrawAsync(Full, await shop.IdAsync(await shop.SendAsync(), Ann));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.DrawAsync(Full, await shop.IdAsync(await shop.SendAsync(), Ann));
        shop.Clock.Advance(TimeSpan.FromDays(1));
        await shop.SendAsync(_ => Refused);
        Assert.That(await shop.StatusAsync(Ann), Is.EqualTo("active"), "in the session only an address that does not exist suppresses");

        using var stop = new CancellationTokenSource();
        var loop = shop.Get<IEnumerable<IWorkerPart>>().OfType<SoftBounceLoop>().Single().RunAsync(null!, stop.Token);
        await Digest.World.Await.Until(async () => await shop.StatusAsync(Ann) == "bounced", TimeSpan.FromSeconds(30), "the third in a row to be weighed");
        await stop.CancelAsync();
        await Assert.ThatAsync(() => loop, Throws.InstanceOf<OperationCanceledException>());
    }
}
