using System.Diagnostics;

namespace Digest.World;

/// <summary>Waits for what another process or thread will bring about, and says what it waited for when it did not.</summary>
public static class Await
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not within <paramref name="timeout"/>; <paramref name="what"/> says what was missing.</exception>
    public static Task Until(Func<bool> condition, TimeSpan timeout, string what) =>
        Until(() => Task.FromResult(condition()), timeout, what);

    /// <summary>
    /// The same for a condition that itself has to wait. An exception counts as "not yet"; the last one becomes the
    /// inner exception of the time-out.
    /// </summary>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static async Task Until(Func<Task<bool>> condition, TimeSpan timeout, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            Exception? fault = null;
            try
            {
                if (await condition())
                    return;
            }
            catch (Exception thrown)
            {
                fault = thrown;
            }

            if (watch.Elapsed >= timeout)
            {
                throw new TimeoutException(
                    $"Waited {timeout.TotalSeconds:0.#} s for {what}, in vain{(fault is null ? "." : ": " + fault.Message)}", fault);
            }

            await Task.Delay(Pause);
        }
    }
}
