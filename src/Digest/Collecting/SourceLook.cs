using System.Security.Cryptography;
using Digest.Collecting.Fetching;
using Digest.Collecting.Polling;
using Digest.Collecting.Reading;
using Digest.Collecting.Recognising;
using Digest.Collecting.Robots;
using Digest.Storage;

namespace Digest.Collecting;

/// <summary>
/// One look at one source: fetched, read, and what is new stored: articles, candidates and validators in one step, so that a
/// crash leaves a source wholly read or not read at all.
/// </summary>
internal sealed partial class SourceLook(
    SourceStore sources, Fetcher fetcher, RobotsGate robots, FirstLook first, Acceptance acceptance, SourceHealth health, OperatorEvents operators, Writer writer,
    TimeProvider clock, ILogger<SourceLook> log)
{
    // Reading costs time and memory, waiting for a server does not.
    private static readonly SemaphoreSlim Cores = new(Math.Max(1, Environment.ProcessorCount));

    /// <param name="source">Its row.</param>
    /// <param name="turn">The right to ask its host; ended here where other hosts are to be asked.</param>
    /// <param name="ct">Given up before anything is stored.</param>
    /// <returns>What came of it; a failure is on its row, too.</returns>
    public async Task<Collected> AtAsync(Source source, Turn turn, CancellationToken ct)
    {
        try
        {
            // Another look may have read or moved it while this one waited.
            source = await sources.AsItIsAsync(source.Id, ct) ?? source;
            return await FetchAsync(source, turn, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Broken(Outage.Trace(fault), source.Id, fault.Message);
            return Outage.Is(fault) ? Unstored(source, fault) : await OwnFaultAsync(source, ct);
        }
    }

    // Nobody may wait for a look that was only begun: it ends in a result, whatever happens.
    private async Task<Collected> OwnFaultAsync(Source source, CancellationToken ct)
    {
        try
        {
            return await FailAsync(source, "Digest failed on it; the log says how", null, false, ct);
        }
        catch (Exception fault) when (Outage.Is(fault))
        {
            return Unstored(source, fault);
        }
    }

    private static Collected Unstored(Source source, Exception fault) => new(source, 0, 0, $"it could not be stored: {fault.Message}");

    private async Task<Collected> FetchAsync(Source source, Turn turn, CancellationToken ct)
    {
        // Who reads it for the first time needs the whole feed, not "not modified".
        var whole = source.Settle || (await sources.ReadersAsync(source.Id, ct)).Any(r => !r.Started);
        var request = whole ? new FetchRequest(new Uri(source.Url)) : new FetchRequest(new Uri(source.Url), source.Etag, source.LastModified);
        if (source.IsPage && await robots.AskAsync(request.Address, ct) is { IsAllowed: false } refused)
            return await FailAsync(source, refused.Refusal ?? "", null, turn.Hurried, ct);
        switch (await fetcher.GetAsync(request, ct))
        {
            case FetchResult.NotModified same:
                return await SameAsync(source, Answer.Of(same), ct);
            case FetchResult.Fetched fetched:
                var hash = SHA256.HashData(fetched.Bytes.Span);
                return !whole && source.BodyHash is { } old && old.AsSpan().SequenceEqual(hash)
                    ? await SameAsync(source, Answer.Of(fetched), ct) : await ReadAsync(source, fetched, hash, turn, ct);
            case FetchResult.Failed failed:
                return await FailAsync(source, failed.Reason, failed, turn.Hurried, ct);
            default:
                throw new InvalidOperationException("A fetch ends in one of three ways.");
        }
    }

    private async Task<Collected> SameAsync(Source source, Answer answer, CancellationToken ct)
    {
        await writer.WriteAsync((c, t) => health.SucceedAsync(c, t, source, answer, null), ct);
        return new Collected(source, 0, 0, null);
    }

    private async Task<Collected> ReadAsync(Source source, FetchResult.Fetched fetched, byte[] hash, Turn turn, CancellationToken ct)
    {
        FeedReading reading;
        await Cores.WaitAsync(ct);
        try
        {
            reading = await Task.Run(() => FeedReader.Read(fetched.Bytes, fetched.ContentType, fetched.Address, source.Mends), ct);
            if (source.IsPage && reading is FeedReading.Refused) reading = ListedFeed.Read(fetched, source);
        }
        finally
        {
            Cores.Release();
        }
        switch (reading)
        {
            case FeedReading.Read read:
                return await StoreAsync(source, Answer.Of(fetched), read.Feed, hash, source.IsPage, null, ct);
            case FeedReading.Refused { IsPage: true } when source.ReadAt is null && !source.IsPage:
                turn.Dispose();
                return await first.FindAsync(source, fetched, ct) switch
                {
                    Found.Feed feed when feed.Fetched.Address.AbsoluteUri == source.Url => await StoreAsync(source, Answer.Of(feed.Fetched), feed.Content, SHA256.HashData(feed.Fetched.Bytes.Span), false, null, ct),
                    Found.Feed feed => await StoreAsync(source, Answer.Of(feed.Fetched), feed.Content, SHA256.HashData(feed.Fetched.Bytes.Span), false, feed, ct),
                    Found.Page page => await StoreAsync(source, Answer.Of(fetched), page.Content, hash, true, page, ct),
                    Found.Nothing nothing => await FailAsync(source, nothing.Why, null, turn.Hurried, ct),
                    _ => throw new InvalidOperationException("A first look ends in one of three ways."),
                };
            case FeedReading.Refused refused:
                return await FailAsync(source, refused.Reason, null, turn.Hurried, ct);
            default:
                throw new InvalidOperationException("A feed is read or refused.");
        }
    }

    private async Task<Collected> StoreAsync(Source source, Answer answer, Feed feed, byte[] hash, bool isPage, Found? found, CancellationToken ct)
    {
        string? remark = null;
        var taken = await writer.WriteAsync(async (c, t) =>
        {
            remark = found is null ? null : await first.SettleAsync(c, t, source, found);
            if (found is Found.Feed && remark is null) return null; // Another source has that address and is read instead.
            var there = found is Found.Feed moved ? source with { Url = moved.Fetched.Address.AbsoluteUri } : source;
            var news = await acceptance.TakeAsync(c, t, source, feed);
            await health.SucceedAsync(c, t, there, answer, new SourceContent(feed, hash, isPage, news.ByUrl));
            if (news.Flood is not null) await TellAsync(c, t, source, news);
            return news;
        }, ct);
        if (taken is null) return new Collected(source, 0, 0, null) { Remark = "its feed is a source already; that one is read instead" };
        if (taken.New > 0) Read(source.Id, taken.New, taken.News);
        return new Collected(source, taken.New, taken.News, null) { Remark = taken.Flood is null ? remark : $"{taken.Quarantined} in quarantine: {taken.Flood}" };
    }

    // Once a day: a source that is flooded at each look would fill a mailbox.
    private Task TellAsync(System.Data.Common.DbConnection c, System.Data.Common.DbTransaction t, Source source, Taken taken) =>
        operators.TellAsync(c, t, 0, $"flood:{source.Id}:{clock.GetUtcNow().ToUnixTimeSeconds() / 86400}", $"{source.Shown} is flooded",
            $"{taken.Flood}. These {taken.Quarantined} are kept apart and not mailed.",
            $"Look at them, then: digest source keep NEWSLETTER {source.Shown}, or digest source discard NEWSLETTER {source.Shown}");

    private async Task<Collected> FailAsync(Source source, string problem, FetchResult.Failed? failed, bool hurried, CancellationToken ct)
    {
        await writer.WriteAsync((c, t) => health.FailAsync(c, t, source, problem, failed, hurried), ct);
        Failed(source.Id, source.Shown, problem);
        return new Collected(source, 0, 0, problem);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source}: {Added} new articles, {News} of them news")]
    private partial void Read(long source, int added, int news);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source} could not be collected: {Cause}")]
    private partial void Broken(Exception? fault, long source, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source} ({Url}): {Problem}")]
    private partial void Failed(long source, string url, string problem);
}
