using System.Diagnostics;
using Digest.Delivering.Ledger;
using Digest.Storage;

namespace Digest.Delivering;

/// <summary>
/// Every hour: removes the deliveries of editions that ended longer ago than <c>Retention:Deliveries</c>, and what came back of them.
/// In small steps, each its own commit, which take half of the time at most, and a tenth while mails are due; cut off, it goes on at
/// the next look.
/// </summary>
internal sealed class DeliveryExpiry(Database database, Writer writer, StorageOptions options, TimeProvider clock, ILogger<DeliveryExpiry> log)
    : Sweep(clock, log, "Old deliveries")
{
    /// <summary>Removes all that is old enough now.</summary>
    public override async Task SweepAsync(CancellationToken ct)
    {
        var before = Clock.GetUtcNow() - options.Retention.Deliveries;
        while (await NextAsync(before, ct) is { } edition)
            if (await writer.WriteAsync((c, t) => OldDeliveries.BeginAsync(c, t, edition, before), ct)) await RemoveAsync(edition, ct);
    }

    // Nobody else touches these rows any more, so the steps may run beside claims and answers.
    private async Task RemoveAsync(long edition, CancellationToken ct)
    {
        for (long? after = 0; after is { } reader;)
            after = await AtRestAsync(() => writer.WriteBesideAsync((c, t) => OldDeliveries.DeleteAsync(c, t, edition, reader), ct), ct);
        while (!await AtRestAsync(() => writer.WriteAsync((c, t) => OldDeliveries.DeleteBouncesAsync(c, t, edition), ct), ct)) { }
    }

    // An edition of months ago ended at the hour at which today's goes out.
    private async Task<T> AtRestAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var done = await step();
        var took = Stopwatch.GetElapsedTime(began);
        await using var c = await database.OpenAsync(ct);
        await Task.Delay(await Batches.AreDueAsync(c, null, Clock.GetUtcNow()) ? took * 9 : took, ct);
        return done;
    }

    private async Task<long?> NextAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await OldDeliveries.NextAsync(c, before);
    }
}
