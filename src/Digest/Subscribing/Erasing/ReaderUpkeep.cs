using System.Data.Common;
using Digest.Delivering.Ledger;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing.Import;

namespace Digest.Subscribing.Erasing;

/// <summary>
/// What time does to readers' rows: every minute pauses end whose day has come; every hour what has become old goes, as
/// section Retention says, and lists of old imports. In bounded steps, each by an index, each its own commit; cut off, it goes on at the next look.
/// </summary>
internal sealed partial class ReaderUpkeep(
    Choices choices, Erasure erasure, ErasureStore store, SubscriptionStore subscriptions, ConsentLog evidence, Scrubbing scrubbing, SkippedFiles skipped,
    Writer writer, StorageOptions options, TimeProvider clock, ILogger<ReaderUpkeep> log) : IWorkerPart
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int MinutesBetweenSweeps = 60;

    // So long do letters count for the limits of their mailbox.
    private static readonly TimeSpan Limited = TimeSpan.FromDays(30);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Minute, clock);
        for (var minute = 0; ; minute++)
        {
            await TryAsync(ResumeAsync, stopping);
            if (minute % MinutesBetweenSweeps == 0) await TryAsync(SweepAsync, stopping);
            if (!await timer.WaitForNextTickAsync(stopping)) return;
        }
    }

    /// <summary>Ends every pause that is over.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        while (await writer.WriteAsync(choices.ResumeDueAsync, ct)) ct.ThrowIfCancellationRequested();
    }

    /// <summary>Removes all that is old enough now.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var (now, keep) = (clock.GetUtcNow(), options.Retention);
        var removed = await AllAsync((c, t) => OldReaders.BlankClientsAsync(c, t, now - keep.Addresses), ct)
            + await AllAsync((c, t) => PendingAsync(c, t, now - keep.Pending), ct)
            + await AllAsync((c, t) => EndedAsync(c, t, now - keep.Left), ct)
            + await AllAsync((c, t) => ReaderLetters.DeleteAsync(c, t, now - Limited, OldReaders.MostPerStep), ct);
        if (removed > 0) await scrubbing.EmptyLogAsync(ct);
        skipped.Sweep(); // last: a file that can't be deleted keeps nothing else back
    }

    private async Task<long> AllAsync(WriteStep<int> step, CancellationToken ct)
    {
        for (long all = 0; ; ct.ThrowIfCancellationRequested())
        {
            var some = await writer.WriteAsync(step, ct);
            all += some;
            if (some < OldReaders.MostPerStep) return all;
        }
    }

    // Who never confirmed goes without a trace; who once read and did not come back has left. Who was erased is so again: anybody may
    // have typed their address.
    private async Task<int> PendingAsync(DbConnection c, DbTransaction t, DateTimeOffset before)
    {
        var old = await OldReaders.PendingAsync(c, t, before);
        foreach (var id in old)
        {
            if (await SubscriptionStore.FindAsync(c, t, id) is not { } row) continue;
            if (row.WasErased)
            {
                await erasure.EraseAsync(c, t, row, new ConsentAct("erased", "retention"));
                continue;
            }
            if (row.ConfirmedAt is not null)
            {
                // Since they left, not since somebody typed their address.
                await subscriptions.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed, row.EndedAt);
                await evidence.AddAsync(c, t, row, new ConsentAct("lapsed", "retention"));
                continue;
            }
            await ReaderLetters.OrphanAsync(c, t, row.Id);
            await Bounces.DeleteAsync(c, t, row.Id);
            await store.DeleteAsync(c, t, row);
        }
        return old.Count;
    }

    private async Task<int> EndedAsync(DbConnection c, DbTransaction t, DateTimeOffset before)
    {
        var old = await OldReaders.EndedAsync(c, t, before);
        foreach (var id in old)
            if (await SubscriptionStore.FindAsync(c, t, id) is { } row) await erasure.EraseAsync(c, t, row, new ConsentAct("erased", "retention"));
        return old.Count;
    }

    // Tidying up must not end a worker that has mails to send.
    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Later(Outage.Trace(fault), fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Readers' rows could not be looked after; tried again: {Cause}")]
    private partial void Later(Exception? fault, string cause);
}
