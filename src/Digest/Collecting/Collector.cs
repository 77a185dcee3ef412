using System.Collections.Concurrent;
using System.Security.Cryptography;
using Digest.Collecting.Fetching;
using Digest.Collecting.Reading;
using Digest.Storage;

namespace Digest.Collecting;

/// <summary>What one fetch of a source brought.</summary>
/// <param name="Source">The source.</param>
/// <param name="New">Articles never seen before.</param>
/// <param name="News">How many of them some newsletter will publish.</param>
/// <param name="Problem">Null: it went well.</param>
internal sealed record Collected(Source Source, int New, int News, string? Problem);

/// <summary>
/// Fetches sources and stores what is new: articles, candidates and validators in one step per source, so that a crash
/// leaves a source wholly read or not read at all.
/// </summary>
internal sealed partial class Collector(
    SourceStore sources, ArticleStore articles, Fetcher fetcher, Writer writer, CollectingOptions options, ILogger<Collector> log)
{
    private static readonly TimeSpan[] Backoff =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24)];

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);
    private const int AtOnce = 8;
    private readonly Acceptance acceptance = new(articles, options);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sources whose time has come.</summary>
    public async Task<IReadOnlyList<Collected>> CollectDueAsync(CancellationToken ct) => await CollectAsync(await sources.DueAsync(ct), ct);

    /// <summary>All sources of a newsletter, whatever their interval.</summary>
    public async Task<IReadOnlyList<Collected>> CollectAsync(long newsletter, CancellationToken ct) =>
        await CollectAsync(await sources.OfAsync(newsletter, ct), ct);

    /// <summary>These sources, a few at once, few per host. One's failure is written on its row and stops no other.</summary>
    public async Task<IReadOnlyList<Collected>> CollectAsync(IReadOnlyList<Source> due, CancellationToken ct)
    {
        var results = new ConcurrentBag<Collected>();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (source, token) =>
        {
            var name = Uri.TryCreate(source.Url, UriKind.Absolute, out var address) ? address.Host : "";
            var host = hosts.GetOrAdd(name, _ => new SemaphoreSlim(Math.Max(1, options.PerHost)));
            await host.WaitAsync(token);
            try
            {
                results.Add(await CollectOneAsync(source, token));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                Broken(Outage.Trace(fault), source.Id, fault.Message);
                results.Add(await FailAsync(source, "Digest failed on it; the log says how", null, token));
            }
            finally
            {
                host.Release();
            }
        });
        return [.. results.OrderBy(r => r.Source.Id)];
    }

    private async Task<Collected> CollectOneAsync(Source source, CancellationToken ct)
    {
        // Who reads it for the first time needs the whole feed, not "not modified".
        var whole = source.Settle || (await sources.ReadersAsync(source.Id, ct)).Any(r => !r.Started);
        var request = whole ? new FetchRequest(new Uri(source.Url)) : new FetchRequest(new Uri(source.Url), source.Etag, source.LastModified);
        switch (await fetcher.GetAsync(request, ct))
        {
            case FetchResult.NotModified same:
                await writer.WriteAsync((c, t) => sources.SucceedAsync(
                    c, t, source.Id, NextAfter(same.Facts), same.Facts.ETag ?? source.Etag, same.Facts.LastModified ?? source.LastModified, null, ""), ct);
                return new Collected(source, 0, 0, null);
            case FetchResult.Fetched fetched:
                var hash = SHA256.HashData(fetched.Bytes.Span);
                if (!whole && source.BodyHash is { } old && old.AsSpan().SequenceEqual(hash)) return await SameAsync(source, fetched, ct);
                return FeedReader.Read(fetched.Bytes, fetched.ContentType, fetched.Address) switch
                {
                    FeedReading.Read read => await StoreAsync(source, fetched, read.Feed, hash, ct),
                    FeedReading.Refused refused => await FailAsync(source, refused.Reason, null, ct),
                    _ => throw new InvalidOperationException("A feed is read or refused."),
                };
            case FetchResult.Failed failed:
                return await FailAsync(source, failed.Reason, failed.RetryAfter, ct);
            default:
                throw new InvalidOperationException("A fetch ends in one of three ways.");
        }
    }

    private async Task<Collected> SameAsync(Source source, FetchResult.Fetched fetched, CancellationToken ct)
    {
        await writer.WriteAsync((c, t) => sources.SucceedAsync(
            c, t, source.Id, NextAfter(fetched.Facts), fetched.Facts.ETag, fetched.Facts.LastModified, null, ""), ct);
        return new Collected(source, 0, 0, null);
    }

    private async Task<Collected> StoreAsync(Source source, FetchResult.Fetched fetched, Feed feed, byte[] hash, CancellationToken ct)
    {
        var (added, news) = await writer.WriteAsync(async (c, t) =>
        {
            var counts = await acceptance.TakeAsync(c, t, source, feed);
            var title = feed.Title ?? new Uri(source.Url).Host;
            await sources.SucceedAsync(c, t, source.Id, NextAfter(fetched.Facts), fetched.Facts.ETag, fetched.Facts.LastModified, hash, title);
            return counts;
        }, ct);
        if (added > 0) Read(source.Id, added, news);
        return new Collected(source, added, news, null);
    }

    private async Task<Collected> FailAsync(Source source, string problem, TimeSpan? asked, CancellationToken ct)
    {
        var wait = Jittered(Backoff[Math.Min(source.Failures, Backoff.Length - 1)], source.Id);
        if (asked is { } longer && longer > wait) wait = longer < options.MaxInterval ? longer : options.MaxInterval;
        await writer.WriteAsync((c, t) => sources.FailAsync(c, t, source.Id, wait, problem), ct);
        Failed(source.Id, source.Shown, problem);
        return new Collected(source, 0, 0, problem);
    }

    // Up to a tenth longer, by the source: those that fail together do not all come back together.
    private static TimeSpan Jittered(TimeSpan wait, long source) => wait + wait * (source * 7 % 100 / 1000.0);

    private TimeSpan NextAfter(ResponseFacts facts)
    {
        var next = facts.RetryAfter ?? facts.FreshFor ?? Interval;
        if (next < Interval) next = Interval;
        return next < options.MinInterval ? options.MinInterval : next > options.MaxInterval ? options.MaxInterval : next;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source}: {Added} new articles, {News} of them news")]
    private partial void Read(long source, int added, int news);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source} could not be collected: {Cause}")]
    private partial void Broken(Exception? fault, long source, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source} ({Url}): {Problem}")]
    private partial void Failed(long source, string url, string problem);
}
