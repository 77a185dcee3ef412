namespace Digest.Collecting.Stories;

/// <summary>
/// Finds the pairs worth comparing: those that share one of the rarer words of their titles and are near in time. The work grows with
/// the number of articles, never with the square of it.
/// </summary>
internal static class Neighbours
{
    // Each title offers its rarest words, of pairs of characters two thirds; each word compares an article with the next that hold it.
    private const int WordsOfEach = 8;
    private const int Next = 30;

    /// <returns>Pairs of positions in <paramref name="articles"/>, the smaller first, each once.</returns>
    /// <param name="articles">The oldest first.</param>
    public static IEnumerable<(int First, int Second)> Of(IReadOnlyList<WeighedArticle> articles)
    {
        var holders = new Dictionary<int, List<int>>();
        var partners = new HashSet<int>();
        for (var i = 0; i < articles.Count; i++)
        {
            partners.Clear();
            foreach (var key in KeysOf(articles[i]))
            {
                if (!holders.TryGetValue(key, out var known)) holders[key] = known = [];
                for (var j = Math.Max(0, known.Count - Next); j < known.Count; j++) partners.Add(known[j]);
                known.Add(i);
            }
            foreach (var partner in partners)
                if (Likeness.MayBeOne(articles[partner].Words, articles[i].Words)) yield return (partner, i);
        }
    }

    private static IEnumerable<int> KeysOf(WeighedArticle article)
    {
        var words = article.Title.ToList();
        return words.OrderByDescending(word => word.Weight).ThenBy(word => word.Stem, StringComparer.Ordinal)
            .Take(Math.Max(WordsOfEach, words.Count * 2 / 3)).Select(word => word.Number);
    }
}
