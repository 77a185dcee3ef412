using System.Diagnostics;
using Digest.Storage.Moving;

namespace Digest.Storage;

/// <summary>
/// Who works in a data folder: the one process that holds an operating-system lock on <c>worker.lock</c>. The system frees it
/// when the process ends, however it ends. On SQLite that is the one worker of all; nodes that share a database have a
/// folder each.
/// </summary>
internal sealed class WorkerLock : IDisposable
{
    private readonly FileStream file;

    private WorkerLock(FileStream file) => this.file = file;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The same, but commands that hold it for a moment are waited for.</summary>
    /// <exception cref="Fault">The data folder can't be written.</exception>
    public static async Task<WorkerLock?> TakeAsync(StorageOptions options, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        var taken = TryTake(options);
        for (; taken is null && Stopwatch.GetElapsedTime(since) < Patience; taken = TryTake(options)) await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        return taken;
    }

    /// <summary>The lock, or null when another process holds it.</summary>
    /// <param name="options">Where.</param>
    /// <param name="evenMoved">Whether it may be had of a SQLite file that was moved away.</param>
    /// <exception cref="Fault">The data folder can't be written, or its SQLite file was moved away.</exception>
    public static WorkerLock? TryTake(StorageOptions options, bool evenMoved = false)
    {
        DataFolder.Prepare(options);
        var taken = Open(options);
        if (evenMoved || options.Database.Provider != DatabaseProvider.Sqlite) return taken;
        try
        {
            // Asked with the lock in hand: no move can begin from now on.
            new MovedTo(options).Refuse();
            return taken;
        }
        catch
        {
            taken?.Dispose();
            throw;
        }
    }

    private static WorkerLock? Open(StorageOptions options)
    {
        try
        {
            return new WorkerLock(new FileStream(options.FileIn("worker.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException fault)
        {
            throw DataFolder.Unusable(options, fault);
        }
    }

    public void Dispose() => file.Dispose();
}
