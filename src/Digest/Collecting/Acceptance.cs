using System.Data.Common;

namespace Digest.Collecting;

/// <summary>
/// What of a feed becomes an article, and for whom it is news. A newsletter's first collect of a source takes the newest few
/// as news and knows the others; from then on every article that was never seen is news, whatever its date says.
/// </summary>
internal sealed class Acceptance(ArticleStore articles, CollectingOptions options)
{
    /// <summary>
    /// Runs within the step that also stores the source's validators. After a database was put back, what a source holds at
    /// its first look is known: it may have been mailed since.
    /// </summary>
    /// <returns>How many articles were never seen before, and how many are news to some newsletter.</returns>
    public async Task<(int Added, int News)> TakeAsync(DbConnection c, DbTransaction t, Source source, Feed feed)
    {
        var readers = await SourceStore.ReadersAsync(c, t, source.Id);
        var items = ArticleKey.Of(feed.Items);
        var keys = items.Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
        var stored = new List<(long Id, bool New, DateTimeOffset? At)>();
        foreach (var item in items)
        {
            var (id, isNew) = await articles.PutAsync(c, t, source.Id, item, keys, feed.Language);
            stored.Add((id, isNew, item.Item.Published ?? item.Item.Updated));
        }
        var newest = stored.OrderByDescending(s => s.At ?? DateTimeOffset.MinValue).Take(options.FirstCollect).Select(s => s.Id).ToHashSet();
        var news = new HashSet<long>();
        foreach (var reader in readers)
        {
            foreach (var article in stored.Where(s => s.New || !reader.Started))
            {
                var isNews = !source.Settle && (reader.Started || newest.Contains(article.Id));
                await articles.AddCandidateAsync(c, t, reader.Newsletter, article.Id, isNews);
                if (isNews) news.Add(article.Id);
            }
            // An empty feed says nothing yet: what it brings first is still its first collect.
            if (!reader.Started && stored.Count > 0) await articles.MarkFirstCollectAsync(c, t, reader.Newsletter, source.Id);
        }
        return (stored.Count(s => s.New), news.Count);
    }
}
