namespace Digest.Collecting.Stories;

/// <summary>
/// Groups articles into stories: those at one address, those of one text, and those that report one event in one language within
/// 48 hours. The same articles make the same groups in whatever order they come; each article is in exactly one. Pure: nothing is
/// read or kept. 5,000 articles take a second or two.
/// </summary>
internal static class Grouping
{
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
        var alike = new List<(int First, int Second, double Strength)>();
        foreach (var (first, second) in Neighbours.Of(articles))
            if (Likeness.Of(articles[first], articles[second]) is { MayBeSame: true } likeness)
                alike.Add((first, second, likeness.Strength));
        return alike.OrderByDescending(pair => pair.Strength).ThenBy(pair => pair.First).ThenBy(pair => pair.Second).Select(pair => (pair.First, pair.Second));
    }
}
