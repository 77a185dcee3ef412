namespace Digest.Collecting.Stories;

/// <summary>An article as words: read once, compared often.</summary>
internal sealed class ArticleWords
{
    // Two of these make a text German, if nobody said what it is. "von" and "der" stand in names of all languages.
    private static readonly HashSet<string> German = new(StringComparer.Ordinal)
    {
        "und", "ein", "eine", "einen", "im", "nach", "für", "auf", "dem", "bei", "zum", "zur", "ist", "sich", "wird", "werden", "nicht", "mit",
    };

    // One of these makes it English: they stand in no other language's texts, or seldom. Its tag alone does not: it is what some programs write in any feed.
    private static readonly HashSet<string> English = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "and", "of", "to", "for", "with", "from", "after", "against", "said", "says", "his", "he", "she", "they", "their", "this", "that", "these",
        "who", "what", "when", "why", "how", "which", "are", "were", "been", "would", "could", "should",
    };

    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private int lastName;

    public ArticleWords(ArticleFacts article)
    {
        Article = article;
        Language = LanguageOf(article);
        Title = WordReader.Read(Headline.Bare(article.Title));
        Summary = WordReader.Read(article.Summary);
        WritesNounsLarge = Language is "de" || (Language is null && Title.Concat(Summary).Select(word => word.Written).Where(German.Contains).Distinct().Take(2).Count() == 2);
        IsEnglish = Language is not (null or "en") ? false : Title.Concat(Summary).Any(word => English.Contains(word.Written)) ? true : null;
        Series = SeriesMarks.Of(Title);
        Kind = TextKind.Of(article.Title);
        Angle = AngleWords.Of(article.Title, article.Summary);
        TitleStages = Stages.Of(Title);
        TextStages = Stages.Of([.. Title, .. Summary]);
        TitleFigures = Figures.Of(Headline.Bare(article.Title), isTitle: true);
        TextFigures = Figures.Of(Headline.Bare(article.Title) + " \n" + article.Summary, isTitle: false);
        TellingNumbers = Numbers.Telling([.. Title, .. Summary]);
        Count(Title, 2);
        Count(Summary, 1);
    }

    public ArticleFacts Article { get; }

    /// <summary>Without its country; null: unknown.</summary>
    public string? Language { get; }

    /// <summary>The title without its label and site, word by word.</summary>
    public IReadOnlyList<Word> Title { get; }

    public IReadOnlyList<Word> Summary { get; }

    /// <summary>Stems of title and summary and how often each stands there; those of the title count twice.</summary>
    public Dictionary<string, int> Text { get; } = new(StringComparer.Ordinal);

    /// <summary>It is German, where a capital makes no name.</summary>
    public bool WritesNounsLarge { get; }

    /// <summary>It is English; null: nothing shows it.</summary>
    public bool? IsEnglish { get; }

    public SeriesMarks Series { get; }

    /// <summary>What kind of text it is; null: a report.</summary>
    public string? Kind { get; }

    public Angle Angle { get; }

    public Stages TitleStages { get; }

    public Stages TextStages { get; }

    public Figures TitleFigures { get; }

    public Figures TextFigures { get; }

    /// <summary>The telling numbers of title and summary.</summary>
    public IReadOnlySet<string> TellingNumbers { get; }

    /// <summary>The number of the name it belongs to, so that Hong Kong is one; null: it is none. A name has a capital in the middle of a sentence.</summary>
    public int? NameOf(string stem) => names.TryGetValue(stem, out var name) ? name : null;

    private void Count(IReadOnlyList<Word> words, int times)
    {
        var wasName = false;
        foreach (var word in words)
        {
            Text[word.Stem] = Text.GetValueOrDefault(word.Stem) + times;
            var isName = word.IsCapital && !word.IsFirst;
            if (isName && !wasName) lastName++;
            if (isName) names.TryAdd(word.Stem, lastName);
            wasName = isName;
        }
    }

    private static string? LanguageOf(ArticleFacts article)
    {
        var tag = article.Language?.Trim().Split('-', '_')[0].ToLowerInvariant();
        return tag is null or "" or "und" or "mul" ? null : tag is "no" or "nn" ? "nb" : tag;
    }
}
