using System.Collections.Concurrent;
using Digest.Collecting.Fetching;

namespace Digest.Collecting.Polling;

/// <summary>
/// Politeness to a host: at most PerHost requests at once, and some time between two of them. Waiting takes nothing from
/// other hosts. For feeds and pages alike; safe for many threads.
/// </summary>
internal sealed class HostGate(CollectingOptions options, TimeProvider clock)
{
    private const int Many = 4096;
    private const int Few = 30;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AllOfOurs = TimeSpan.FromSeconds(10);
    private readonly AllowedHosts allowed = new(options.AllowedPrivateHosts);
    private readonly ConcurrentDictionary<string, Door> doors = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of the host in an address; empty where there is none.</summary>
    public static string HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? AddressRule.HostOf(address) ?? "" : "";

    /// <summary>The time between two requests: a second; less for a host of the operator's own with very many sources.</summary>
    public TimeSpan Between(string url, int due) =>
        due > Few && IsOurs(url) ? AllOfOurs / due : Apart;

    /// <summary>Whether the operator named the host as one of their own.</summary>
    public bool IsOurs(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && AddressRule.HostOf(address) is { } host && allowed.Allows(host, address.Port);

    /// <summary>Waits until the host may be asked. Dispose the pass when the answer is there.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="between">How long after the request before this one.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Pass> EnterAsync(string host, TimeSpan between, CancellationToken ct)
    {
        if (doors.Count > Many) Tidy();
        var door = doors.GetOrAdd(host, _ => new Door(Math.Max(1, options.PerHost)));
        await door.Permits.WaitAsync(ct);
        try
        {
            var (wait, hurried) = door.Reserve(clock.GetTimestamp(), between, clock);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, ct);
            return new Pass(door.Permits, hurried);
        }
        catch
        {
            door.Permits.Release();
            throw;
        }
    }

    // Nobody is at them, and nobody has been for a while.
    private void Tidy()
    {
        foreach (var (host, door) in doors)
            if (door.IsIdle(options.PerHost, clock)) doors.TryRemove(new KeyValuePair<string, Door>(host, door));
    }

    private sealed class Door(int permits)
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
        private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(5);
        private readonly Lock gate = new();
        private long last;
        private TimeSpan ahead;

        public SemaphoreSlim Permits { get; } = new(permits);

        // Measured by the monotonic clock: a clock that is set makes nobody wait.
        public (TimeSpan Wait, bool Hurried) Reserve(long now, TimeSpan between, TimeProvider clock)
        {
            lock (gate)
            {
                var since = last == 0 ? Quiet : clock.GetElapsedTime(last, now) - ahead;
                var wait = since < between ? between - since : TimeSpan.Zero;
                (last, ahead) = (now, wait);
                return (wait, since + wait < Hurry);
            }
        }

        public bool IsIdle(int all, TimeProvider clock) => Permits.CurrentCount >= all && (last == 0 || clock.GetElapsedTime(last) > Quiet);
    }

    /// <summary>The right to ask a host once.</summary>
    internal sealed class Pass(SemaphoreSlim permits, bool hurried) : IDisposable
    {
        private int given;

        /// <summary>Whether the host was asked for something else a moment before.</summary>
        public bool Hurried => hurried;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0) permits.Release();
        }
    }
}
