using Digest.Collecting.Fetching;
using Digest.Collecting.Reading;

namespace Digest.Collecting;

/// <summary>A feed that was asked and could be read.</summary>
internal sealed record FoundFeed(Uri Address, Feed Feed);

/// <summary>
/// What came of looking at a site. <paramref name="Problem"/> is one line that says why there is no feed;
/// <paramref name="IsRefused"/> that the address is one Digest does not ask unless it is allowed.
/// </summary>
internal sealed record SiteReading(IReadOnlyList<FoundFeed> Feeds, string? Problem = null, bool IsRefused = false);

/// <summary>Finds and reads the feeds of a site: what its page names, else the usual places.</summary>
internal sealed class SiteReader(Fetcher fetcher)
{
    private const int MostAsked = 10;

    /// <param name="site">A page of the site, or a feed itself.</param>
    /// <param name="ct">Given up between two requests.</param>
    public async Task<SiteReading> FindAsync(Uri site, CancellationToken ct)
    {
        var answer = await fetcher.GetAsync(new FetchRequest(site), ct);
        if (answer is not FetchResult.Fetched page) return Failure(answer);
        var reading = FeedReader.Read(page.Bytes, page.ContentType, page.Address);
        if (reading is FeedReading.Read itself) return new SiteReading([new FoundFeed(page.Address, itself.Feed)]);

        var html = TextDecoder.Decode(page.Bytes.Span, page.ContentType);
        var named = FeedDiscovery.Named(html, page.Address);
        var feeds = await ReadAsync(named.Take(MostAsked), page.Address, stopAtFirst: false, ct);
        if (feeds.Count == 0) feeds = await ReadAsync(FeedDiscovery.Find(html, page.Address).Skip(named.Count), page.Address, stopAtFirst: true, ct);
        return feeds.Count > 0 ? new SiteReading(Distinct(feeds)) : new SiteReading([], "the page names no feed, and the usual places have none");
    }

    /// <summary>One feed by its own address.</summary>
    public Task<SiteReading> ReadAsync(Uri feed, CancellationToken ct) => ReadAsync(feed, null, ct);

    private async Task<SiteReading> ReadAsync(Uri feed, Uri? page, CancellationToken ct)
    {
        var answer = await fetcher.GetAsync(new FetchRequest(feed) { NamedBy = page }, ct);
        if (answer is not FetchResult.Fetched fetched) return Failure(answer);
        return FeedReader.Read(fetched.Bytes, fetched.ContentType, fetched.Address) switch
        {
            FeedReading.Read read => new SiteReading([new FoundFeed(fetched.MovedForGood ? fetched.Address : feed, read.Feed)]),
            FeedReading.Refused refused => new SiteReading([], refused.Reason),
            _ => new SiteReading([], "it can't be read"),
        };
    }

    private async Task<List<FoundFeed>> ReadAsync(IEnumerable<Uri> addresses, Uri page, bool stopAtFirst, CancellationToken ct)
    {
        var feeds = new List<FoundFeed>();
        foreach (var address in addresses)
        {
            feeds.AddRange((await ReadAsync(address, page, ct)).Feeds);
            if (stopAtFirst && feeds.Count > 0) break;
        }
        return feeds;
    }

    // Sites name the same news as RSS and Atom, by section, and comments beside them: what mostly repeats is left out.
    private static List<FoundFeed> Distinct(List<FoundFeed> feeds)
    {
        var known = new HashSet<string>();
        var kept = new List<FoundFeed>();
        foreach (var feed in feeds)
        {
            var urls = feed.Feed.Items.Select(i => i.Url ?? i.Id ?? "").Distinct().ToList();
            var news = urls.Count(u => !known.Contains(u));
            var isForComments = feed.Address.AbsolutePath.Contains("comment", StringComparison.OrdinalIgnoreCase);
            if (kept.Count > 0 && (isForComments || news * 2 <= urls.Count)) continue;
            kept.Add(feed);
            known.UnionWith(urls);
        }
        return kept;
    }

    private static SiteReading Failure(FetchResult answer) => answer is FetchResult.Failed failed
        ? new SiteReading([], failed.Reason, failed.Fault is FetchFault.Address or FetchFault.Private)
        : new SiteReading([], "the answer is empty");
}
