namespace Digest.Collecting;

/// <summary>What kind of document a feed was read from.</summary>
internal enum FeedFormat
{
    /// <summary>RSS 0.91 to 2.0.</summary>
    Rss,

    /// <summary>Atom 0.3 and 1.0 (RFC 4287).</summary>
    Atom,

    /// <summary>RSS 0.90 and 1.0, which are RDF.</summary>
    Rdf,

    /// <summary>JSON Feed 1.0 and 1.1.</summary>
    Json,
}

/// <summary>
/// A feed as read. Every text is plain (no markup, no control characters) and every address absolute
/// http or https, unless the reader was told no address; what the document does not say is null or empty.
/// </summary>
internal sealed record Feed
{
    public required FeedFormat Format { get; init; }

    public string? Title { get; init; }

    /// <summary>The address of the site the feed speaks for.</summary>
    public string? Home { get; init; }

    /// <summary>The language tag as written, for example <c>en-GB</c>.</summary>
    public string? Language { get; init; }

    /// <summary>How long the publisher asks to wait between two polls (<c>ttl</c>, <c>sy:updatePeriod</c>).</summary>
    public TimeSpan? PollEvery { get; init; }

    /// <summary>Hours in GMT, 0 to 23, at which the publisher wants no poll (<c>skipHours</c>).</summary>
    public IReadOnlyList<int> SkipHours { get; init; } = [];

    /// <summary>Days in GMT on which the publisher wants no poll (<c>skipDays</c>).</summary>
    public IReadOnlyList<DayOfWeek> SkipDays { get; init; } = [];

    /// <summary>Ids of entries that the publisher took back (RFC 6721).</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>In the order of the document, at most <c>FeedReader.MaxItems</c>.</summary>
    public IReadOnlyList<FeedItem> Items { get; init; } = [];
}

/// <summary>One item of a feed, as read. See <see cref="Feed"/> for what its fields promise.</summary>
internal sealed record FeedItem
{
    /// <summary>The publisher's id (guid, Atom id, rdf:about). Nothing promises that it is unique or lasts.</summary>
    public string? Id { get; init; }

    public string? Title { get; init; }

    public string? Url { get; init; }

    /// <summary>Null when absent or unreadable; never a time of our own.</summary>
    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>The publisher's own summary as plain text; null when the item has only its content.</summary>
    public string? Summary { get; init; }

    /// <summary>The content, sanitised: safe to show as it stands.</summary>
    public string? Html { get; init; }

    public string? Image { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];
}
