namespace Digest.World;

/// <summary>
/// The sink's journal file. One thread owns the file: it writes whatever lines have gathered, syncs once for all of them
/// and then lets their writers go on, so that many connections share one sync and each still waits for its own.
/// </summary>
internal sealed class SinkJournal : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim work = new(0);
    private readonly FileStream file;
    private readonly bool flushToDisk;
    private readonly Thread thread;
    private List<byte[]> lines = [];
    private List<TaskCompletionSource> waiters = [];
    private bool ended;

    public SinkJournal(string path, bool flushToDisk)
    {
        this.flushToDisk = flushToDisk;
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        thread = new Thread(Run) { IsBackground = true, Name = "sink journal" };
        thread.Start();
    }

    /// <summary>Hands a line over; it reaches the file soon, in order with all others.</summary>
    public void Add(JournalLine line) => Enqueue(line, null);

    /// <summary>Completes when the line is on disk.</summary>
    public Task WriteAsync(JournalLine line)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(line, waiter);
        return waiter.Task;
    }

    /// <summary>Writes what was handed over and closes the file. Later lines are dropped, and who waits for one is told.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (ended)
                return;
            ended = true;
        }

        work.Release();
        thread.Join();
        file.Dispose();
        work.Dispose();
    }

    private void Enqueue(JournalLine line, TaskCompletionSource? waiter)
    {
        var bytes = line.ToBytes();
        lock (gate)
        {
            if (ended)
            {
                waiter?.SetException(new ObjectDisposedException(nameof(SinkJournal)));
                return;
            }

            lines.Add(bytes);
            if (waiter is not null)
                waiters.Add(waiter);
            if (lines.Count == 1)
                work.Release();
        }
    }

    private void Run()
    {
        for (var more = true; more;)
        {
            work.Wait();
            List<byte[]> group;
            List<TaskCompletionSource> waiting;
            lock (gate)
            {
                (group, lines) = (lines, []);
                (waiting, waiters) = (waiters, []);
                more = !ended;
            }

            try
            {
                group.ForEach(line => file.Write(line));
                file.Flush(flushToDisk && waiting.Count > 0);
                waiting.ForEach(w => w.SetResult());
            }
            catch (IOException e)
            {
                waiting.ForEach(w => w.SetException(e));
            }
        }
    }
}
