using System.Data.Common;
using Dapper;
using Digest.Delivering.Relays;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>
/// What the relay said, as a row: committed before the next mail on the same connection. An answer to a claim that a
/// newer run has put in doubt is not taken: only the fence's holder speaks.
/// </summary>
internal sealed class Answers(TimeProvider clock, DeliveringOptions options)
{
    private const string Write = """
        update delivery set state = @to, reason = @reason, answer = @answer, answered_at = @now, due_at = @due, batch = @batch
        where edition = @edition and subscription = @subscription and state = 'claimed' and fence = @fence
        """;

    private const string IsMine = """
        select count(*) from delivery where edition = @edition and subscription = @subscription and state = 'claimed' and fence = @fence
        """;

    private static readonly int[] Minutes = [5, 15, 30, 60, 120];

    /// <returns>The instant of the retry, when one was planned.</returns>
    public async Task<DateTimeOffset?> WriteAsync(DbConnection c, DbTransaction t, Delivery delivery, BatchRun run, Claim claim, Reply reply)
    {
        var now = clock.GetUtcNow();
        var mine = await c.ExecuteScalarAsync<long>(IsMine, new { edition = delivery.Edition, subscription = delivery.Subscription, fence = run.Fence }, t) == 1;
        if (!mine) return null;
        var (to, reason) = Judge(reply);
        var due = now;
        var batch = run.Batch;
        if (to == DeliveryState.Deferred)
        {
            due = RetryAt(now, claim.Claims);
            if (due > delivery.DatedAt + options.DeliverWithin) (to, reason) = (DeliveryState.Failed, "expired");
            else batch = await Batches.MoveToRetryAsync(c, t, delivery, due);
        }
        var answer = reply.Text.Length > 500 ? reply.Text[..500] : reply.Text;
        await c.ExecuteAsync(Write, new { edition = delivery.Edition, subscription = delivery.Subscription, fence = run.Fence, to = to.Text(), reason, answer, now, due, batch }, t);
        if (to == DeliveryState.Deferred) return due;
        await Counters.MoveAsync(c, t, run.Batch, DeliveryState.Claimed, to);
        return null;
    }

    private static (DeliveryState To, string? Reason) Judge(Reply reply) => reply.Kind switch
    {
        ReplyKind.Accepted => (DeliveryState.Sent, null),
        ReplyKind.Temporary => (DeliveryState.Deferred, null),
        ReplyKind.Permanent => (DeliveryState.Failed, "refused"),
        _ => (DeliveryState.InDoubt, null),
    };

    // Whole minutes, so that readers who were put off together are tried together; spread so that not all come back at once.
    private static DateTimeOffset RetryAt(DateTimeOffset now, int claims)
    {
        var minutes = Minutes[Math.Min(claims, Minutes.Length) - 1] * (0.9 + (0.2 * Random.Shared.NextDouble()));
        var at = now + TimeSpan.FromMinutes(minutes);
        return DateTimeOffset.FromUnixTimeSeconds((at.ToUnixTimeSeconds() + 59) / 60 * 60);
    }
}
