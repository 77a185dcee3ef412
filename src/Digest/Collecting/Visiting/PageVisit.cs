using Digest.Collecting.Fetching;
using Digest.Collecting.Pages;
using Digest.Collecting.Polling;
using Digest.Collecting.Robots;
using Digest.Storage;

namespace Digest.Collecting.Visiting;

/// <summary>
/// One visit to one article's page, where its host and its robots.txt allow it. What the page gives is stored beside what the
/// feed said; a page that can't be read costs nothing but itself.
/// </summary>
internal sealed class PageVisit(
    PageStore pages, Fetcher fetcher, RobotsGate robots, HostGate gate, HostRests rests, Writer writer, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Backoff = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6)];
    private static readonly SemaphoreSlim Cores = new(Math.Max(1, Environment.ProcessorCount));
    private readonly SemaphoreSlim slots = new(AtOnce);

    /// <summary>Visits it, and writes down what came of it.</summary>
    public async Task AtAsync(DuePage page, CancellationToken ct)
    {
        var address = new Uri(page.Url);
        var host = HostGate.HostOf(page.Url);
        // The operator's own hosts are open to the operator's own feeds only.
        if (gate.IsOurs(page.Url) && !gate.IsOurs(page.Source)) await FailAsync(page, "a public feed names a private address", null, ct);
        else if (rests.Until(host) is { } until) await pages.RestAsync(page.Article, SourceHealth.Resting(until), until, ct);
        else if (await robots.AskAsync(address, ct) is { IsAllowed: false } refused) await FailAsync(page, refused.Refusal ?? "", refused.IsForNow ? Later(page) : null, ct);
        else
        {
            using var pass = await gate.EnterAsync(host, await BetweenAsync(address, ct), ct);
            if (rests.Until(host) is { } meanwhile)
            {
                await pages.RestAsync(page.Article, SourceHealth.Resting(meanwhile), meanwhile, ct);
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

    /// <summary>Writes down that it could not be read.</summary>
    /// <param name="page">The page.</param>
    /// <param name="problem">In words.</param>
    /// <param name="again">When it is tried again; null: never.</param>
    /// <param name="ct">Ends the wait for the writer.</param>
    public Task FailAsync(DuePage page, string problem, DateTimeOffset? again, CancellationToken ct) =>
        writer.WriteAsync((c, t) => pages.FailAsync(c, t, page.Article, problem, again), ct);

    /// <summary>When a page that failed is tried again; null: it was tried often enough.</summary>
    public DateTimeOffset? Later(DuePage page) => page.Tries < Backoff.Length ? clock.GetUtcNow() + Backoff[page.Tries] : null;

    private static bool IsForGood(FetchResult.Failed failed) =>
        failed.Status is >= 400 and < 500 and not (408 or 425) || failed.Fault is FetchFault.Address or FetchFault.Private or FetchFault.TooLarge;

    public void Dispose() => slots.Dispose();
}
