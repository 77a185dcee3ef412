using System.Data.Common;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Digest.Storage;

/// <summary>A step: reads and writes within one transaction; no network call, no waiting.</summary>
internal delegate Task<T> WriteStep<T>(DbConnection connection, DbTransaction transaction);

/// <summary>
/// The one gate through which all write transactions of this process pass, in order of arrival. Steps that wait together
/// are committed together (group commit): each runs under a savepoint, and its caller resumes after the group's commit,
/// so what a caller was told is on disk. A step that throws is undone alone. After a crash a step has happened wholly
/// or not at all.
/// <para>Where nodes share the database their writers take turns, too, as processes do on SQLite: a step sees all that was
/// written before it, and nothing changes under its hands. Only what says so runs beside others of its kind on other nodes:
/// the claims and answers of deliveries, whose rows are their batch's, and their batch's fence is theirs; and the removal of
/// deliveries that nobody else touches any more. A step may be run
/// again from its beginning when two of those wanted the same rows crosswise.</para>
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
    /// <exception cref="DbException">The disk is full, the server cut off, or another process held the lock for 30 s; nothing was written.</exception>
    public Task<T> WriteAsync<T>(WriteStep<T> step, CancellationToken ct = default) => WriteAsync(step, beside: false, ct);

    /// <summary>The same for a step that may run beside those of other nodes that may, too.</summary>
    public Task<T> WriteBesideAsync<T>(WriteStep<T> step, CancellationToken ct = default) => WriteAsync(step, beside: true, ct);

    public Task WriteAsync(Func<DbConnection, DbTransaction, Task> step, CancellationToken ct = default) =>
        WriteAsync<bool>(async (c, t) => { await step(c, t); return true; }, ct);

    /// <summary>
    /// Records what has happened already in the world outside: when the disk is full or locked it is tried again until it
    /// is written, after any other fault a few times.
    /// </summary>
    /// <exception cref="OperationCanceledException">The process ends before.</exception>
    public async Task<T> RecordAsync<T>(WriteStep<T> step, CancellationToken end, bool beside = false)
    {
        var faults = 0;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await WriteAsync(step, beside, CancellationToken.None);
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

    private async Task<T> WriteAsync<T>(WriteStep<T> step, bool beside, CancellationToken ct)
    {
        _ = loop.Value;
        var entry = new Entry<T>(step, beside);
        await queue.Writer.WriteAsync(entry, ct);
        return await entry.Done.Task; // A queued step is not withdrawn: the caller must learn what became of it.
    }

    private async Task RunAsync()
    {
        DbConnection? connection = null;
        var busySince = Stopwatch.GetTimestamp();
        while (await queue.Reader.WaitToReadAsync())
        {
            var group = new List<Entry>();
            try
            {
                connection ??= await database.OpenAsync();
                if (await RunGroupAsync(connection, group) is { } mark) highWater.Committed(mark);
                foreach (var entry in group) entry.Complete();
            }
            catch (Exception fault)
            {
                // No transaction began: everybody who has come meanwhile has waited for the same lock.
                if (group.Count == 0) while (queue.Reader.TryRead(out var waiting)) group.Add(waiting);
                foreach (var entry in group) entry.Fail(fault);
                if (connection is not null) await connection.DisposeAsync();
                connection = null;
            }
            // The lock stays free for a moment, or a second process would never get in beside a busy writer.
            if (queue.Reader.Count == 0) busySince = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(busySince) > MaxGroupTime)
            {
                await Task.Delay(Gap);
                busySince = Stopwatch.GetTimestamp();
            }
        }
        if (connection is not null) await connection.DisposeAsync();
    }

    /// <returns>The mark that the group raised; null: its only step was undone.</returns>
    private async Task<long?> RunGroupAsync(DbConnection connection, List<Entry> group)
    {
        var beside = queue.Reader.TryPeek(out var first) && first.Beside;
        try
        {
            return await RunAsync(connection, Coming(group, beside), beside, isAlone: () => group.Count == 1 && queue.Reader.Count == 0);
        }
        catch (Exception fault) when (database.Dialect.IsForOthers(fault))
        {
            return await RunAsync(connection, group, beside: false, isAlone: static () => false);
        }
    }

    // In the order in which they came; a group that runs beside others ends before the first that must not.
    private IEnumerable<Entry> Coming(List<Entry> group, bool beside)
    {
        var started = Stopwatch.GetTimestamp();
        while (group.Count < MaxGroup && Stopwatch.GetElapsedTime(started) < MaxGroupTime
            && queue.Reader.TryPeek(out var next) && (next.Beside || !beside) && queue.Reader.TryRead(out var entry))
        {
            group.Add(entry);
            yield return entry;
        }
    }

    private async Task<long?> RunAsync(DbConnection connection, IEnumerable<Entry> group, bool beside, Func<bool> isAlone)
    {
        database.Moved?.RefuseWriting(); // at once, for a move holds the lock as long as it takes
        await using var transaction = await database.Dialect.BeginAsync(connection);
        database.Moved?.RefuseWriting();
        var mark = await highWater.RaiseAsync(connection, transaction, beside);
        foreach (var entry in group)
        {
            // While nobody waits behind the first it is the whole transaction, and needs no savepoint to be undone.
            var alone = isAlone();
            if (!alone) await transaction.SaveAsync("step");
            await entry.RunAsync(connection, transaction);
            if (entry.Fault is { } fault && database.Dialect.IsForOthers(fault)) ExceptionDispatchInfo.Throw(fault);
            if (alone && entry.Fault is not null)
            {
                // It says so when the line is gone, and the next group gets another.
                await transaction.RollbackAsync();
                return null;
            }
            if (alone) continue;
            if (entry.Fault is null) await transaction.ReleaseAsync("step");
            else await transaction.RollbackAsync("step");
        }
        await transaction.CommitAsync();
        return mark;
    }

    private abstract class Entry(bool beside)
    {
        public bool Beside => beside;

        /// <summary>What the step threw; what it wrote must be undone then. Null: nothing.</summary>
        public Exception? Fault { get; protected set; }

        public abstract Task RunAsync(DbConnection connection, DbTransaction transaction);

        public abstract void Complete();

        public abstract void Fail(Exception fault);
    }

    private sealed class Entry<T>(WriteStep<T> step, bool beside) : Entry(beside)
    {
        private T? result;

        public TaskCompletionSource<T> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task RunAsync(DbConnection connection, DbTransaction transaction)
        {
            try
            {
                Fault = null;
                result = await step(connection, transaction);
            }
            catch (Exception thrown)
            {
                // Not swallowed: it goes to the caller with Complete.
                Fault = thrown;
            }
        }

        public override void Complete()
        {
            if (Fault is null) Done.SetResult(result is null ? default! : result);
            else Done.SetException(Fault);
        }

        public override void Fail(Exception thrown) => Done.TrySetException(Fault ?? thrown);
    }
}
