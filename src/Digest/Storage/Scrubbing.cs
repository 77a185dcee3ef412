using Dapper;

namespace Digest.Storage;

/// <summary>
/// Makes what was erased from rows be gone from the disk, too: the write-ahead log still holds what pages were before. Pages
/// themselves are overwritten by the erasure (secure_delete, set in <see cref="Database"/>).
/// </summary>
internal sealed class Scrubbing(Database database, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MostTries = 30;

    /// <summary>Folds the log into the database and empties it. Waits a few seconds for readers that are still at it.</summary>
    /// <returns>False: somebody read all the while; the log is overwritten by later work.</returns>
    public async Task<bool> EmptyLogAsync(CancellationToken ct)
    {
        if (database.IsShared) return true; // a server's log is its own, and goes with its checkpoints
        await using var c = await database.OpenAsync(ct);
        // Short, for it holds up writers while it waits.
        await c.ExecuteAsync("pragma busy_timeout = 50");
        for (var i = 0; i < MostTries; i++)
        {
            var (busy, _, _) = await c.QuerySingleAsync<(long Busy, long Pages, long Moved)>("pragma wal_checkpoint(truncate)");
            if (busy == 0) return true;
            await Task.Delay(Pause, clock, ct);
        }
        return false;
    }
}
