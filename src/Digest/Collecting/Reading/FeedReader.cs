using System.Buffers;
using Digest.Collecting.Reading.Atom;
using Digest.Collecting.Reading.Json;
using Digest.Collecting.Reading.Markup;
using Digest.Collecting.Reading.Rss;

namespace Digest.Collecting.Reading;

/// <summary>
/// Reads a feed from any bytes, by what they are and not by what they are called. It is pure: no clock, no network,
/// no state. It never throws, and its time grows with the length of the input only (threats T43, T45).
/// </summary>
internal static class FeedReader
{
    /// <summary>The most items taken of one feed, from its top.</summary>
    public const int MaxItems = 500;

    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\r\n\f\v\0\u00A0\uFEFF");

    /// <param name="bytes">The document.</param>
    /// <param name="contentType">The header it came with, for its charset; or null.</param>
    /// <param name="address">Where it came from, for relative addresses; null leaves those as they stand.</param>
    public static FeedReading Read(ReadOnlyMemory<byte> bytes, string? contentType, Uri? address)
    {
        var text = TextDecoder.Decode(bytes.Span, contentType);
        var begin = text.AsSpan().IndexOfAnyExcept(Blank);
        if (begin < 0)
            return new FeedReading.Refused("empty");
        return text[begin] is '{' or '['
            ? JsonFormat.Read(text[begin..], address)
            : ReadXml(text, address);
    }

    private static FeedReading ReadXml(string text, Uri? address)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            return new FeedReading.Refused("neither XML nor JSON");
        if (IsPage(text))
            return new FeedReading.Refused("an HTML page, not a feed", IsPage: true);
        try
        {
            var root = XmlTree.Parse(text);
            return root is null ? new FeedReading.Refused("neither XML nor JSON")
                : RssFormat.Matches(root) ? new FeedReading.Read(RssFormat.Read(root, address))
                : AtomFormat.Matches(root) ? new FeedReading.Read(AtomFormat.Read(root, address))
                : new FeedReading.Refused($"XML, but not a feed: its root is <{Shown(root.Name)}>");
        }
        catch (TooMuchException e)
        {
            return new FeedReading.Refused(e.Message);
        }
    }

    /// <summary>By the first tag, since pages are the most common thing that is no feed and the least well-formed one.</summary>
    private static bool IsPage(string text)
    {
        var scanner = new Cleaning.MarkupScanner(text, isXml: true);
        while (scanner.Next())
            if (scanner.Piece == Cleaning.MarkupPiece.Start)
                return scanner.Name.ToLowerInvariant() is "html" or "head" or "body" or "meta" or "title" or "script" or "div" or "p";
        return text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }

    private static string Shown(string name) => Cleaning.TextCleaning.Line(name, 40) ?? "?";
}
