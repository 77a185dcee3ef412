namespace Digest.Collecting.Pages;

/// <summary>
/// What an article's page gives. Texts are plain, addresses absolute http or https; what the page does not say is null or
/// empty, never guessed from elsewhere.
/// </summary>
internal sealed record PageArticle
{
    /// <summary>Without the site's name where the page proves which part that is.</summary>
    public string? Title { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public PublishedTime? Published { get; init; }

    /// <summary>The points in which the page sums the article up; else two or three sentences of the text.</summary>
    public IReadOnlyList<string> Highlights { get; init; } = [];

    /// <summary>The page itself sums the article up; false when <see cref="Highlights"/> are sentences chosen by us.</summary>
    public bool HasOwnHighlights { get; init; }

    /// <summary>The whole article, a blank line between paragraphs.</summary>
    public required string Text { get; init; }

    /// <summary>The same with its markup, sanitised: safe to show as it stands.</summary>
    public string? Html { get; init; }

    /// <summary>The address of the picture that stands for the article.</summary>
    public string? Image { get; init; }

    /// <summary>The language alone, in lower case, for example <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The address the publisher wants the article to be known by.</summary>
    public string? Canonical { get; init; }

    public string? Byline => Authors.Count == 0 ? null : string.Join(", ", Authors);
}

/// <summary>What came of reading a page: an article, or one line that says why it is none.</summary>
internal abstract record PageReading
{
    private PageReading()
    {
    }

    internal sealed record Read(PageArticle Article) : PageReading;

    /// <param name="Reason">For people, for example "a sign-in page, not an article".</param>
    /// <param name="MayPass">Another time may tell more: something stands before the article (sign-in, consent, a test for humans), or reading it took too long.</param>
    internal sealed record Refused(string Reason, bool MayPass = false) : PageReading;
}
