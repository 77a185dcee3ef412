namespace Digest.Collecting.Pages;

/// <summary>
/// What a page states about its article in one of the forms for machines. Plain texts, absolute addresses; what it does not
/// state is null or empty.
/// </summary>
internal sealed record StatedFacts
{
    public static readonly StatedFacts None = new();

    public string? Title { get; init; }

    /// <summary>The name of the site or publisher.</summary>
    public string? Site { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public PublishedTime? Published { get; init; }

    public string? Image { get; init; }

    /// <summary>The whole text; pages that are drawn by scripts have it only here.</summary>
    public string? Body { get; init; }

    /// <summary>A language tag as written.</summary>
    public string? Language { get; init; }

    public string? Canonical { get; init; }

    /// <summary>These, and where they say nothing, the other's.</summary>
    public StatedFacts Or(StatedFacts other) => new()
    {
        // Some cut their headline to the length that a search engine shows.
        Title = IsCut(Title, other.Title) ? other.Title : Title ?? other.Title,
        Site = Site ?? other.Site,
        Authors = Authors.Count > 0 ? Authors : other.Authors,
        Published = Published ?? other.Published,
        Image = Image ?? other.Image,
        Body = Body ?? other.Body,
        Language = Language ?? other.Language,
        Canonical = Canonical ?? other.Canonical,
    };

    private static bool IsCut(string? title, string? whole) =>
        title is not null && whole is not null && whole.Length > title.Length && title.EndsWith('…') && whole.StartsWith(title.TrimEnd('…').TrimEnd(), StringComparison.Ordinal);
}
