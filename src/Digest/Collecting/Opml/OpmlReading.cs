namespace Digest.Collecting.Opml;

/// <summary>What came of reading a document as a list of feeds.</summary>
internal abstract record OpmlReading
{
    private OpmlReading()
    {
    }

    /// <param name="Feeds">In the order of the document; an address may stand there twice.</param>
    /// <param name="Others">The outlines that are neither a feed nor a folder.</param>
    internal sealed record Read(IReadOnlyList<ListedFeed> Feeds, IReadOnlyList<RefusedOutline> Others) : OpmlReading;

    /// <param name="Reason">For people, for example "an HTML page, not a list of feeds".</param>
    internal sealed record Refused(string Reason) : OpmlReading;
}
