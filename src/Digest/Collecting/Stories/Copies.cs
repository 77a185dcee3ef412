using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Stories;

/// <summary>Articles that are one before any word is weighed: at one address, or word for word the same within 48 hours.</summary>
internal static class Copies
{
    private const int FewestTold = 6;
    private static readonly TimeSpan Daily = TimeSpan.FromHours(12);

    /// <summary>Null when there is no address, or when it is only a site's front page, to which some feeds link every item.</summary>
    private static string? AddressOf(ArticleFacts article)
    {
        if (string.IsNullOrWhiteSpace(article.Url) || !Uri.TryCreate(article.Url, UriKind.Absolute, out var address)) return null;
        return address.AbsolutePath.Trim('/').Length + address.Query.Length + address.Fragment.Length == 0 ? null : UrlKey.Of(article.Url);
    }

    /// <summary>Null when it has no words.</summary>
    private static string? TextOf(ArticleWords words) => words.Text.Count == 0
        ? null
        : string.Join(' ', words.Title.Select(word => word.Stem)) + '\n' + string.Join(' ', words.Summary.Select(word => word.Stem));

    /// <summary>The articles of one text, oldest first, cut where the next may be no copy of the first any more.</summary>
    /// <returns>Positions in <paramref name="articles"/>, at least two in each.</returns>
    public static IEnumerable<IReadOnlyList<int>> OfOneText(IReadOnlyList<ArticleWords> articles)
    {
        var texts = Enumerable.Range(0, articles.Count).Select(i => (Position: i, Text: TextOf(articles[i]))).Where(article => article.Text is not null);
        foreach (var text in texts.GroupBy(article => article.Text, article => article.Position))
        {
            var copies = new List<int>();
            foreach (var position in text)
            {
                if (copies.Count > 0 && !Likeness.MayBeOne(articles[copies[0]], articles[position]))
                {
                    if (copies.Count > 1) yield return copies;
                    copies = [];
                }
                if (!copies.Exists(copy => AreSeries(articles[copy], articles[position]))) copies.Add(position);
            }
            if (copies.Count > 1) yield return copies;
        }
    }

    /// <summary>
    /// One short headline without a text, twice in one source, is a series: the comic, the picture of the day. So it is with a line
    /// that says little from one day to the next: the morning briefing.
    /// </summary>
    public static bool AreSeries(ArticleWords a, ArticleWords b) =>
        a.Article.Source is not null && a.Article.Source == b.Article.Source && IsLabel(a) && IsLabel(b)
        && (a.Summary.Count == 0 || (a.Article.PublishedAt - b.Article.PublishedAt)?.Duration() > Daily) && TextOf(a) == TextOf(b);

    // So few words tell no event.
    private static bool IsLabel(ArticleWords article) => article.Title.Count < FewestTold && article.Summary.Count < 2 * FewestTold;

    /// <returns>Positions in <paramref name="articles"/>, at least two in each.</returns>
    public static IEnumerable<IReadOnlyList<int>> AtOneAddress(IReadOnlyList<ArticleWords> articles) => Enumerable.Range(0, articles.Count)
        .GroupBy(i => AddressOf(articles[i].Article))
        .Where(address => address.Key is not null && address.Count() > 1)
        .Select(address => address.ToList());
}
