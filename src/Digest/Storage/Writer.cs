using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>A step: reads and writes within one transaction; no network call, no waiting.</summary>
internal delegate Task<T> WriteStep<T>(DbConnection connection, DbTransaction transaction);

/// <summary>
/// The one gate through which all write transactions of this process pass, in order of arrival. Steps that wait together
/// are committed together (group commit): each runs under a savepoint, and its caller resumes after the group's commit,
/// so what a caller was told is on disk. A step that throws is undone alone. After a crash a step has happened wholly
/// or not at all.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    private const int MaxGroup = 256;
    private const int MostFaults = 5;
    private static readonly TimeSpan MaxGroupTime = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(3);

    private readonly Database database;
    private readonly HighWater highWater;
    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Lazy<Task> loop;

    public Writer(Database database, HighWater highWater)
    {
        this.database = database;
        this.highWater = highWater;
        // The loop starts with the first step, so that a process that only reads opens nothing for writing.
        loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <summary>Runs <paramref name="step"/> in the next group and returns its result once that is durable.</summary>
    /// <exception cref="SqliteException">The disk is full or another process held the lock for 30 s; nothing was written.</exception>
    public async Task<T> WriteAsync<T>(WriteStep<T> step, CancellationToken ct = default)
    {
        _ = loop.Value;
        var entry = new Entry<T>(step);
        await queue.Writer.WriteAsync(entry, ct);
        return await entry.Done.Task; // A queued step is not withdrawn: the caller must learn what became of it.
    }

    public Task WriteAsync(Func<DbConnection, DbTransaction, Task> step, CancellationToken ct = default) =>
        WriteAsync<bool>(async (c, t) => { await step(c, t); return true; }, ct);

    /// <summary>
    /// Records what has happened already in the world outside: when the disk is full or locked it is tried again until it
    /// is written, after any other fault a few times.
    /// </summary>
    /// <exception cref="OperationCanceledException">The process ends before.</exception>
    public async Task<T> RecordAsync<T>(WriteStep<T> step, CancellationToken end)
    {
        var faults = 0;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await WriteAsync(step, CancellationToken.None);
            }
            catch (Exception fault) when (Outage.Is(fault) || ++faults < MostFaults)
            {
                await Task.Delay(pause, end);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (loop.IsValueCreated) await loop.Value;
    }

    private async Task RunAsync()
    {
        Opened? opened = null;
        var busySince = Stopwatch.GetTimestamp();
        while (await queue.Reader.WaitToReadAsync())
        {
            var group = new List<Entry>();
            try
            {
                opened ??= await OpenAsync();
                highWater.Committed(await RunGroupAsync(opened, group));
                foreach (var entry in group) entry.Complete();
            }
            catch (Exception fault)
            {
                // No transaction began: everybody who has come meanwhile has waited for the same lock.
                if (group.Count == 0) while (queue.Reader.TryRead(out var waiting)) group.Add(waiting);
                foreach (var entry in group) entry.Fail(fault);
                if (opened is not null) await opened.DisposeAsync();
                opened = null;
            }
            // The lock stays free for a moment, or a second process would never get in beside a busy writer.
            if (queue.Reader.Count == 0) busySince = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(busySince) > MaxGroupTime)
            {
                await Task.Delay(Gap);
                busySince = Stopwatch.GetTimestamp();
            }
        }
        if (opened is not null) await opened.DisposeAsync();
    }

    private async Task<Opened> OpenAsync()
    {
        var connection = (SqliteConnection)await database.OpenAsync();
        return new Opened(connection, highWater.Raising(connection));
    }

    /// <returns>The mark that the group raised.</returns>
    private async Task<long> RunGroupAsync(Opened opened, List<Entry> group)
    {
        await using var transaction = opened.Connection.BeginTransaction(deferred: false);
        var started = Stopwatch.GetTimestamp();
        while (group.Count < MaxGroup && Stopwatch.GetElapsedTime(started) < MaxGroupTime && queue.Reader.TryRead(out var entry))
        {
            group.Add(entry);
            await transaction.SaveAsync("step");
            if (await entry.RunAsync(opened.Connection, transaction)) await transaction.ReleaseAsync("step");
            else await transaction.RollbackAsync("step");
        }
        opened.Raise.Transaction = transaction;
        var mark = (long)(await opened.Raise.ExecuteScalarAsync() ?? 0L);
        await transaction.CommitAsync();
        return mark;
    }

    private sealed record Opened(SqliteConnection Connection, SqliteCommand Raise) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Raise.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }

    private abstract class Entry
    {
        /// <summary>Runs the step; false: it threw, and what it wrote must be undone.</summary>
        public abstract Task<bool> RunAsync(DbConnection connection, DbTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Entry<T>(WriteStep<T> step) : Entry
    {
        private T? result;
        private Exception? fault;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<bool> RunAsync(DbConnection connection, DbTransaction transaction)
        {
            try
            {
                result = await step(connection, transaction);
                return true;
            }
            catch (Exception thrown)
            {
                // Not swallowed: it goes to the caller with Complete.
                fault = thrown;
                return false;
            }
        }

        public override void Complete()
        {
            if (fault is null) Done.SetResult(result is null ? default! : result);
            else Done.SetException(fault);
        }

        public override void Fail(Exception thrown) => Done.TrySetException(fault ?? thrown);
    }
}
