using System.Collections.Concurrent;
using Digest.Collecting.Fetching;
using Digest.Collecting.Pages;
using Digest.Collecting.Polling;
using Digest.Collecting.Robots;
using Digest.Storage;

namespace Digest.Collecting.Visiting;

/// <summary>
/// Reads the pages of new articles, politely: a feed's teaser is not the article. What a page gives is stored beside what
/// the feed said; a page that can't be read costs nothing but itself.
/// </summary>
internal sealed partial class PageVisitor(
    PageStore pages, Fetcher fetcher, RobotsGate robots, HostGate gate, HostRests rests, Writer writer, TimeProvider clock, ILogger<PageVisitor> log) : IDisposable
{
    private const int AtOnce = 16;
    private const int MostUnderWay = 1000;

    // A host that wants a minute between two pages must not keep all others waiting.
    private const int MostOfHost = 32;

    /// <summary>How long a person who asked for an edition waits for pages, at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Backoff = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];
    private static readonly SemaphoreSlim Cores = new(Math.Max(1, Environment.ProcessorCount));
    private readonly SemaphoreSlim slots = new(AtOnce);
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

    public void Dispose() => slots.Dispose();

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
            await VisitAsync(page, ct);
        }
        catch (Exception fault) when (!Outage.Is(fault) && !ct.IsCancellationRequested)
        {
            Broken(fault, page.Article, fault.Message);
            await FailAsync(page, "Digest failed on it; the log says how", Later(page), ct);
        }
    }

    private async Task VisitAsync(DuePage page, CancellationToken ct)
    {
        var address = new Uri(page.Url);
        var host = HostGate.HostOf(page.Url);
        // The operator's own hosts are open to the operator's own feeds only.
        if (gate.IsOurs(page.Url) && !gate.IsOurs(page.Source)) await FailAsync(page, "a public feed names a private address", null, ct);
        else if (rests.Until(host) is { } until) await FailAsync(page, SourceHealth.Resting(until), until, ct);
        else if (await robots.AskAsync(address, ct) is { IsAllowed: false } refused) await FailAsync(page, refused.Refusal ?? "", refused.IsForNow ? Later(page) : null, ct);
        else
        {
            using var pass = await gate.EnterAsync(host, await BetweenAsync(address, ct), ct);
            if (rests.Until(host) is { } meanwhile)
            {
                await FailAsync(page, SourceHealth.Resting(meanwhile), meanwhile, ct);
                return;
            }
            await slots.WaitAsync(ct);
            try
            {
                await AskAsync(page, address, ct);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async Task<TimeSpan> BetweenAsync(Uri address, CancellationToken ct)
    {
        var asked = (await robots.AskAsync(address, ct)).CrawlDelay;
        return gate.IsOurs(address.OriginalString) || asked > Apart ? asked : Apart;
    }

    private async Task AskAsync(DuePage page, Uri address, CancellationToken ct)
    {
        switch (await fetcher.GetAsync(new FetchRequest(address) { Accept = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5" }, ct))
        {
            case FetchResult.Fetched fetched when RobotsOrders.ForbidText(fetched.Facts.RobotsTag):
                await FailAsync(page, "its publisher wants no text of it shown elsewhere (X-Robots-Tag)", null, ct);
                break;
            case FetchResult.Fetched fetched:
                switch (await ReadAsync(page, fetched, ct))
                {
                    case PageReading.Read read: await pages.SaveAsync(page.Article, read.Article, ct); break;
                    case PageReading.Refused refused: await FailAsync(page, refused.Reason, refused.MayPass ? Later(page) : null, ct); break;
                }
                break;
            case FetchResult.Failed { Status: 429 or 503 } rest:
                await RestAsync(page, rest, ct);
                break;
            case FetchResult.Failed failed:
                await FailAsync(page, failed.Reason, IsForGood(failed) ? null : Later(page), ct);
                break;
        }
    }

    private static async Task<PageReading> ReadAsync(DuePage page, FetchResult.Fetched fetched, CancellationToken ct)
    {
        await Cores.WaitAsync(ct);
        try
        {
            return await Task.Run(() => PageReader.Read(fetched.Bytes, fetched.ContentType, fetched.Address, page.Mends), ct);
        }
        finally
        {
            Cores.Release();
        }
    }

    private Task RestAsync(DuePage page, FetchResult.Failed failed, CancellationToken ct) => writer.WriteAsync(async (c, t) =>
    {
        var asked = failed.RetryAfter ?? Backoff[0];
        var until = clock.GetUtcNow() + (asked > HostRests.Longest ? HostRests.Longest : asked < Backoff[0] ? Backoff[0] : asked);
        var host = HostGate.HostOf(page.Url);
        if (HostRests.IsFrom(failed, host)) await rests.BeginAsync(c, t, host, until, failed.Reason);
        await pages.FailAsync(c, t, page.Article, failed.Reason, Later(page) is null ? null : until);
    }, ct);

    private Task FailAsync(DuePage page, string problem, DateTimeOffset? again, CancellationToken ct) =>
        writer.WriteAsync((c, t) => pages.FailAsync(c, t, page.Article, problem, again), ct);

    private DateTimeOffset? Later(DuePage page) => page.Tries < Backoff.Length ? clock.GetUtcNow() + Backoff[page.Tries] : null;

    private static bool IsForGood(FetchResult.Failed failed) =>
        failed.Status is >= 400 and < 500 and not (408 or 425) || failed.Fault is FetchFault.Address or FetchFault.Private or FetchFault.TooLarge;

    [LoggerMessage(Level = LogLevel.Error, Message = "The page of article {Article} could not be read: {Cause}")]
    private partial void Broken(Exception fault, long article, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the page of article {Article} gave could not be stored: {Cause}")]
    private partial void Unwritten(long article, string cause);
}
