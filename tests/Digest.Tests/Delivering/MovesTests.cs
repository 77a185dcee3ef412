using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;

namespace Digest.Tests.Delivering;

/// <summary>What many senders bring at once is entered together, by the same rules as alone.</summary>
[OnBothDatabases]
public sealed class MovesTests
{
    private static readonly Reply Taken = new(ReplyClass.Accepted, "250 ok");

    [Test]
    public async Task Answers_and_claims_of_many_senders_are_entered_and_counted()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(12);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        var claimed = await AllAsync(shop, open.Take(6).Select(d => new Move(run, null, d)));
        await shop.AssertCountersAsync();
        Assert.That(claimed.Select(m => (m.Claim!.Outcome, m.Claim.Address)), Is.EqualTo(open.Take(6).Select(d => (ClaimOutcome.Claimed, d.Email))));

        var moved = await AllAsync(shop, Enumerable.Range(0, 6).Select(i => new Move(run, new Answered(open[i], claimed[i].Claim!, Taken), open[6 + i])));
        await shop.AssertCountersAsync();
        Assert.That(moved.Select(m => m.Claim!.Outcome), Is.All.EqualTo(ClaimOutcome.Claimed));
        await AllAsync(shop, Enumerable.Range(0, 6).Select(i => new Move(run, new Answered(open[6 + i], moved[i].Claim!, Taken), null)));
        await shop.AssertCountersAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'sent' and answer = '250 ok' and claims = 1 and answered_at is not null"), Is.EqualTo(12));
    }

    [Test]
    public async Task Who_said_no_is_skipped_and_the_others_of_the_group_are_claimed()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(4);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        await shop.ExecuteAsync("update subscription set status = 'unsubscribed' where id = @id", new { id = open[1].Subscription });
        await shop.ExecuteAsync("insert into suppression (address_hash, newsletter, reason, at) values (@hash, 0, 'bounced', 0)", new { hash = open[2].AddressHash });
        var moved = await AllAsync(shop, open.Select(d => new Move(run, null, d)));
        Assert.That(moved.Select(m => m.Claim!.Outcome), Is.EqualTo(new[] { ClaimOutcome.Claimed, ClaimOutcome.Settled, ClaimOutcome.Settled, ClaimOutcome.Claimed }));
        await shop.AssertCountersAsync();
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'skipped' and reason in ('left', 'suppressed')"), Is.EqualTo(2));
    }

    [Test]
    public async Task An_older_run_of_the_batch_claims_and_answers_nothing()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(3);
        await shop.ReleasedAsync();
        var old = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        var claim = (await shop.Get<Moves>().EnterAsync(new Move(old, null, open[0]))).Claim!;
        var run = await shop.BeginAsync(1);
        var moved = await AllAsync(shop, [new Move(old, new Answered(open[0], claim, Taken), open[1]), new Move(run, null, open[2])]);
        Assert.That(moved.Select(m => m.Claim!.Outcome), Is.EqualTo(new[] { ClaimOutcome.Superseded, ClaimOutcome.Claimed }));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'in_doubt'"), Is.EqualTo(1), "the late answer is not taken");
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task An_older_run_of_another_batch_answers_nothing_though_its_fence_is_as_high([Values] bool alone)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        var old = await shop.BeginAsync(1);
        var first = (await shop.OpenAsync(1)).Single();
        var late = new Answered(first, await ClaimAsync(shop, old, first), Taken);
        var run = await shop.BeginAsync(1);
        var doubtful = (await shop.OpenAsync(1)).Single();
        await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(doubtful, await ClaimAsync(shop, run, doubtful), new Reply(ReplyClass.Rate, "451 later")), null));
        shop.Clock.Advance(TimeSpan.FromHours(1));
        var retry = await shop.BeginAsync(await shop.CountAsync("select batch from delivery"));
        await ClaimAsync(shop, retry, (await shop.OpenAsync(retry.Batch)).Single());
        Assert.That((retry.Batch, retry.Fence), Is.EqualTo((2, old.Fence)));

        if (alone) await shop.Writer.WriteAsync((c, t) => shop.Get<Answers>().WriteAsync(c, t, late.Delivery, old, late.Claim, late.Reply));
        else await shop.Get<Moves>().EnterAsync(new Move(old, late, null));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'claimed' and batch = 2"), Is.EqualTo(1));
        await shop.AssertCountersAsync();
    }

    private static async Task<Claim> ClaimAsync(Workshop shop, BatchRun run, Delivery delivery) =>
        (await shop.Get<Moves>().EnterAsync(new Move(run, null, delivery))).Claim!;

    [Test]
    public async Task What_two_runs_want_at_once_only_the_newer_one_has([Values] bool oldFirst)
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        var runs = new[] { await shop.BeginAsync(1), await shop.BeginAsync(1) };
        var delivery = (await shop.OpenAsync(1)).Single();
        var order = oldFirst ? runs : [.. runs.Reverse()];
        var group = order.Select(run => new Move(run, null, delivery)).ToList();
        var moved = await shop.Writer.WriteAsync((c, t) => shop.Get<ManyMoves>().EnterAsync(c, t, group));
        Assert.That(moved.Select(m => m?.Claim?.Outcome), Is.EqualTo(order.Select(run => run == runs[1] ? ClaimOutcome.Claimed : (ClaimOutcome?)null)));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task Nothing_is_claimed_while_the_installation_stands_still()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(2);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var open = await shop.OpenAsync(1);
        await shop.ExecuteAsync("insert into standstill (id, since_at, reason) values (1, 0, 'it was put back')");
        var moved = await AllAsync(shop, open.Select(d => new Move(run, null, d)));
        Assert.That(moved.Select(m => m.Claim!.Outcome), Is.All.EqualTo(ClaimOutcome.Stopped));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'waiting'"), Is.EqualTo(2));
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task A_mail_that_is_refused_again_and_again_counts_once_until_the_edition_is_resumed()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        async Task RefuseAsync()
        {
            var run = await shop.BeginAsync(await shop.CountAsync("select batch from delivery"));
            var delivery = (await shop.OpenAsync(run.Batch)).Single();
            await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(delivery, await ClaimAsync(shop, run, delivery), new Reply(ReplyClass.Policy, "550 5.7.1 blocked")), null));
            shop.Clock.Advance(TimeSpan.FromHours(3));
        }
        for (var i = 0; i < 3; i++) await RefuseAsync();
        Assert.That(await shop.CountAsync("select policy_in_row * 10 + policy_refused from edition"), Is.EqualTo(11));

        await shop.Writer.WriteAsync((c, t) => PolicyStop.RenewAsync(c, t, 1, shop.Clock.GetUtcNow()));
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 2; i++) await RefuseAsync();
        Assert.That(await shop.CountAsync("select policy_in_row * 10 + policy_refused from edition"), Is.EqualTo(11), "once more");
        await shop.AssertCountersAsync();
    }

    [Test]
    public async Task Each_pause_is_told_also_when_nothing_was_taken_between_two()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(20);
        await shop.ReleasedAsync();
        for (var pause = 1; pause <= 2; pause++)
        {
            foreach (var batch in Enumerable.Range(1, (int)await shop.CountAsync("select max(id) from batch")))
            {
                var run = await shop.BeginAsync(batch);
                foreach (var delivery in await shop.OpenAsync(batch))
                    await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(delivery, await ClaimAsync(shop, run, delivery), new Reply(ReplyClass.Policy, "550 5.7.1 blocked")), null));
            }
            Assert.That(await shop.CountAsync("select count(*) from event where kind = 'operator'"), Is.EqualTo(pause));
            var edition = (await shop.Get<Digest.Composing.EditionStore>().FindAsync(1))!;
            Assert.That(edition.State, Is.EqualTo("paused"));
            await shop.Get<EditionControl>().ResumeAsync(edition, default);
            shop.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Test]
    public async Task A_mail_that_is_taken_ends_a_row_of_refusals_and_what_was_missed()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ExecuteAsync("update subscription set missed_since_at = 1");
        await shop.ReleasedAsync();
        await shop.ExecuteAsync("update edition set policy_in_row = 7");
        var run = await shop.BeginAsync(1);
        var delivery = (await shop.OpenAsync(1)).Single();
        var claim = (await shop.Get<Moves>().EnterAsync(new Move(run, null, delivery))).Claim!;
        await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(delivery, claim, Taken), null));
        Assert.That(await shop.CountAsync("select policy_in_row from edition"), Is.Zero);
        Assert.That(await shop.CountAsync("select count(*) from subscription where missed_since_at is null"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_was_erased_meanwhile_keeps_no_words_of_the_relay()
    {
        await using var shop = await Workshop.OpenAsync();
        await shop.ReadersAsync(1);
        await shop.ReleasedAsync();
        var run = await shop.BeginAsync(1);
        var delivery = (await shop.OpenAsync(1)).Single();
        var claim = (await shop.Get<Moves>().EnterAsync(new Move(run, null, delivery))).Claim!;
        await shop.ExecuteAsync("update delivery set address = null");
        await shop.Get<Moves>().EnterAsync(new Move(run, new Answered(delivery, claim, new Reply(ReplyClass.Accepted, "250 r1@readers.example ok")), null));
        Assert.That(await shop.CountAsync("select count(*) from delivery where state = 'sent' and answer is null"), Is.EqualTo(1));
    }

    private static async Task<IReadOnlyList<Moved>> AllAsync(Workshop shop, IEnumerable<Move> moves)
    {
        var enter = shop.Get<Moves>();
        return await Task.WhenAll(moves.Select(enter.EnterAsync));
    }
}
