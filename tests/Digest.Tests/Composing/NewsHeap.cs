using Dapper;
using Digest.Composing;
using Digest.Storage;
using Digest.Tests.Delivering;

namespace Digest.Tests.Composing;

/// <summary>Articles that wait for an edition of the workshop's newsletter, without a feed behind them.</summary>
internal sealed class NewsHeap(Workshop shop)
{
    private const string InsertSource = """
        insert into source (url, title, next_check_at, read_at, created_at) values (@url, @title, 0, @at, 0) returning id
        """;

    private const string LinkSource = "insert into newsletter_source (newsletter, source, topic, weight, added_at) select id, @source, @topic, @weight, 0 from newsletter";

    private static string InsertArticle => $"""
        insert into article (source, key, url, url_key, title, summary, html, image, authors, categories, language, published_at, first_seen_at, changed_at, content_hash)
        values (@source, @url, @url, @urlKey, @title, @summary, '', @image, '', '', 'en', @published, @now, @published, {TestDatabase.Bytes("00")}) returning id
        """;

    private const string InsertCandidate = "insert into candidate (newsletter, cadence, article, state, at) select id, 'daily', @article, @state, @at from newsletter";

    private int made;

    public Task<long> SourceAsync(string title, string topic = "", double weight = 1) => shop.Writer.WriteAsync(async (c, t) =>
    {
        var source = await c.ExecuteScalarAsync<long>(InsertSource, new { url = $"https://{++made}.source.example/feed", title, at = shop.Clock.GetUtcNow() }, t);
        await c.ExecuteAsync(LinkSource, new { source, topic, weight }, t);
        return source;
    });

    /// <param name="source">Row number.</param>
    /// <param name="title">Its headline.</param>
    /// <param name="hoursAgo">When it was published.</param>
    /// <param name="summary">Null: words that no other article has.</param>
    /// <param name="url">Null: one of its own.</param>
    /// <param name="waitsFor">How long it has been a candidate, in hours.</param>
    /// <param name="state">Of the candidate.</param>
    public Task<long> ArticleAsync(
        long source, string title, double hoursAgo = 1, string? summary = null, string? url = null, double waitsFor = 1, CandidateState state = CandidateState.Waiting) =>
        shop.Writer.WriteAsync(async (c, t) =>
        {
            var (now, number) = (shop.Clock.GetUtcNow(), ++made);
            url ??= $"https://news.example/{number}";
            var article = await c.ExecuteScalarAsync<long>(InsertArticle, new
            {
                source,
                url,
                urlKey = Digest.Collecting.Recognising.ArticleKey.Bounded(Digest.Collecting.Cleaning.UrlKey.Of(url)),
                title,
                summary = summary ?? string.Join(' ', Enumerable.Range(0, 14).Select(i => Word(number, i))) + ".",
                image = (string?)null,
                published = now.AddHours(-hoursAgo),
                now,
            }, t);
            await c.ExecuteAsync(InsertCandidate, new { article, state = state.Text(), at = now.AddHours(-waitsFor) }, t);
            return article;
        });

    /// <summary>A word that only this place has.</summary>
    public static string Word(int number, int place)
    {
        var random = new Random((number * 1009) + place);
        return string.Concat(Enumerable.Range(0, 4).Select(_ => $"{"bdfgklmnprstvz"[random.Next(14)]}{"aeiou"[random.Next(5)]}"));
    }

    /// <summary>A headline that resembles no other.</summary>
    public static string Title(int number) => string.Join(' ', Enumerable.Range(100, 6).Select(i => Word(number, i)));

    public async Task<string> StateAsync(long article)
    {
        await using var c = await shop.Get<Database>().OpenAsync();
        return await c.QuerySingleAsync<string>("select state from candidate where article = @article", new { article });
    }

    public async Task<Proposal> ProposeAsync() => await shop.Get<Proposer>().ProposeAsync(
        await shop.NewsletterAsync(), Cadence.Daily, DateOnly.FromDateTime(shop.Clock.GetUtcNow().Date), TimeSpan.Zero, default);

    /// <summary>A draft that would go out in an hour.</summary>
    public async Task<Cut> CutAsync(bool scheduled = true)
    {
        var now = shop.Clock.GetUtcNow();
        var appointment = new Appointment(DateOnly.FromDateTime(now.Date), now, now.AddHours(1));
        return await shop.Get<Cutter>().CutAsync(ProposeAsync, scheduled ? appointment : null, null, default);
    }

    public Task<IReadOnlyList<Story>> StoriesAsync(Edition edition) => shop.Get<EditionStore>().StoriesAsync(edition.Id);
}
