using System.Collections.Concurrent;
using Digest.Collecting.Fetching;

namespace Digest.Collecting.Robots;

/// <summary>
/// Asks a site's robots.txt whether an article's page may be fetched (RFC 9309). For pages only: whoever publishes a feed
/// wants it fetched. One request for each origin, its answer kept for at most a day; a restart asks again. Safe for many threads.
/// </summary>
internal sealed class RobotsGate(Fetcher fetcher, TimeProvider clock)
{
    /// <summary>What a file calls us; the first word of the user agent.</summary>
    public const string Token = "Digest";

    /// <summary>Nobody is asked to wait longer between two pages: an edition would never be read whole.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly RobotsMemory memory = new(clock);
    private readonly ConcurrentDictionary<string, Task<RobotsVerdict>> asking = new(StringComparer.Ordinal);

    /// <exception cref="OperationCanceledException">The caller gave up; the request goes on for others who wait for it.</exception>
    public async Task<RobotsAnswer> AskAsync(Uri page, CancellationToken cancellation)
    {
        var origin = page.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var verdict = memory.Fresh(origin) ?? await OnceAsync(origin, cancellation);
        if (verdict.Refusal is { } refusal) return new RobotsAnswer(refusal, verdict.IsForNow, TimeSpan.Zero);
        var delay = verdict.File.CrawlDelay ?? TimeSpan.Zero;
        return new RobotsAnswer(
            verdict.File.Refusal(page) is { } rule ? $"{AddressRule.HostOf(page)} forbids it: line {rule.Line} of its robots.txt" : null,
            false,
            delay < LongestDelay ? delay : LongestDelay);
    }

    private async Task<RobotsVerdict> OnceAsync(string origin, CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource<RobotsVerdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = asking.GetOrAdd(origin, mine.Task);
        if (running == mine.Task) _ = AnswerAsync(origin, mine);
        return await running.WaitAsync(cancellation);
    }

    // Not cancelled with whoever began it: the fetcher has a limit of time.
    private async Task AnswerAsync(string origin, TaskCompletionSource<RobotsVerdict> waiting)
    {
        try
        {
            var request = new FetchRequest(new Uri(origin + "/robots.txt")) { Accept = "text/plain, */*;q=0.5" };
            // Somebody may have got the answer since we looked.
            var verdict = memory.Fresh(origin) ?? RobotsVerdict.Of(await fetcher.GetAsync(request, CancellationToken.None), memory.Last(origin));
            memory.Keep(origin, verdict);
            waiting.SetResult(verdict);
        }
        catch (Exception fault)
        {
            waiting.SetException(fault);
        }
        finally
        {
            asking.TryRemove(origin, out _);
        }
    }
}
