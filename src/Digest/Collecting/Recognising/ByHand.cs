using System.Data.Common;
using Dapper;
using Digest.Collecting.Fetching;
using Digest.Collecting.Polling;
using Digest.Storage;

namespace Digest.Collecting.Recognising;

/// <summary>An article that a newsletter collected.</summary>
internal sealed record CollectedArticle
{
    public required long Id { get; init; }

    /// <summary>False: they are too old, and only its page can tell them again.</summary>
    public required bool TextsKept { get; init; }
}

/// <summary>
/// Articles that an editor names by address: of a source of their own for each host, which is never asked. What a feed brings later
/// under the same address is recognised as the same story.
/// </summary>
internal sealed class ByHand(ArticleStore articles, Visiting.PageStore pages, CollectingOptions options, TimeProvider clock)
{
    private readonly AllowedHosts allowed = new(options.AllowedPrivateHosts);

    private const string InsertSource = """
        insert into source (url, title, host, kind, ended, next_check_at, created_at) values (@url, @title, @host, 'page', 'named by an editor', @at, @at)
        on conflict (url) do update set url = excluded.url
        returning id
        """;

    private const string SelectByAddress = """
        select a.id, a.texts_kept from article a
        where a.url_key = @urlKey and a.source in (select source from newsletter_source where newsletter = @newsletter)
            and exists (select 1 from candidate c where c.newsletter = @newsletter and c.cadence = @cadence and c.article = a.id)
        order by a.id desc limit 1
        """;

    // Whoever asks again wants it tried again.
    private const string Again = "update page set state = 'due', tries = 0, due_at = @at where article = @article and state in ('failed', 'due')";

    private const string SelectPage = "select state, problem from page where article = @article";

    /// <summary>The article of this address that the newsletter collected; null: there is none.</summary>
    public static Task<CollectedArticle?> FindAsync(DbConnection c, long newsletter, string cadence, string url) =>
        c.QuerySingleOrDefaultAsync<CollectedArticle>(SelectByAddress, new { newsletter, cadence, urlKey = ArticleKey.Bounded(Cleaning.UrlKey.Of(url)) });

    /// <summary>The article of this address, stored where it was never seen; its page shall be read.</summary>
    /// <exception cref="Fault">It is no address that Digest would ask; the message says why.</exception>
    public async Task<long> AddAsync(DbConnection c, DbTransaction t, string url)
    {
        if (!AddressRule.TryRead(url, allowed, out var address, out var refusal)) throw new Fault($"{url} can't be added: {refusal}.");
        var host = HostGate.HostOf(address.OriginalString);
        var at = clock.GetUtcNow();
        var source = await c.ExecuteScalarAsync<long>(InsertSource, new { url = $"{address.GetLeftPart(UriPartial.Authority)}/#by-hand", title = host, host, at }, t);
        var items = ArticleKey.Of([new FeedItem { Title = address.OriginalString, Url = address.OriginalString }], byUrl: true);
        var known = await KnownArticles.LoadAsync(c, t, source, items);
        var (recognised, _) = Recognition.Of(known, items, byUrl: true, new Dictionary<long, string>());
        var article = recognised[0].Known?.Id ?? await articles.AddAsync(c, t, source, recognised[0], null, Arrival.News);
        return await AskAgainAsync(c, t, article);
    }

    /// <summary>The page of a known article shall be read, for its texts are not kept.</summary>
    public async Task<long> AskAgainAsync(DbConnection c, DbTransaction t, long article)
    {
        var at = clock.GetUtcNow();
        await pages.WantAsync(c, t, [article]);
        await c.ExecuteAsync(Again, new { article, at }, t);
        return article;
    }

    /// <summary>Why its page could not be read; null: it was.</summary>
    public static async Task<string?> ProblemAsync(DbConnection c, long article)
    {
        var (state, problem) = await c.QuerySingleOrDefaultAsync<(string?, string?)>(SelectPage, new { article });
        return state == "read" ? null : problem ?? "its page was not read in time";
    }
}
