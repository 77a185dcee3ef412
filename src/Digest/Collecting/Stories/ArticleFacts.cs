namespace Digest.Collecting.Stories;

/// <summary>What grouping needs to know of an article. Texts are plain (no markup); anything may be empty, huge or broken.</summary>
internal sealed record ArticleFacts
{
    /// <summary>Row number; within one grouping each stands for one article.</summary>
    public required long Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The publisher's summary or the beginning of the text; empty when there is none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The article's canonical address; null when it has none.</summary>
    public string? Url { get; init; }

    /// <summary>The source's row number: a newsroom seldom tells one event twice; null when it is unknown, which is then no reason against.</summary>
    public long? Source { get; init; }

    /// <summary>A language tag as declared, for example <c>en-GB</c>; null when nobody said, which is then no reason against.</summary>
    public string? Language { get; init; }

    /// <summary>Null: unknown, which is then no reason against.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>It was in an earlier edition. Two of these were compared when they came, so that little is spent on them again.</summary>
    public bool IsMailed { get; init; }
}
