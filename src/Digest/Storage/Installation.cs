using System.Diagnostics;
using Digest.Storage.Keys;
using Digest.Storage.Moving;
using Digest.Storage.Newsletters;

namespace Digest.Storage;

/// <summary>Makes an installation ready to be used: folder, schema, keys, and what configuration says of newsletters.</summary>
internal sealed class Installation(
    StorageOptions options, Database database, Migrator migrator, HighWater highWater, LookBack lookBack, KeyRing keys,
    ConfiguredNewsletters configured, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// With the worker lock at hand, migrates and applies configuration; without it, checks that the schema is this
    /// version's. Takes and gives back the lock when the caller has none. Where nodes share the database, each does both in
    /// its turn.
    /// </summary>
    /// <param name="held">The caller's lock; null: it has none.</param>
    /// <param name="making">Told the full path of a database before it is made; null: nobody wants to hear.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    /// <exception cref="Fault">The folder, the schema or the keys can't be used.</exception>
    public async Task PrepareAsync(WorkerLock? held, Action<string>? making = null, CancellationToken ct = default)
    {
        try
        {
            if (database.IsShared)
            {
                await PrepareSharedAsync(making, ct);
                return;
            }
            // Another command may hold the lock for a moment, and be the one that migrates.
            for (var since = Stopwatch.GetTimestamp(); !await TryPrepareAsync(held, making, Stopwatch.GetElapsedTime(since) > Patience, ct);)
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
        catch (Exception fault) when (database.IsShared && fault is not Fault && Outage.Is(fault))
        {
            throw new Fault($"The database {database.Place} can't be used: {fault.Message.TrimEnd('.')}. Start it, or mend Digest:Database:ConnectionString.", fault);
        }
        catch (Exception fault) when (fault is Microsoft.Data.Sqlite.SqliteException or UnauthorizedAccessException)
        {
            throw DataFolder.Unusable(options, fault);
        }
    }

    private async Task<bool> TryPrepareAsync(WorkerLock? held, Action<string>? making, bool last, CancellationToken ct)
    {
        using var taken = held is null ? WorkerLock.TryTake(options) : null;
        if ((held ?? taken) is not null)
        {
            await ApplyAsync(making, ct);
            return true;
        }
        try
        {
            await migrator.CheckAsync(ct);
        }
        catch (Fault) when (!last)
        {
            return false;
        }
        await keys.LoadAsync(ct);
        return true;
    }

    private async Task PrepareSharedAsync(Action<string>? making, CancellationToken ct)
    {
        DataFolder.Prepare(options);
        // A server that is being started, or a line that breaks just then, is waited for a moment.
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                if (clock is SharedClock shared) await shared.SetAsync(ct);
                await using var turn = await migrator.TurnAsync(ct);
                await ApplyAsync(making, ct);
                return;
            }
            catch (Exception fault) when (fault is not Fault && Outage.Is(fault) && Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
            }
        }
    }

    private async Task ApplyAsync(Action<string>? making, CancellationToken ct)
    {
        var isNew = !await database.ExistsAsync(ct);
        if (isNew) making?.Invoke(database.Place);
        migrator.Migrate();
        if (database.IsShared) await NewEnd.RefuseUnfinishedAsync(database, ct);
        if (isNew) highWater.Forget();
        else await lookBack.RunAsync(ct);
        await keys.LoadAsync(ct);
        await configured.ApplyAsync(ct);
    }
}
