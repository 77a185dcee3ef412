namespace Digest.Collecting.Opml;

/// <summary>
/// What Digest's lists say beyond OPML 2.0 (opml.org/spec2.opml), in a namespace of their own as that asks for. Other
/// programs pass over it; without it a list reads as any other.
/// </summary>
internal static class OpmlNames
{
    public const string Namespace = "urn:x-digest:opml";

    /// <summary>On a feed: its weight, where that is not 1.</summary>
    public const string Weight = "weight";

    /// <summary>On the root, as <see cref="Plain"/>: titles are text. In other lists they may hold HTML, escaped once or twice.</summary>
    public const string Titles = "titles";

    public const string Plain = "plain";
}
