namespace Digest.Collecting.Stories;

/// <summary>An article whose words have their weights in one corpus.</summary>
internal sealed class WeighedArticle
{
    // What stands in one article of 4 or more says nothing by itself.
    private const double Content = 1.5;
    // However rare, a plain word is a newsroom's choice; names and numbers are the event's own.
    private const double MostOfPlain = 5.5;

    private readonly Term[] terms;
    private readonly double titleWeight;

    public WeighedArticle(ArticleWords words, Corpus corpus)
    {
        Words = words;
        var title = words.Title.Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
        var weights = words.Text.Select(word => (Stem: word.Key, Weight: Weigh(word.Key, words, corpus), Times: 1 + Math.Log(word.Value))).ToList();
        var length = Math.Sqrt(weights.Sum(word => word.Weight * word.Times * word.Weight * word.Times));
        terms = [.. weights.Select(word => new Term(
            corpus.NumberOf(word.Stem), word.Stem, word.Weight, length == 0 ? 0 : word.Weight * word.Times / length, title.Contains(word.Stem), words.NameOf(word.Stem)))];
        Array.Sort(terms, (one, other) => one.Number - other.Number);
        titleWeight = terms.Sum(ToldBy);
        TitleNames = [.. words.Title.Where(MayBeName).Select(word => word.Stem).Where(stem => corpus.WeightOf(stem) >= Likeness.Telling)];
    }

    public ArticleWords Words { get; }

    public ArticleFacts Article => Words.Article;

    public IEnumerable<Term> Title => terms.Where(term => ToldBy(term) > 0);

    /// <summary>Stems of what may be a name in the title.</summary>
    public IReadOnlyList<string> TitleNames { get; }

    /// <summary>The mean of the texts' cosine and of how much of each title stands in the other article: 0, nothing in common; 1, the same words.</summary>
    public double SimilarityTo(WeighedArticle other)
    {
        double cosine = 0, toldThere = 0, toldHere = 0;
        for (int i = 0, j = 0; i < terms.Length && j < other.terms.Length;)
        {
            var order = terms[i].Number - other.terms[j].Number;
            if (order == 0)
            {
                cosine += terms[i].Share * other.terms[j].Share;
                toldThere += ToldBy(terms[i++]);
                toldHere += ToldBy(other.terms[j++]);
            }
            else if (order < 0) i++;
            else j++;
        }
        return (Math.Min(1, cosine) + ((Part(toldThere, titleWeight) + Part(toldHere, other.titleWeight)) / 2)) / 2;
    }

    /// <summary>The words in both, as this article and as the other has them.</summary>
    public IReadOnlyList<(Term Mine, Term Theirs)> SharedWith(WeighedArticle other)
    {
        var shared = new List<(Term, Term)>();
        for (int i = 0, j = 0; i < terms.Length && j < other.terms.Length;)
        {
            var order = terms[i].Number - other.terms[j].Number;
            if (order == 0) shared.Add((terms[i++], other.terms[j++]));
            else if (order < 0) i++;
            else j++;
        }
        return shared;
    }

    private static double Weigh(string stem, ArticleWords words, Corpus corpus)
    {
        var isPlain = words.NameOf(stem) is null && stem.Length > 2 && !char.IsAsciiDigit(stem[0]);
        return isPlain ? Math.Min(MostOfPlain, corpus.WeightOf(stem)) : corpus.WeightOf(stem);
    }

    // What a word of the title says of it.
    private static double ToldBy(Term term) => term.IsInTitle && term.Weight >= Content ? term.Weight : 0;

    private static double Part(double told, double all) => all == 0 ? 0 : told / all;

    // What begins a sentence may be a name, if it is no common word.
    private static bool MayBeName(Word word) => word.IsCapital && !(word.IsFirst && CommonWords.Contains(word.Stem));
}
