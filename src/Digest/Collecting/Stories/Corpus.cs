namespace Digest.Collecting.Stories;

/// <summary>In how many of some articles each word stands, on top of what <see cref="CommonWords"/> believes.</summary>
internal sealed class Corpus
{
    // The belief weighs as much as this many articles: far more than a pair, less than a busy fortnight.
    private const double Believed = 3000;

    private readonly Dictionary<string, int> articlesWith = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly int articles;

    public Corpus(IReadOnlyCollection<ArticleWords> counted)
    {
        articles = counted.Count;
        foreach (var article in counted)
            foreach (var stem in article.Text.Keys)
            {
                articlesWith[stem] = articlesWith.GetValueOrDefault(stem) + 1;
                numbers.TryAdd(stem, numbers.Count);
            }
    }

    /// <summary>A number that stands for the word, for comparing fast; the word stands in one of the articles.</summary>
    public int NumberOf(string stem) => numbers[stem];

    /// <summary>What a word tells: the logarithm of how rare it is; 0 when it stands everywhere.</summary>
    public double WeightOf(string stem)
    {
        var share = ((Believed * CommonWords.ShareOf(stem)) + articlesWith.GetValueOrDefault(stem)) / (Believed + articles);
        return -Math.Log(Math.Min(1, share));
    }
}
