using System.Diagnostics;

namespace Digest.World;

/// <summary>
/// An append-only list that many threads write and tests read. A snapshot costs nothing and never changes, because
/// filled places of the array are never written again. Waiting is woken by changes and never polls.
/// </summary>
internal sealed class Log<T>
{
    private readonly Lock gate = new();
    private T[] items = new T[64];
    private int count;
    private Exception? fault;
    private TaskCompletionSource changed = NewSignal();

    public IReadOnlyList<T> Snapshot
    {
        get
        {
            lock (gate)
                return new ArraySegment<T>(items, 0, count);
        }
    }

    public void Add(T item)
    {
        lock (gate)
        {
            if (count == items.Length)
                Array.Resize(ref items, count * 2);
            items[count++] = item;
        }

        Touch();
    }

    /// <summary>Wakes who waits, so that they ask their condition again.</summary>
    public void Touch()
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            signal = changed;
            changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Something broke behind the log: every wait, now and later, ends with this.</summary>
    public void Fail(Exception reason)
    {
        lock (gate)
            fault ??= reason;
        Touch();
    }

    /// <exception cref="TimeoutException">The condition did not hold in time; the text is <paramref name="missing"/>'s.</exception>
    public async Task WaitForAsync(Func<IReadOnlyList<T>, bool> condition, TimeSpan timeout, Func<string> missing)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (fault is not null)
                    throw new InvalidOperationException($"The world itself broke: {fault.Message}", fault);
                next = changed.Task;
            }

            if (condition(Snapshot))
                return;

            var left = timeout - watch.Elapsed;
            if (left <= TimeSpan.Zero)
                throw new TimeoutException($"After {timeout.TotalSeconds:0.#} s: {missing()}");
            await Task.WhenAny(next.WaitAsync(left));
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
