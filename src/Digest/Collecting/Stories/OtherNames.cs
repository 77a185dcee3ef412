namespace Digest.Collecting.Stories;

/// <summary>Two of one name's first word: Manchester United and Manchester City, Alan Tresham and Alan Weatherby.</summary>
internal static class OtherNames
{
    // With more capitals than this a title writes everything large.
    private const double MostCapitals = 0.65;

    public static bool Are(ArticleWords a, ArticleWords b)
    {
        if (IsLarge(a.Title) || IsLarge(b.Title)) return false;
        foreach (var (first, second) in Pairs(a.Title))
        {
            if (CommonWords.Contains(first)) continue;
            var theirs = Pairs(b.Title).Where(pair => pair.First == first).Select(pair => pair.Second).ToList();
            if (theirs.Count > 0 && !b.Text.ContainsKey(second) && !theirs.Any(a.Text.ContainsKey)) return true;
        }
        return false;
    }

    private static IEnumerable<(string First, string Second)> Pairs(IReadOnlyList<Word> title) => Enumerable.Range(1, Math.Max(0, title.Count - 1))
        .Where(i => title[i - 1].IsCapital && title[i].IsCapital && !title[i].IsFirst)
        .Select(i => (title[i - 1].Stem, title[i].Stem));

    private static bool IsLarge(IReadOnlyList<Word> title) => title.Count(word => word.IsCapital) > MostCapitals * title.Count;
}
