namespace Digest.Collecting.Stories;

/// <summary>In how many of some articles each word stands, on top of what <see cref="CommonWords"/> believes.</summary>
internal sealed class Corpus
{
    // The belief weighs as much as this many articles: even one day of a few feeds tells what everybody writes about.
    private const double Believed = 100;

    // So many articles hold a word before it counts as common: one event may be told by as many.
    private const int OneEvent = 5;

    private readonly Dictionary<string, int> articlesWith = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly int articles;

    public Corpus(IReadOnlyCollection<ArticleWords> counted)
    {
        // What many printed word by word was written once.
        foreach (var article in counted.DistinctBy(article => (article.Article.Title, article.Article.Summary)))
        {
            articles++;
            foreach (var stem in article.Text.Keys)
            {
                articlesWith[stem] = articlesWith.GetValueOrDefault(stem) + 1;
                numbers.TryAdd(stem, numbers.Count);
            }
        }
    }

    /// <summary>How much of what a word weighs was counted and not believed, 0 to 1: little for a pair, nearly all after a fortnight.</summary>
    public double Known => articles / (Believed + articles);

    /// <summary>A number that stands for the word, for comparing fast; the word stands in one of the articles.</summary>
    public int NumberOf(string stem) => numbers[stem];

    /// <summary>What a word tells: the logarithm of how rare it is; 0 when it stands everywhere.</summary>
    public double WeightOf(string stem)
    {
        var share = ((Believed * CommonWords.ShareOf(stem)) + Math.Max(0, articlesWith.GetValueOrDefault(stem) - OneEvent)) / (Believed + articles);
        return -Math.Log(Math.Clamp(share, CommonWords.Rare, 1));
    }
}
