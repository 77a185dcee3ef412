using Digest.Collecting.Stories.Meaning;

namespace Digest.Collecting.Stories;

/// <summary>
/// Groups articles into stories: those at one address, those of one text, and those that report one event in one language within
/// 48 hours. The same articles make the same groups in whatever order they come; each article is in exactly one. Nothing is kept.
/// 5,000 articles take a second or two, and some seconds more when they are English and many are alike.
/// </summary>
internal static class Grouping
{
    // Those of which words tell least come first. On two cores 200 take 4 to 5 s, so that no flood holds up an edition.
    private const int MostRead = 200;

    /// <param name="articles">What is open, and what was mailed lately; with different row numbers (of those with the same, one counts).
    /// The more of the last days they are, the better is known which words are common.</param>
    /// <returns>All groups, also those of one article, by their oldest article.</returns>
    public static IReadOnlyList<StoryGroup> Group(IReadOnlyList<ArticleFacts> articles)
    {
        var words = articles.OrderBy(article => article.PublishedAt ?? DateTimeOffset.MinValue).ThenBy(article => article.Id)
            .DistinctBy(article => article.Id).Select(article => new ArticleWords(article)).ToList();
        var corpus = new Corpus(words);
        var weighed = words.Select(article => new WeighedArticle(article, corpus)).ToList();
        var linkage = new Linkage(weighed);
        foreach (var copies in Copies.AtOneAddress(words)) linkage.Join(copies, "same address");
        foreach (var copies in Copies.OfOneText(words)) linkage.Join(copies, "same text");
        foreach (var (first, second) in Alike(weighed)) linkage.JoinIfAlike(first, second);
        return [.. linkage.Groups];
    }

    private static IEnumerable<(int First, int Second)> Alike(List<WeighedArticle> articles)
    {
        var near = Neighbours.Of(articles).Select(pair => (pair.First, pair.Second, Likeness: Likeness.Of(articles[pair.First], articles[pair.Second])))
            .Where(pair => (pair.Likeness.IsOpen || pair.Likeness.MayBeSame) && !pair.Likeness.IsOpposed).ToList();
        var open = near.Where(pair => pair.Likeness.IsOpen).OrderBy(pair => Math.Abs(pair.Likeness.ByWords - Likeness.Enough)).ThenBy(pair => pair.First).ThenBy(pair => pair.Second);
        Read([.. open.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().Take(MostRead).Select(i => articles[i])]);
        return near.Where(pair => pair.Likeness.MayBeSame)
            .OrderByDescending(pair => pair.Likeness.Strength).ThenBy(pair => pair.First).ThenBy(pair => pair.Second).Select(pair => (pair.First, pair.Second));
    }

    // Where the model is missing, the words have to do.
    private static void Read(List<WeighedArticle> articles)
    {
        using var model = articles.Count == 0 ? null : SentenceModel.Open();
        if (model is null) return;
        Parallel.ForEach(articles, article => article.ReadWith(model));
    }
}
