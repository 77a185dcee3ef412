using System.Data.Common;
using Dapper;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// What the relay said, as a row: committed before the next mail on the same connection. An answer to a claim that a
/// newer run has put in doubt is not taken: only the holder of its batch's fence speaks, and each batch counts its own.
/// </summary>
internal sealed class Answers(Aftermath aftermath, TimeProvider clock)
{
    // No address: the person was erased while the mail was under way, and relays repeat addresses in their words.
    private const string Write = """
        update delivery set state = @to, reason = @reason, answer = case when address is null then null else @answer end, answered_at = @now, due_at = @due, batch = @next
        where edition = @edition and subscription = @subscription and batch = @batch and state = 'claimed' and fence = @fence
        """;

    private const string IsMine = """
        select count(*) from delivery where edition = @edition and subscription = @subscription and batch = @batch and state = 'claimed' and fence = @fence
        """;

    private static readonly int[] Minutes = [5, 15, 30, 60, 120];

    /// <returns>The instant of the retry, when one was planned.</returns>
    public async Task<DateTimeOffset?> WriteAsync(DbConnection c, DbTransaction t, Delivery delivery, BatchRun run, Claim claim, Reply reply)
    {
        var now = clock.GetUtcNow();
        var mine = await c.ExecuteScalarAsync<long>(IsMine, new { edition = delivery.Edition, subscription = delivery.Subscription, batch = run.Batch, fence = run.Fence }, t) == 1;
        if (!mine) return null;
        var (to, reason) = Judge(reply);
        var due = now;
        var next = run.Batch;
        if (to == DeliveryState.Deferred)
        {
            due = RetryAt(now, claim.Claims);
            if (due > delivery.ExpiresAt) (to, reason) = (DeliveryState.Failed, Aftermath.Expired);
            else next = await Batches.MoveToRetryAsync(c, t, delivery, due);
        }
        var parameters = new { edition = delivery.Edition, subscription = delivery.Subscription, batch = run.Batch, fence = run.Fence, to = to.Text(), reason, answer = reply.Kept, now, due, next };
        await c.ExecuteAsync(Write, parameters, t);
        if (to != DeliveryState.Deferred) await Counters.MoveAsync(c, t, run.Batch, DeliveryState.Claimed, to);
        await aftermath.AnsweredAsync(c, t, delivery, to, reason, reply);
        return to == DeliveryState.Deferred ? due : null;
    }

    private static (DeliveryState To, string? Reason) Judge(Reply reply) => reply.Class switch
    {
        ReplyClass.Accepted => (DeliveryState.Sent, null),
        ReplyClass.NoAnswer => (DeliveryState.InDoubt, null),
        ReplyClass.Address or ReplyClass.Unable => (DeliveryState.Failed, reply.Class.Text()),
        ReplyClass.Mailbox when reply.Permanent => (DeliveryState.Failed, reply.Class.Text()),
        _ => (DeliveryState.Deferred, reply.Class.Text()),
    };

    // Whole minutes, so that readers who were put off together are tried together; spread so that not all come back at once.
    private static DateTimeOffset RetryAt(DateTimeOffset now, int claims)
    {
        var minutes = Minutes[Math.Min(claims, Minutes.Length) - 1] * (0.9 + (0.2 * Random.Shared.NextDouble()));
        var at = now + TimeSpan.FromMinutes(minutes);
        return DateTimeOffset.FromUnixTimeSeconds((at.ToUnixTimeSeconds() + 59) / 60 * 60);
    }
}
