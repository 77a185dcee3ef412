using System.Data.Common;

namespace Digest.Collecting.Recognising;

/// <summary>What came of taking a feed.</summary>
/// <param name="New">Articles never seen before.</param>
/// <param name="News">How many articles are news to some newsletter.</param>
/// <param name="Quarantined">How many of the new ones wait for a decision.</param>
/// <param name="Flood">Why they do; null: none does.</param>
/// <param name="ByUrl">Whether the source's ids have proved to change.</param>
internal sealed record Taken(int New, int News, int Quarantined, string? Flood, bool ByUrl);

/// <summary>
/// What of a feed becomes an article, and for whom it is news: each newsletter, once for each cadence that it publishes. A
/// newsletter's first collect of a source takes the newest few as news and knows the others; from then on every article that was never seen is news, whatever its date says, unless so
/// many come at once that it must be an accident.
/// </summary>
internal sealed class Acceptance(
    ArticleStore articles, CandidateStore candidates, Corrections corrections, Visiting.PageStore pages, CollectingOptions options, TimeProvider clock)
{
    /// <summary>
    /// Runs within the step that also stores the source's validators. After a database was put back, what a source holds at
    /// its first look is known: it may have been mailed since.
    /// </summary>
    public async Task<Taken> TakeAsync(DbConnection c, DbTransaction t, Source source, Feed feed)
    {
        var readers = await SourceStore.ReadersAsync(c, t, source.Id);
        var items = ArticleKey.Of(feed.Items, source.ByUrl);
        var known = await KnownArticles.LoadAsync(c, t, source.Id, items);
        var texts = await KnownArticles.TextsAsync(c, t, Recognition.Doubtful(known, items));
        var (recognised, how) = Recognition.Of(known, items, source.ByUrl, texts);
        await RenewAsync(c, t, source, recognised);
        await candidates.LetGoAsync(c, t, await articles.TakeBackAsync(c, t, source.Id, feed.Deleted));

        var flood = readers.Any(r => r.Started) && !source.Settle ? await FloodAsync(c, t, source, recognised) : null;
        var stored = await AddAsync(c, t, source, feed, recognised, flood, isFirst: !readers.Any(r => r.Started));
        var news = new HashSet<long>();
        foreach (var reader in readers) news.UnionWith(await OfferAsync(c, t, source, reader, stored));
        foreach (var item in recognised.Where(r => r.Known is { Purged: true } known && news.Contains(known.Id))) await articles.RefillAsync(c, t, source.Id, item);
        await pages.WantAsync(c, t, news);
        return new Taken(stored.Count(s => s.IsNew), news.Count, stored.Count(s => s.IsFlood), flood?.Why, how.ByUrlFromNowOn);
    }

    private async Task RenewAsync(DbConnection c, DbTransaction t, Source source, IReadOnlyList<Recognised> recognised)
    {
        var known = recognised.Where(r => r.Known is not null).ToList();
        // The words of a link are shortened and moved about with it; what was mailed is its page's own headline.
        var taken = await Corrections.TakenAsync(c, t, source.IsPage ? [] : [.. known.Where(r => ArticleStore.IsChanged(r)).Select(r => r.Known!.Id)]);
        foreach (var item in known)
            if (await articles.RenewAsync(c, t, source.Id, item) && taken.TryGetValue(item.Known!.Id, out var said))
                await corrections.NoteAsync(c, t, said, item.Item);
    }

    private async Task<Flood?> FloodAsync(DbConnection c, DbTransaction t, Source source, IReadOnlyList<Recognised> recognised) =>
        await Floods.LookAsync(c, t, source.Id, [.. recognised.Where(r => r.Known is null).Select(r => r.Item.Said)], recognised.Count, recognised.Count(r => r.Known?.IsFlood == true), clock.GetUtcNow());

    // From the last to the first, so that of those without a date the one at the top is the newest.
    private async Task<List<Stored>> AddAsync(
        DbConnection c, DbTransaction t, Source source, Feed feed, IReadOnlyList<Recognised> recognised, Flood? flood, bool isFirst)
    {
        var stored = new List<Stored>();
        foreach (var item in recognised.Reverse())
        {
            var isFlood = item.Known is null && flood?.Holds(item.Item.Said) == true;
            var arrival = isFirst ? Arrival.First : isFlood ? Arrival.Flood : Arrival.News;
            var id = item.Known?.Id ?? await articles.AddAsync(c, t, source.Id, item, feed.Language, arrival);
            stored.Add(new Stored(id, item.Known is null, isFlood, item.Item.Said));
        }
        stored.Reverse();
        return stored;
    }

    private async Task<IEnumerable<long>> OfferAsync(DbConnection c, DbTransaction t, Source source, SourceReader reader, List<Stored> stored)
    {
        var offered = stored.Where(s => s.IsNew || !reader.Started).ToList();
        var news = source.Settle ? [] : reader.Started ? offered.Where(s => !s.IsFlood).Select(s => s.Id).ToHashSet() : Newest(stored);
        foreach (var article in offered)
            await candidates.AddAsync(c, t, reader, article.Id,
                news.Contains(article.Id) ? "waiting" : article.IsFlood && reader.Started && !source.Settle ? "quarantined" : "known");
        // An empty feed says nothing yet: what it brings first is still its first collect.
        if (!reader.Started && stored.Count > 0) await candidates.MarkFirstCollectAsync(c, t, reader, source.Id);
        return news;
    }

    private HashSet<long> Newest(List<Stored> stored)
    {
        var now = clock.GetUtcNow();
        return stored.OrderByDescending(s => s.Said is { } said && said <= now ? said : DateTimeOffset.MinValue).Take(options.FirstCollect).Select(s => s.Id).ToHashSet();
    }

    private sealed record Stored(long Id, bool IsNew, bool IsFlood, DateTimeOffset? Said);
}
