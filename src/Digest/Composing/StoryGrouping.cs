using System.Data.Common;
using Dapper;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Stories;
using Digest.Storage;

namespace Digest.Composing;

/// <summary>Candidates that report the same.</summary>
/// <param name="Candidates">The first report first; at least one.</param>
/// <param name="Reason">Why they stand together; null: there is one.</param>
internal sealed record CandidateGroup(IReadOnlyList<Candidate> Candidates, string? Reason);

/// <summary>A candidate whose story was mailed in an earlier edition.</summary>
internal sealed record MailedBefore(Candidate Candidate, string Reason);

/// <summary>Groups what waits into stories, beside what was mailed lately: an article that joins a story of an earlier edition is no news.</summary>
internal static class StoryGrouping
{
    private const int SummaryLength = 600;
    /// <summary>So long is what was mailed compared with what comes.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(14);

    // What was mailed in the last two weeks, or is about to be, tells also which words are common.
    private const string SelectMailed = """
        select c.article as id, a.source as source_id, a.url, p.canonical, a.title, a.summary, a.language, a.published_at, e.date || case when e.cadence = 'weekly' then '-weekly' else '' end || case when e.n > 1 then '-' || e.n else '' end as edition, e.released_at is not null as is_mailed
        from candidate c join article a on a.id = c.article join edition e on e.id = c.edition left join page p on p.article = a.id and p.state = 'read'
        where c.newsletter = @newsletter and c.cadence = @cadence and c.state = 'in' and c.at > @since
        order by c.at desc limit 3000
        """;

    /// <returns>
    /// The groups in no particular order, and the candidates that join a story which was mailed. Who joins the story of an edition
    /// that is still to go out is in neither: it waits, for that edition may be cancelled.
    /// </returns>
    public static async Task<(IReadOnlyList<CandidateGroup> Groups, IReadOnlyList<MailedBefore> Mailed)> OfAsync(
        DbConnection c, long newsletter, Cadence cadence, IReadOnlyList<Candidate> open, DateTimeOffset now)
    {
        var earlier = (await c.QueryAsync<Earlier>(SelectMailed, new { newsletter, cadence = cadence.Text(), since = now - Lately })).DistinctBy(e => e.Id).ToDictionary(e => e.Id);
        var waiting = open.ToDictionary(o => o.Article);
        var groups = new List<CandidateGroup>();
        var mailed = new List<MailedBefore>();
        var addresses = Addresses.Of([.. open.Select(o => (o.SourceId, o.Url, o.Canonical, o.Title)), .. earlier.Values.Select(e => (e.SourceId, e.Url, e.Canonical, e.Title))]);
        foreach (var group in Grouping.Group([.. open.Select(o => Facts(o, addresses)), .. earlier.Values.Select(e => Facts(e, addresses))]))
        {
            var members = group.Articles.Where(waiting.ContainsKey).Select(id => waiting[id]).ToList();
            if (members.Count == 0) continue;
            var told = group.Articles.Select(id => earlier.GetValueOrDefault(id)).OfType<Earlier>().ToList();
            if (told.Find(e => e.IsMailed) is { } first) mailed.AddRange(members.Select(m => new MailedBefore(m, $"its story was in edition {first.Edition}: {group.Reason}")));
            else if (told.Count == 0) groups.Add(new CandidateGroup(members, group.Reason));
        }
        return (groups, mailed);
    }

    private static ArticleFacts Facts(Candidate candidate, Addresses addresses) => new()
    {
        Id = candidate.Article,
        Title = candidate.Title,
        Summary = Beginning(Teaser.Of(candidate)),
        Url = addresses.Of(candidate.SourceId, candidate.Url, candidate.Canonical),
        Source = candidate.SourceId,
        Language = candidate.Language,
        PublishedAt = candidate.PublishedAt,
    };

    private static ArticleFacts Facts(Earlier article, Addresses addresses) => new()
    {
        Id = article.Id,
        Title = article.Title,
        Summary = Beginning(Teaser.Of(article.Summary, article.Title, "")),
        Url = addresses.Of(article.SourceId, article.Url, article.Canonical),
        Source = article.SourceId,
        Language = article.Language,
        PublishedAt = article.PublishedAt,
        IsMailed = true,
    };

    private static string Beginning(string text) =>
        text.Length <= SummaryLength ? text : text[..(char.IsHighSurrogate(text[SummaryLength - 1]) ? SummaryLength - 1 : SummaryLength)];

    /// <summary>Which addresses tell an article from others.</summary>
    /// <param name="Shared">Some feeds give all their articles one address, or put something else there each day: it says nothing then.</param>
    /// <param name="Common">Some sites call one address that of all their pages: the feed's own counts then.</param>
    private sealed record Addresses(HashSet<(long, string)> Shared, HashSet<string> Common)
    {
        public static Addresses Of(IReadOnlyList<(long SourceId, string Url, string? Canonical, string Title)> articles) => new(
            articles.Select(a => (a.SourceId, UrlKey.Of(a.Url))).CountBy(a => a).Where(a => a.Value > 1).Select(a => a.Key).ToHashSet(),
            articles.Where(a => a.Canonical is not null).GroupBy(a => (a.SourceId, a.Canonical!), a => a.Title.Trim())
                .Where(a => a.Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any()).Select(a => a.Key.Item2).ToHashSet());

        /// <returns>Null: the article has none of its own.</returns>
        public string? Of(long source, string url, string? canonical) =>
            Shared.Contains((source, UrlKey.Of(url))) ? null : canonical is not null && !Common.Contains(canonical) ? canonical : url;
    }

    private sealed record Earlier
    {
        public required long Id { get; init; }
        public required long SourceId { get; init; }
        public required string Url { get; init; }
        public string? Canonical { get; init; }
        public required string Title { get; init; }
        public required string Summary { get; init; }
        public string? Language { get; init; }
        public required DateTimeOffset PublishedAt { get; init; }
        public required string Edition { get; init; }
        public required bool IsMailed { get; init; }
    }
}
