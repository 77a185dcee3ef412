using System.Data.Common;
using Digest.Collecting.Fetching;
using Digest.Collecting.Pages;
using Digest.Collecting.Polling;
using Digest.Collecting.Reading;
using Digest.Storage;

namespace Digest.Collecting;

/// <summary>What stands behind the address of a page that was given as a source.</summary>
internal abstract record Found
{
    private Found()
    {
    }

    internal sealed record Feed(FetchResult.Fetched Fetched, Collecting.Feed Content) : Found;

    internal sealed record Page(Collecting.Feed Content) : Found;

    internal sealed record Nothing(string Why) : Found;
}

/// <summary>An event of a source.</summary>
internal sealed record SourceIsPage(long Source, string Url);

/// <summary>
/// The first look at a source whose address is a page: the feed it names, else one at the usual places, else the page itself
/// where it lists articles. Only then: a source that once was a feed does not turn into something else because a server
/// shows a page instead of it.
/// </summary>
internal sealed class FirstLook(Fetcher fetcher, HostGate gate, HostRests rests, Moves moves, EventLog events)
{
    private const int MostAsked = 12;
    private const int FewestListed = 3;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    // Each holds a page and what is made of it.
    private static readonly SemaphoreSlim Few = new(16);

    /// <param name="source">Its row.</param>
    /// <param name="page">What its address gave.</param>
    /// <param name="ct">Given up between two requests.</param>
    public async Task<Found> FindAsync(Source source, FetchResult.Fetched page, CancellationToken ct)
    {
        await Few.WaitAsync(ct);
        try
        {
            return await LookAsync(source, page, ct);
        }
        finally
        {
            Few.Release();
        }
    }

    private async Task<Found> LookAsync(Source source, FetchResult.Fetched page, CancellationToken ct)
    {
        var html = TextDecoder.Decode(page.Bytes.Span, page.ContentType);
        using (var tree = PageTree.Of(html, page.Address))
            if (Walls.Look(tree.Document).CallsItself is { } wall) return new Found.Nothing(wall);
        foreach (var address in FeedDiscovery.Find(html, page.Address).Take(MostAsked))
            if (await ReadAsync(address, page.Address, source.Mends, ct) is { } feed) return feed;
        return ListedFeed.Read(page, source) is FeedReading.Read listed && listed.Feed.Items.Count >= FewestListed
            ? new Found.Page(listed.Feed) : new Found.Nothing("an HTML page that names no feed and lists no articles");
    }

    /// <summary>Writes down what was found; null: that feed is another source, and read there.</summary>
    public async Task<string?> SettleAsync(DbConnection c, DbTransaction t, Source source, Found found)
    {
        if (found is not Found.Feed feed)
        {
            await events.AddAsync(c, t, "source.page", 0, new SourceIsPage(source.Id, source.Shown));
            return "a page without a feed: the articles it lists are read";
        }
        var to = feed.Fetched.Address.AbsoluteUri;
        if (await moves.MoveAsync(c, t, source, to, "named by the page")) return $"its feed is {to}";
        await moves.HandOverAsync(c, t, source, to);
        return null;
    }

    private async Task<Found.Feed?> ReadAsync(Uri address, Uri page, bool mends, CancellationToken ct)
    {
        var host = HostGate.HostOf(address.AbsoluteUri);
        using var pass = await gate.EnterAsync(host, gate.IsOurs(address.AbsoluteUri) ? TimeSpan.Zero : Apart, ct);
        if (rests.Until(host) is not null) return null;
        return await fetcher.GetAsync(new FetchRequest(address) { NamedBy = page }, ct) is FetchResult.Fetched fetched
            && FeedReader.Read(fetched.Bytes, fetched.ContentType, fetched.Address, mends) is FeedReading.Read read ? new Found.Feed(fetched, read.Feed) : null;
    }
}
