using Digest.Collecting.Stories.Meaning;

namespace Digest.Collecting.Stories;

/// <summary>An article whose words have their weights in one corpus.</summary>
internal sealed class WeighedArticle
{
    // What stands in one article of 4 or more says nothing by itself.
    private const double Content = 1.5;
    // However rare, a plain word is a newsroom's choice; names and numbers are the event's own.
    private const double MostOfPlain = 5.5;

    // As much as one or two words weigh.
    private const double FewPlain = 6;

    // So many characters tell what it is about; more of them only cost time.
    private const int TitleRead = 300;
    private const int SummaryRead = 200;

    private readonly Term[] terms;
    private readonly double titleWeight;
    private readonly double plainWeight;
    private float[]? meaning;

    public WeighedArticle(ArticleWords words, Corpus corpus)
    {
        Words = words;
        Known = corpus.Known;
        var title = words.Title.Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
        var weights = words.Text.Select(word => (Stem: word.Key, Weight: Weigh(word.Key, words, corpus), Times: 1 + Math.Log(word.Value))).ToList();
        var length = Math.Sqrt(weights.Sum(word => word.Weight * word.Times * word.Weight * word.Times));
        TitleNames = words.WritesNounsLarge ? [] : [.. words.Title.Where(MayBeName).Select(word => word.Stem).Distinct().Where(stem => corpus.WeightOf(stem) >= Likeness.Telling)];
        terms = [.. weights.Select(word => new Term(
            corpus.NumberOf(word.Stem), word.Stem, word.Weight, length == 0 ? 0 : word.Weight * word.Times / length, title.Contains(word.Stem), words.NameOf(word.Stem),
            IsPlain: words.WritesNounsLarge || (words.NameOf(word.Stem) is null && !TitleNames.Contains(word.Stem))))];
        Array.Sort(terms, (one, other) => one.Number - other.Number);
        titleWeight = terms.Sum(ToldBy);
        plainWeight = terms.Where(term => term.IsPlain).Sum(ToldBy);
    }

    public ArticleWords Words { get; }

    /// <summary>How well its words' weights are known, 0 to 1: see <see cref="Corpus.Known"/>.</summary>
    public double Known { get; }

    public ArticleFacts Article => Words.Article;

    public IEnumerable<Term> Title => terms.Where(term => ToldBy(term) > 0);

    /// <summary>Stems of what may be a name in the title, each once; none where a capital tells nothing.</summary>
    public IReadOnlyList<string> TitleNames { get; }

    /// <summary>What the words of both say, in one pass.</summary>
    public Overlap OverlapWith(WeighedArticle other)
    {
        double cosine = 0, told = 0, toldHere = 0, plain = 0, plainHere = 0;
        var telling = 0;
        for (int i = 0, j = 0; i < terms.Length && j < other.terms.Length;)
        {
            var order = terms[i].Number - other.terms[j].Number;
            if (order == 0)
            {
                var (mine, theirs) = (terms[i++], other.terms[j++]);
                cosine += mine.Share * theirs.Share;
                told += ToldBy(mine);
                toldHere += ToldBy(theirs);
                if (mine.IsPlain) plain += ToldBy(mine);
                if (theirs.IsPlain) plainHere += ToldBy(theirs);
                if (mine.Weight >= Likeness.Telling) telling++;
            }
            else if (order < 0) i++;
            else j++;
        }
        var (mineTold, theirsTold) = (Part(told, titleWeight), Part(toldHere, other.titleWeight));
        return new Overlap(Math.Min(1, cosine), Math.Max(mineTold, theirsTold), Math.Min(mineTold, theirsTold),
            Math.Max(PartOfPlain(plain), other.PartOfPlain(plainHere)), telling);
    }

    /// <summary>Reads what it says, which takes some 40 ms of one core.</summary>
    public void ReadWith(SentenceModel model) => meaning ??= model.Read(TextOf(Article));

    /// <summary>How near the two are in what they say, whatever the words: at most 1. Null: not both were read.</summary>
    public double? ClosenessTo(WeighedArticle other) => meaning is { } mine && other.meaning is { } theirs ? SentenceModel.Closeness(mine, theirs) : null;

    /// <summary>How many names of the title stand nowhere in the other article.</summary>
    public int NamesUnknownTo(WeighedArticle other) => TitleNames.Count(stem => !other.Words.Text.ContainsKey(stem));

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

    private static string TextOf(ArticleFacts article)
    {
        static ReadOnlySpan<char> Beginning(string text, int length) => text.AsSpan(0, Math.Min(length, text.Length));
        return article.Summary.Length == 0 ? Beginning(article.Title, TitleRead).ToString() : $"{Beginning(article.Title, TitleRead)}. {Beginning(article.Summary, SummaryRead)}";
    }

    private static double Weigh(string stem, ArticleWords words, Corpus corpus)
    {
        var isPlain = words.NameOf(stem) is null && stem.Length > 2 && !char.IsAsciiDigit(stem[0]);
        return isPlain ? Math.Min(MostOfPlain, corpus.WeightOf(stem)) : corpus.WeightOf(stem);
    }

    // What a word of the title says of it.
    private static double ToldBy(Term term) => term.IsInTitle && term.Weight >= Content ? term.Weight : 0;

    // A title with few plain words is half told, whatever becomes of them.
    private double PartOfPlain(double told) => (told + FewPlain / 2) / (plainWeight + FewPlain);

    private static double Part(double told, double all) => all == 0 ? 0 : told / all;

    // What begins a sentence may be a name, if it is no common word.
    private static bool MayBeName(Word word) => word.IsCapital && !(word.IsFirst && CommonWords.Contains(word.Stem));
}
