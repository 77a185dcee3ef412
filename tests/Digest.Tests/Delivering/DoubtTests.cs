using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Readers;

namespace Digest.Tests.Delivering;

/// <summary>Deliveries of which nobody knows, at the edges of time and of a reader's standing.</summary>
[OnBothDatabases]
internal sealed class DoubtTests
{
    [Test]
    public async Task What_is_in_doubt_after_its_time_is_not_sent_again_and_keeps_no_edition_open()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        var edition = await shop.ReleasedAsync();
        await ClaimAllAsync(shop);
        shop.Clock.Advance(TimeSpan.FromDays(3));
        await shop.BeginAsync(1);
        Assert.That(await shop.OpenAsync(1), Is.Empty);
        Assert.That(await shop.Get<Batches>().DueAsync(default), Is.Empty);
        await shop.Get<Finisher>().TryFinishAsync(edition.Id, default);
        Assert.That(await shop.CountAsync("select count(*) from edition where state = 'finished'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_left_while_a_welcome_was_in_doubt_keeps_nothing_awake()
    {
        await using var shop = await Workshop.OpenAsync();
        var edition = await shop.ReleasedAsync();
        await shop.Get<Finisher>().TryFinishAsync(edition.Id, default);
        var reader = (await shop.ReadersAsync(1))[0];
        var newsletter = await shop.NewsletterAsync();
        await shop.Writer.WriteAsync((c, t) => shop.Get<Welcome>().PlanAsync(c, t, newsletter, reader));
        await ClaimAllAsync(shop);
        await shop.BeginAsync(1);
        await shop.Writer.WriteAsync((c, t) => shop.Get<SubscriptionStore>().MoveAsync(c, t, reader, SubscriptionStatus.Unsubscribed));
        Assert.That(await shop.Get<Batches>().DueAsync(default), Is.Empty);
        Assert.That(await shop.Get<Batches>().WelcomeAsync(default), Is.Empty);
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task Who_says_to_read_since_next_year_gets_todays_edition()
    {
        await using var shop = await Workshop.OpenAsync();
        var newsletter = await shop.NewsletterAsync();
        await shop.Writer.WriteAsync((c, t) => shop.Get<SubscriptionStore>().GetOrAddAsync(
            c, t, newsletter.Id, MailAddress.Parse("ann@readers.example")!, "",
            new Standing(SubscriptionStatus.Active) { ConfirmedAt = shop.Clock.GetUtcNow().AddYears(1) }));
        await shop.ReleasedAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery"), Is.EqualTo(1));
    }

    private static async Task ClaimAllAsync(Workshop shop)
    {
        var run = await shop.BeginAsync(1);
        foreach (var delivery in await shop.OpenAsync(1))
            Assert.That((await shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run))).Outcome, Is.EqualTo(ClaimOutcome.Claimed));
    }
}
