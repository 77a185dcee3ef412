namespace Digest.Collecting.Reading;

/// <summary>What came of reading a document: a feed, or one line that says why it is none.</summary>
internal abstract record FeedReading
{
    private FeedReading()
    {
    }

    internal sealed record Read(Feed Feed) : FeedReading;

    /// <param name="Reason">For people, for example "an HTML page, not a feed".</param>
    /// <param name="IsPage">The document is an HTML page: <see cref="FeedDiscovery"/> may find its feeds.</param>
    internal sealed record Refused(string Reason, bool IsPage = false) : FeedReading;
}
