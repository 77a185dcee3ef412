using System.Collections.Concurrent;
using Digest.Collecting.Polling;

namespace Digest.Collecting;

/// <summary>What one look at a source brought.</summary>
/// <param name="Source">The source as it was before.</param>
/// <param name="New">Articles never seen before.</param>
/// <param name="News">How many of them some newsletter will publish.</param>
/// <param name="Problem">Null: it went well.</param>
internal sealed record Collected(Source Source, int New, int News, string? Problem)
{
    /// <summary>What people should know beside the numbers; null: nothing.</summary>
    public string? Remark { get; init; }
}

/// <summary>
/// Looks at many sources at once: few at a host, one after the other in its own queue, so that no host waits for another,
/// and not too many in all. Who asks for a source that is being looked at shares that look.
/// </summary>
internal sealed class Collector(SourceStore sources, DueSources dueSources, SourceLook look, HostGate gate, HostRests rests, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 48;
    private const int MostUnderWay = 4000;
    private readonly SemaphoreSlim slots = new(AtOnce);
    private readonly ConcurrentDictionary<long, Lazy<Task<Collected>>> underWay = new();
    private CancellationToken end = CancellationToken.None;

    /// <summary>What begins in the background ends with this.</summary>
    public void RunUntil(CancellationToken stopping) => end = stopping;

    /// <summary>Begins to look at the sources whose time has come, and waits for none.</summary>
    public async Task BeginDueAsync()
    {
        if (underWay.Count < MostUnderWay) Begin(await ClaimDueAsync(end), end);
    }

    /// <summary>Waits for the looks that have begun.</summary>
    public Task IdleAsync() => Task.WhenAll(underWay.Values.Select(static async run =>
    {
        try
        {
            await run.Value;
        }
        catch (OperationCanceledException)
        {
            // Ended as asked; who waits for this one hears of it.
        }
    }));

    /// <summary>Sources whose time has come.</summary>
    public async Task<IReadOnlyList<Collected>> CollectDueAsync(CancellationToken ct) => await ResultsAsync(Begin(await ClaimDueAsync(ct), ct), ct);

    /// <summary>All sources of a newsletter, whatever their interval; those that have ended are left out.</summary>
    public async Task<IReadOnlyList<Collected>> CollectAsync(long newsletter, CancellationToken ct) =>
        await CollectAsync([.. (await sources.OfAsync(newsletter, ct)).Where(s => s.Ended is null)], ct);

    /// <summary>The same, for one who can't wait longer than that: what is not there by then goes on and is there for the next.</summary>
    public async Task CollectAsync(long newsletter, TimeSpan atMost, CancellationToken ct)
    {
        var collecting = CollectAsync(newsletter, ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (await Task.WhenAny(collecting, Task.Delay(atMost, clock, done.Token)) == collecting) await collecting;
        await done.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>These sources. One's failure is written on its row and stops no other.</summary>
    public async Task<IReadOnlyList<Collected>> CollectAsync(IReadOnlyList<Source> due, CancellationToken ct)
    {
        await rests.LoadAsync(ct);
        return await ResultsAsync(Begin(due, ct), ct);
    }

    public void Dispose() => slots.Dispose();

    private async Task<IReadOnlyList<Source>> ClaimDueAsync(CancellationToken ct)
    {
        await rests.LoadAsync(ct);
        return await dueSources.ClaimAsync(ct);
    }

    private List<(Source Source, Task<Collected> Look)> Begin(IReadOnlyList<Source> due, CancellationToken ct)
    {
        var perHost = due.CountBy(s => HostGate.HostOf(s.Url)).ToDictionary();
        return [.. due.Select(source => (source, underWay.GetOrAdd(source.Id, _ => new Lazy<Task<Collected>>(() => LookAsync(source, perHost, ct))).Value))];
    }

    private async Task<IReadOnlyList<Collected>> ResultsAsync(List<(Source Source, Task<Collected> Look)> looks, CancellationToken ct)
    {
        var results = new List<Collected>();
        foreach (var (source, running) in looks) results.Add(await SharedAsync(source, running, ct));
        return [.. results.OrderBy(r => r.Source.Id)];
    }

    // A look that began for somebody who gave up is begun anew.
    private async Task<Collected> SharedAsync(Source source, Task<Collected> running, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await running.WaitAsync(ct);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                running = Begin([source], ct)[0].Look;
            }
        }
    }

    private async Task<Collected> LookAsync(Source source, Dictionary<string, int> perHost, CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            var host = HostGate.HostOf(source.Url);
            using var pass = await gate.EnterAsync(host, gate.Between(source.Url, perHost[host]), ct);
            // Asked only now: another source may have heard of it while this one waited.
            if (rests.Until(host) is { } until) return new Collected(source, 0, 0, SourceHealth.Resting(until));
            await slots.WaitAsync(ct);
            using var turn = new Turn(pass, slots);
            return await look.AtAsync(source, turn, ct);
        }
        finally
        {
            underWay.TryRemove(source.Id, out _);
        }
    }
}
