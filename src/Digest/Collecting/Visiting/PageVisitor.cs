using System.Collections.Concurrent;
using Digest.Collecting.Polling;
using Digest.Storage;

namespace Digest.Collecting.Visiting;

/// <summary>
/// Has the pages of new articles visited, a few of each host at a time: a feed's teaser is not the article. Each page is
/// visited once, whoever asks; what fails is written on its row.
/// </summary>
internal sealed partial class PageVisitor(
    PageStore pages, PageVisit visit, HostRests rests, TimeProvider clock, ILogger<PageVisitor> log)
{
    private const int MostUnderWay = 1000;

    // A host that wants a minute between two pages must not keep all others waiting.
    private const int MostOfHost = 32;

    /// <summary>How long a person who asked for an edition waits for pages, at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<long, (string Host, Lazy<Task> Run)> visits = new();

    /// <summary>Begins to visit what is due; returns how many.</summary>
    public async Task<int> BeginDueAsync(CancellationToken ct)
    {
        if (visits.Count >= MostUnderWay) return 0;
        await rests.LoadAsync(ct);
        var perHost = visits.Values.CountBy(v => v.Host).ToDictionary();
        var due = await pages.ClaimDueAsync(Fits, ct);
        foreach (var page in due) _ = visits.GetOrAdd(page.Article, _ => (HostGate.HostOf(page.Url), new Lazy<Task>(() => RunAsync(page, ct)))).Run.Value;
        return due.Count;

        // One that waits in its queue longer than its claim holds is not begun again.
        bool Fits(DuePage page) => !visits.ContainsKey(page.Article)
            && (perHost[HostGate.HostOf(page.Url)] = perHost.GetValueOrDefault(HostGate.HostOf(page.Url)) + 1) <= MostOfHost;
    }

    /// <summary>Visits what is due and waits for it, up to a time: what is not there then is read later, for later editions.</summary>
    public async Task VisitDueAsync(TimeSpan atMost, CancellationToken ct)
    {
        var end = clock.GetTimestamp();
        while (clock.GetElapsedTime(end) < atMost && (await BeginDueAsync(ct) > 0 || !visits.IsEmpty))
        {
            using var late = new CancellationTokenSource(atMost - clock.GetElapsedTime(end) is { Ticks: > 0 } left ? left : TimeSpan.Zero, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
            await IdleAsync().WaitAsync(either.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Waits for all visits that have begun.</summary>
    public Task IdleAsync() => Task.WhenAll(visits.Values.Select(static v => v.Run.Value));

    private async Task RunAsync(DuePage page, CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            await TryAsync(page, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Its claim ends by itself.
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            Unwritten(page.Article, fault.Message);
        }
        finally
        {
            visits.TryRemove(page.Article, out _);
        }
    }

    private async Task TryAsync(DuePage page, CancellationToken ct)
    {
        try
        {
            await visit.AtAsync(page, ct);
        }
        catch (Exception fault) when (!Outage.Is(fault) && !ct.IsCancellationRequested)
        {
            Broken(fault, page.Article, fault.Message);
            await visit.FailAsync(page, "Digest failed on it; the log says how", visit.Later(page), ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The page of article {Article} could not be read: {Cause}")]
    private partial void Broken(Exception fault, long article, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the page of article {Article} gave could not be stored: {Cause}")]
    private partial void Unwritten(long article, string cause);
}
