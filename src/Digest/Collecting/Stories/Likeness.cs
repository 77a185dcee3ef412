namespace Digest.Collecting.Stories;

/// <summary>
/// How strongly two articles seem to report one event, as the logarithm of the odds: above 0, more likely than not. The weights were
/// fitted (logistic regression) to some 6,000 pairs labelled by hand, most of them of real articles, each compared alone and among
/// the others of its day. First by the words of both; where those leave it open, by what both mean (<see cref="Meaning.SentenceModel"/>).
/// </summary>
internal sealed class Likeness
{
    /// <summary>So strong must it be between two articles that have nobody else to speak for them.</summary>
    public const double Enough = 1.5;

    /// <summary>So strong in the mean where there are more: each may tell it in its own way.</summary>
    public const double EnoughAmongMany = 1.4;

    /// <summary>The weight of a word that stands in one article of 20.</summary>
    public const double Telling = 3;

    // In one of 100.
    private const double Rare = 4.6;

    // Where the words leave it open, between these two, English articles are read for what they mean.
    private const double Open = 0;
    private const double Closed = 4;
    private const double AtFirstRead = -4.4;
    private const double ForMeaning = 9.1;
    // What two share of words is partly that they mean the same: it is not counted twice.
    private const double ForOverlapRead = -0.35;
    private const double ForKnownRead = -0.3;

    // Two articles that a shared word brought together.
    private const double AtFirst = -3.44;
    // The same words weigh less where they were counted.
    private const double ForKnown = 0.8;
    // What they share: see Overlap.
    private const double ForCosine = 3.4;
    private const double ForTold = 1.3;
    private const double ForToldByBoth = 3.55;
    private const double ForPlainTold = 1.35;
    private const double ForTelling = 0.23;
    private const int MostTelling = 8;
    private const double ForNumber = 1.07;
    private const int MostNumbers = 2;
    // Long summaries share words by chance: for the logarithm of the shorter one's words.
    private const double ForLength = -0.3;
    // A name in one title that the other article does not know.
    private const double ForOwnName = -0.14;
    private const int MostOwnNames = 3;
    // A report and a reaction to it; two comments have two authors.
    private const double ForOtherKind = -0.37;
    private const double ForOneKind = -2.4;
    // One has an angle that the other has not.
    private static readonly (Angle Angle, double Weight)[] ForAngle =
        [(Angle.Told, -0.32), (Angle.Ahead, -0.34), (Angle.Listed, -0.78), (Angle.Answer, -0.59), (Angle.Speech, -0.28)];
    // A newsroom tells an event once: what it tells again is mostly the next step.
    private const double ForOneSource = -2.35;
    // For each point of Doubt.
    private const double ForDoubt = -3;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(48);

    private readonly WeighedArticle a;
    private readonly WeighedArticle b;
    private readonly IReadOnlyList<(Term Mine, Term Theirs)> shared = [];
    private readonly int numbers;
    private readonly double overlap;
    private double? strength;

    private Likeness(WeighedArticle a, WeighedArticle b)
    {
        (this.a, this.b) = (a, b);
        var both = a.OverlapWith(b);
        overlap = (ForCosine * both.Cosine) + (ForTold * both.Told) + (ForToldByBoth * both.ToldByBoth) + (ForPlainTold * both.PlainTold) + (ForTelling * Math.Min(MostTelling, both.Telling));
        ByWords = AtFirst + (ForKnown * a.Known) + overlap + (ForLength * Math.Log(1 + Math.Min(a.Words.Summary.Count, b.Words.Summary.Count)));
        // What the rest can add is bounded, so most pairs end here.
        if (ByWords < (CanBeRead ? Open : EnoughAmongMany) - (MostNumbers * ForNumber)) return;
        shared = a.SharedWith(b);
        numbers = shared.Count(word => word.Mine.Weight >= Telling && Numbers.IsTelling(word.Mine.Stem));
        ByWords += (ForNumber * Math.Min(MostNumbers, numbers)) + Against();
    }

    /// <summary>The strength that their words alone give.</summary>
    public double ByWords { get; }

    /// <summary>The words leave it open: both have to be read, then <see cref="Strength"/> tells.</summary>
    public bool IsOpen => shared.Count > 0 && ByWords is >= Open and <= Closed && CanBeRead;

    /// <summary>The strength by all that is known of the two when it is first asked for.</summary>
    public double Strength => strength ??= IsOpen && a.ClosenessTo(b) is { } closeness
        ? ByWords + AtFirstRead + (ForMeaning * closeness) + (ForOverlapRead * overlap) + (ForKnownRead * a.Known)
        : ByWords;

    /// <summary>Something speaks against it, as another day of one series, more than that too little speaks for it.</summary>
    public bool IsOpposed => (shared.Count > 0 && Contradiction.Is(a, b, SharedNames(), numbers)) || Copies.AreSeries(a.Words, b.Words);

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

    // The model knows English.
    private bool CanBeRead => (a.Words.IsEnglish ?? b.Words.IsEnglish ?? false) && (b.Words.IsEnglish ?? true) && !(a.Article.IsMailed && b.Article.IsMailed);

    private int SharedNames()
    {
        var names = shared.Where(word => word.Mine.Weight >= Rare && (word.Mine.Name is not null || word.Theirs.Name is not null)).ToList();
        return Math.Min(names.DistinctBy(name => name.Mine.Name).Count(), names.DistinctBy(name => name.Theirs.Name).Count());
    }

    private double Against() =>
        (ForOwnName * Math.Min(MostOwnNames, a.NamesUnknownTo(b) + b.NamesUnknownTo(a)))
        + (a.Words.Kind != b.Words.Kind ? ForOtherKind : a.Words.Kind is null ? 0 : ForOneKind)
        + ForAngle.Sum(one => ((a.Words.Angle ^ b.Words.Angle) & one.Angle) != 0 ? one.Weight : 0)
        + (a.Article.Source is { } source && source == b.Article.Source ? ForOneSource : 0)
        + (ForDoubt * Doubt.About(a, b));
}
