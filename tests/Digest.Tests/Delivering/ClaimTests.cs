using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Readers;

namespace Digest.Tests.Delivering;

/// <summary>Claim and answer: invariants 1, 3 and 6 on the rows themselves.</summary>
[OnBothDatabases]
public sealed class ClaimTests
{
    [Test]
    public async Task A_claim_is_answered_and_counted()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(3);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        Assert.That(open, Has.Count.EqualTo(3));
        var claim = await ClaimAsync(shop, open[0], run);
        Assert.That((claim.Outcome, claim.Address), Is.EqualTo((ClaimOutcome.Claimed, "r1@readers.example")));
        await shop.AssertCountersAsync();
        await AnswerAsync(shop, open[0], run, claim, new Reply(ReplyClass.Accepted, "250 ok"));
        await shop.AssertCountersAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'sent' and answer = '250 ok'"), Is.EqualTo(1));
        Assert.That((await ClaimAsync(shop, open[0], run)).Outcome, Is.EqualTo(ClaimOutcome.Settled), "a sent one is never claimed again");
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_new_run_puts_open_claims_in_doubt_and_the_old_one_can_neither_claim_nor_answer()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(3);
        await shop.ReleasedAsync();
        var old = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        var claim = await ClaimAsync(shop, open[0], old);
        var run = await shop.BeginAsync(1);
        await shop.AssertCountersAsync();
        Assert.That((await ClaimAsync(shop, open[1], old)).Outcome, Is.EqualTo(ClaimOutcome.Superseded));
        await AnswerAsync(shop, open[0], old, claim, new Reply(ReplyClass.Accepted, "250 late"));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'in_doubt'"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
        var again = await shop.OpenAsync(1);
        Assert.That(again.Select(d => d.State), Is.EqualTo(new[] { "waiting", "waiting", "in_doubt" }), "what is in doubt comes last");
        Assert.That((await ClaimAsync(shop, again[2], run)).Claims, Is.EqualTo(2));
        await shop.AssertCountersAsync();
    }

    [TestCase("unsubscribed", "left")]
    [TestCase("paused", "paused")]
    [TestCase("complained", "suppressed")]
    public async Task T23_Who_said_no_is_skipped_at_the_claim(string status, string reason)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        await shop.ExecuteAsync("update subscription set status = @status where id = @id", new { status, id = open[0].Subscription });
        Assert.That((await ClaimAsync(shop, open[0], run)).Outcome, Is.EqualTo(ClaimOutcome.Settled));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = @reason", new { reason }), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task T23_A_suppressed_address_is_skipped_at_the_claim()
    {
        await using var shop = await Workshop.OpenAsync();
        var readers = await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        await shop.Writer.WriteAsync((c, t) => shop.Get<Suppressions>().AddAsync(c, t, readers[0].AddressHash, Suppressions.All, SuppressionReason.Complained));
        await ClaimAsync(shop, (await shop.OpenAsync(1))[0], run);
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = 'suppressed'"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task Nothing_is_claimed_before_the_release_or_after_a_cancellation()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        var edition = await shop.ReleasedAsync(EditionState.Releasing);
        Assert.That(await shop.Writer.WriteAsync((c, t) => shop.Get<Batches>().BeginAsync(c, t, 1)), Is.Null, "not released: no run begins");
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Releasing, EditionState.Released));
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Released, EditionState.Paused));
        Assert.That((await ClaimAsync(shop, open[0], run)).Outcome, Is.EqualTo(ClaimOutcome.Stopped));
        await shop.AssertCountersAsync();
        await shop.Writer.WriteAsync((c, t) => shop.Get<EditionStore>().MoveAsync(c, t, edition.Id, EditionState.Paused, EditionState.Cancelled));
        Assert.That((await ClaimAsync(shop, open[0], run)).Outcome, Is.EqualTo(ClaimOutcome.Settled));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason = 'cancelled'"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_temporary_answer_moves_the_delivery_into_the_retry_batch_of_its_minute()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        await AnswerAsync(shop, open[0], run, await ClaimAsync(shop, open[0], run), new Reply(ReplyClass.Transient, "451 later"));
        await shop.AssertCountersAsync();
        var due = await shop.CountAsync("select due_at from batch where origin = 'retry' and deferred = 1");
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(due) - shop.Clock.GetUtcNow();
        Assert.That(wait, Is.GreaterThan(TimeSpan.FromMinutes(4)).And.LessThan(TimeSpan.FromMinutes(7)));
        Assert.That(due % 60_000, Is.Zero, "whole minutes");
        shop.Clock.Advance(TimeSpan.FromMinutes(7));
        var retry = await shop.CountAsync("select id from batch where origin = 'retry'");
        var second = await shop.BeginAsync(retry);
        var deferred = (await shop.OpenAsync(retry)).Single();
        Assert.That((await ClaimAsync(shop, deferred, second)).Claims, Is.EqualTo(2));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task Too_late_is_failed_as_expired()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        shop.Clock.Advance(TimeSpan.FromHours(20) + TimeSpan.FromMinutes(1));
        var run = await shop.BeginAsync(1);
        await ClaimAsync(shop, (await shop.OpenAsync(1))[0], run);
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'failed' and reason = 'expired'"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task The_address_is_frozen_by_the_first_claim()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        await ClaimAsync(shop, (await shop.OpenAsync(1))[0], run);
        await shop.ExecuteAsync("update subscriber set email = 'moved@readers.example'");
        var next = await shop.BeginAsync(1);
        var claim = await ClaimAsync(shop, (await shop.OpenAsync(1))[0], next);
        Assert.That(claim.Address, Is.EqualTo("r1@readers.example"));
    }

    private static Task<Claim> ClaimAsync(Workshop shop, Delivery delivery, BatchRun run) =>
        shop.Writer.WriteAsync((c, t) => shop.Get<Claims>().ClaimAsync(c, t, delivery, run));

    private static Task<DateTimeOffset?> AnswerAsync(Workshop shop, Delivery delivery, BatchRun run, Claim claim, Reply reply) =>
        shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, delivery, run, claim, reply));
}
