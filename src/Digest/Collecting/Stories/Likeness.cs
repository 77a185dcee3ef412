namespace Digest.Collecting.Stories;

/// <summary>
/// How strongly two articles seem to report one event: the mean of their texts' cosine and of how much of each title stands in the
/// other article, and something on top for telling numbers in both, a little for rare names. Measured on tests/data/stories; precision first.
/// </summary>
internal sealed class Likeness
{
    /// <summary>So strong must it be between two articles that have nobody else to speak for them.</summary>
    public const double Enough = 0.55;

    /// <summary>So strong in the mean where there are more: each may tell it in its own way.</summary>
    public const double EnoughAmongMany = 0.50;

    /// <summary>The weight of a word that stands in one article of 20.</summary>
    public const double Telling = 3;

    // In one of 100.
    private const double Rare = 4.6;

    private const double ForName = 0.02;
    private const double ForNumber = 0.15;
    // A title says what is new, a summary also what was before: titles alone share less, and what they share counts for more.
    private const double ForNoSummary = 0.04;
    // Two words are a place and a thing in it, and no event yet.
    private const int FewestWords = 3;
    private const int MostNames = 3;
    private const int MostNumbers = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(48);

    private readonly IReadOnlyList<(Term Mine, Term Theirs)> shared = [];
    private readonly WeighedArticle a;
    private readonly WeighedArticle b;
    private readonly int names = -1;
    private readonly int numbers;

    private Likeness(WeighedArticle a, WeighedArticle b)
    {
        (this.a, this.b) = (a, b);
        var forNoSummary = ForNoSummary * (NoSummary(a) + NoSummary(b));
        Strength = a.SimilarityTo(b) + forNoSummary;
        // What the rest can add is bounded, so most pairs end here.
        if (Strength < EnoughAmongMany - (MostNames * ForName) - (MostNumbers * ForNumber)) return;
        shared = a.SharedWith(b);
        names = SharedNames();
        numbers = shared.Count(word => word.Mine.Weight >= Telling && Numbers.IsTelling(word.Mine.Stem));
        Strength += (ForName * Math.Min(MostNames, names)) + (ForNumber * Math.Min(MostNumbers, numbers)) - Doubt.About(a, b);
        if (shared.Count(word => word.Mine.Weight >= Telling) < FewestWords) Strength -= forNoSummary;
    }

    public double Strength { get; }

    /// <summary>Something speaks against it, as another day of one series, more than that too little speaks for it.</summary>
    public bool IsOpposed => names >= 0 && Contradiction.Is(a, b, names, numbers);

    /// <summary>One event, if it is enough or others speak for it.</summary>
    public bool MayBeSame => Strength >= EnoughAmongMany && !IsOpposed;

    /// <summary>A line for an editor: the words in both that say most, those of titles first, as the first article writes them.</summary>
    public string Reason
    {
        get
        {
            var written = a.Words.Title.Concat(a.Words.Summary).DistinctBy(word => word.Stem).ToDictionary(word => word.Stem, word => word.Written, StringComparer.Ordinal);
            var best = shared.OrderByDescending(word => word.Mine.Weight + (word.Mine.IsInTitle ? 2 : 0) + (word.Theirs.IsInTitle ? 2 : 0))
                .ThenBy(word => word.Mine.Stem, StringComparer.Ordinal).Take(4);
            return "same event: " + string.Join(", ", best.Select(word => written[word.Mine.Stem]));
        }
    }

    public static Likeness Of(WeighedArticle a, WeighedArticle b) => new(a, b);

    /// <summary>They may be one story: in one language, and not more than 48 hours apart.</summary>
    public static bool MayBeOne(ArticleWords a, ArticleWords b) =>
        !(a.Article.PublishedAt is { } mine && b.Article.PublishedAt is { } theirs && (mine - theirs).Duration() > Longest)
        && !(a.Language is { } one && b.Language is { } two && one != two);

    private static int NoSummary(WeighedArticle article) => article.Words.Summary.Count == 0 ? 1 : 0;

    private int SharedNames()
    {
        var names = shared.Where(word => word.Mine.Weight >= Rare && (word.Mine.Name is not null || word.Theirs.Name is not null)).ToList();
        return Math.Min(names.DistinctBy(name => name.Mine.Name).Count(), names.DistinctBy(name => name.Theirs.Name).Count());
    }
}
