using Digest.Bouncing.Understanding;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Tests.Delivering;
using static Digest.Tests.Bouncing.Acting.Returns;

namespace Digest.Tests.Bouncing.Acting;

/// <summary>An edition of which too much comes back stops before it does more harm.</summary>
[OnBothDatabases]
internal sealed class BounceStopTests
{
    private static readonly Reply NoSuchUser = new(ReplyClass.Address, "550 5.1.1 no such user", Permanent: true);

    [Test]
    public async Task More_than_five_in_a_hundred_addresses_that_do_not_exist_pause_it_in_mid_release_and_no_earlier_than_after_fifty()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(100);
        var seen = 0;
        var edition = await shop.SendAsync(_ => ++seen is 1 or 2 or 3 or 60 ? NoSuchUser : null);
        Assert.That(await StateAsync(shop, edition), Is.EqualTo("paused"), "at the fourth, which was one of sixty");
        Assert.That(seen, Is.EqualTo(60), "no mail went out after it");
        Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator' and data like '%too many bounces%'"), Is.EqualTo(1));
        await shop.AssertCountersAsync();

        // Resumed, it counts anew.
        var row = (await shop.Get<EditionStore>().FindAsync(edition))!;
        await shop.Get<EditionControl>().ResumeAsync(row, default);
        Assert.That(await shop.CountAsync("select bounced + complained from edition where id = @edition", new { edition }), Is.Zero);
    }

    [Test]
    public async Task Three_of_sixty_and_four_of_few_stop_nothing()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(60);
        var seen = 0;
        Assert.That(await StateAsync(shop, await shop.SendAsync(_ => ++seen is 1 or 20 or 60 ? NoSuchUser : null)), Is.EqualTo("released"));
        await shop.ExecuteAsync("update subscription set status = 'unsubscribed' where id > 40");
        seen = 0;
        Assert.That(await StateAsync(shop, await shop.SendAsync(_ => ++seen < 5 ? NoSuchUser : null)), Is.EqualTo("released"));
        Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator'"), Is.Zero);
    }

    [TestCase(false, "paused")]
    [TestCase(true, "finished")]
    public async Task One_complaint_of_sixty_stops_what_is_going_out_and_is_told_when_it_is_out_already(bool isFinished, string state)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(60);
        var edition = await shop.SendAsync();
        if (isFinished) await shop.Get<Finisher>().TryFinishAsync(edition, default);
        foreach (var reader in new[] { "r7@readers.example", "r8@readers.example" })
            await shop.DrawAsync(Report(Finding(FindingKind.Complaint, reader, ReplyClass.Policy)), await shop.IdAsync(edition, reader));
        Assert.That(await StateAsync(shop, edition), Is.EqualTo(state));
        Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator' and data like '%too many complaints%'"), Is.EqualTo(1));
        var bounces = await shop.Get<EditionReport>().BouncesAsync(edition);
        Assert.That(bounces, Is.EqualTo(new[] { new BounceCount("complaint", "readers.example", 2) }));
    }

    [Test]
    public async Task The_limits_are_settings()
    {
        await using var shop = await Workshop.OpenAsync(("Mail:Bounces:PauseBounced", "20"), ("Mail:Bounces:PauseAtLeast", "5"));
        await shop.ReadersAsync(10);
        var seen = 0;
        Assert.That(await StateAsync(shop, await shop.SendAsync(_ => ++seen is 1 or 5 or 6 ? NoSuchUser : null)), Is.EqualTo("paused"));
        Assert.That(seen, Is.EqualTo(5));
    }

    private static async Task<string> StateAsync(Workshop shop, long edition) => (await shop.Get<EditionStore>().FindAsync(edition))!.State;
}
