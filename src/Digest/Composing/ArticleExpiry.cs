using Digest.Storage;

namespace Digest.Composing;

/// <summary>
/// Every hour: removes the texts of articles that have not changed for <c>Retention:Articles</c>. In bounded steps, each its own commit;
/// cut off, it goes on at the next look.
/// </summary>
internal sealed partial class ArticleExpiry(Database database, Writer writer, StorageOptions options, TimeProvider clock, ILogger<ArticleExpiry> log) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        do await TrySweepAsync(stopping);
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Removes all that is old enough now. Writes nothing when nothing is.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
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

    // Tidying up must not end a worker that has editions to cut.
    private async Task TrySweepAsync(CancellationToken ct)
    {
        try
        {
            await SweepAsync(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Later(Outage.Trace(fault), fault.Message);
        }
    }

    private async Task<IReadOnlyList<(OldArticle Article, bool MayGo)>> NextAsync(OldArticle after, DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        return await OldArticles.NextAsync(c, after, before, now);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Texts of old articles could not be removed; tried again in an hour: {Cause}")]
    private partial void Later(Exception? fault, string cause);
}
