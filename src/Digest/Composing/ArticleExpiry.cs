using Digest.Storage;

namespace Digest.Composing;

/// <summary>
/// Every hour: removes the texts of articles that have not changed for <c>Retention:Articles</c>. In bounded steps, each its own commit;
/// cut off, it goes on at the next look.
/// </summary>
internal sealed class ArticleExpiry(Database database, Writer writer, StorageOptions options, TimeProvider clock, ILogger<ArticleExpiry> log)
    : Sweep(clock, log, "Texts of old articles")
{
    /// <summary>Removes all that is old enough now. Writes nothing when nothing is.</summary>
    public override async Task SweepAsync(CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        var before = now - options.Retention.Articles;
        for (var after = new OldArticle(DateTimeOffset.UnixEpoch, 0); ; ct.ThrowIfCancellationRequested())
        {
            var old = await NextAsync(after, before, now, ct);
            if (old.Count == 0) return;
            List<long> going = [.. old.Where(o => o.MayGo).Select(o => o.Article.Id)];
            if (going.Count > 0) await writer.WriteAsync((c, t) => OldArticles.BlankAsync(c, t, going, before, now), ct);
            after = old[^1].Article;
        }
    }

    private async Task<IReadOnlyList<(OldArticle Article, bool MayGo)>> NextAsync(OldArticle after, DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await OldArticles.NextAsync(c, after, before, now);
    }
}
