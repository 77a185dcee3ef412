using Digest.Collecting.Reading;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Opml;

/// <summary>
/// Reads a list of feeds (OPML 1.0 to 2.0) from any bytes, with what reads feeds: it may be ill-formed, no document type is
/// obeyed and nothing is loaded (threat T43). Pure; never throws; its time grows with the length of the input only.
/// </summary>
internal static class OpmlReader
{
    /// <summary>The most bytes of a list; two thousand feeds have about half a million.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    /// <summary>The most outlines of a list, folders counted.</summary>
    public const int MostOutlines = 20_000;

    /// <param name="bytes">The document.</param>
    /// <param name="contentType">The header it came with, for its charset; or null.</param>
    public static OpmlReading Read(ReadOnlyMemory<byte> bytes, string? contentType = null)
    {
        if (bytes.Length > MostBytes) return new OpmlReading.Refused($"larger than {MostBytes / 1024 / 1024} MiB, which no list of feeds is");
        try
        {
            return XmlTree.Parse(TextDecoder.Decode(bytes.Span, contentType)) switch
            {
                null => new OpmlReading.Refused(bytes.IsEmpty ? "empty" : "not XML"),
                var root when root.Is("opml") => OutlineWalk.Over(root),
                var root when root.Is("html") => new OpmlReading.Refused("an HTML page, not a list of feeds"),
                var root when root.Is("rss") || root.Is("feed") || root.Is("RDF") => new OpmlReading.Refused("a feed, not a list of feeds"),
                _ => new OpmlReading.Refused("XML, but not a list of feeds: its root is not <opml>"),
            };
        }
        catch (TooMuchException e)
        {
            return new OpmlReading.Refused(e.Message);
        }
    }
}
