using System.Data.Common;
using Dapper;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Pages;
using Digest.Collecting.Recognising;
using Digest.Storage;

namespace Digest.Collecting.Visiting;

/// <summary>An article whose page is to be read.</summary>
internal sealed record DuePage
{
    public required long Article { get; init; }
    public required string Url { get; init; }

    /// <summary>The address of the feed that named it.</summary>
    public required string Source { get; init; }
    public required bool Mends { get; init; }
    public required int Tries { get; init; }
}

/// <summary>The rows of pages: which are to be read, and what they gave.</summary>
internal sealed class PageStore(Database database, Writer writer, TimeProvider clock)
{
    private const int AtOnce = 200;
    private static readonly TimeSpan ClaimedFor = TimeSpan.FromMinutes(5);

    private const string Insert = "insert into page (article, state, due_at) values (@article, 'due', @at) on conflict (article) do nothing";
    // What lies further ahead than anything is put off was written before the clock was set back.
    private const string IsDue = "(p.due_at <= @now or p.due_at > @latest)";
    private const string ExistsDue = $"select exists (select 1 from page p where p.state = 'due' and {IsDue})";

    private const string SelectDue = $"""
        select p.article, p.tries, a.url, s.url as source, s.mends
        from page p join article a on a.id = p.article join source s on s.id = a.source
        where p.state = 'due' and {IsDue} order by p.due_at limit @most
        """;

    private const string Claim = "update page set due_at = @until where article in @articles";

    private const string Save = """
        update page set state = 'read', tries = tries + 1, read_at = @at, title = @title, text = @text, byline = @byline, published_at = @published,
            image = @image, language = @language, canonical = @canonical, canonical_key = @canonicalKey, highlights = @highlights, own_highlights = @own, problem = null
        where article = @article
        """;

    // What its page says is all of its texts, once those of its feed were removed.
    private const string Refill = "update article set texts_kept = true, changed_at = @at where id = @article and not texts_kept";

    private const string Fail = "update page set state = @state, due_at = @due, tries = tries + 1, problem = @problem where article = @article";

    // Its host was not asked.
    private const string Rest = "update page set state = 'due', due_at = @until, problem = @problem where article = @article";

    /// <summary>These articles' pages shall be read; those that were asked for before stay as they are.</summary>
    public async Task WantAsync(DbConnection c, DbTransaction t, IReadOnlyCollection<long> articles)
    {
        var at = clock.GetUtcNow();
        foreach (var article in articles) await c.ExecuteAsync(Insert, new { article, at }, t);
    }

    /// <summary>Takes pages whose time has come; no other node gets them for a while.</summary>
    /// <param name="fits">Whether a page is taken; one that is not goes to the end of the queue.</param>
    /// <param name="ct">Given up before anything is taken.</param>
    public async Task<IReadOnlyList<DuePage>> ClaimDueAsync(Func<DuePage, bool> fits, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var latest = now + Polling.HostRests.Longest;
        await using (var look = await database.OpenAsync(ct))
            if (!await look.ExecuteScalarAsync<bool>(ExistsDue, new { now, latest })) return [];
        return await writer.WriteAsync<IReadOnlyList<DuePage>>(async (c, t) =>
        {
            var due = (await c.QueryAsync<DuePage>(SelectDue, new { now, latest, most = AtOnce }, t)).AsList();
            var taken = due.Where(fits).ToList();
            await c.ExecuteAsync(Claim, new { until = now, articles = ManyValues.Of(due.Except(taken).Select(p => p.Article)) }, t);
            await c.ExecuteAsync(Claim, new { until = now + ClaimedFor, articles = ManyValues.Of(taken.Select(p => p.Article)) }, t);
            return taken;
        }, ct);
    }

    /// <summary>It was read. An article whose texts were removed has texts again from now on.</summary>
    public Task SaveAsync(long article, PageArticle page, CancellationToken ct) => writer.WriteAsync(async (c, t) =>
    {
        var at = clock.GetUtcNow();
        // A row that was removed while the page was read gives nothing back.
        if (await c.ExecuteAsync(Save, Row(article, page, at), t) > 0) await c.ExecuteAsync(Refill, new { article, at }, t);
    }, ct);

    /// <summary>It could not be read, and why.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="article">Row number.</param>
    /// <param name="problem">In words.</param>
    /// <param name="again">When it is tried again; null: never.</param>
    public Task FailAsync(DbConnection c, DbTransaction t, long article, string problem, DateTimeOffset? again) =>
        c.ExecuteAsync(Fail, new { article, state = again is null ? "failed" : "due", due = again ?? clock.GetUtcNow(), problem }, t);

    /// <summary>Its host is left alone until then: that is no try.</summary>
    public Task RestAsync(long article, string problem, DateTimeOffset until, CancellationToken ct) =>
        writer.WriteAsync((c, t) => c.ExecuteAsync(Rest, new { article, until, problem }, t), ct);

    private static object Row(long article, PageArticle page, DateTimeOffset at) => new
    {
        article,
        at,
        title = page.Title,
        text = page.Text,
        byline = page.Byline,
        published = page.Published?.At,
        image = page.Image,
        language = page.Language,
        canonical = page.Canonical,
        canonicalKey = page.Canonical is { } canonical ? ArticleKey.Bounded(UrlKey.Of(canonical)) : null,
        highlights = string.Join('\n', page.Highlights),
        own = page.HasOwnHighlights,
    };
}
