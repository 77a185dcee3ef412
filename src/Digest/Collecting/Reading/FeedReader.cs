using System.Buffers;
using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Atom;
using Digest.Collecting.Reading.Json;
using Digest.Collecting.Reading.Markup;
using Digest.Collecting.Reading.Rss;

namespace Digest.Collecting.Reading;

/// <summary>
/// Reads a feed from any bytes, by what they are and not by what they are called. It is pure: no clock, no network,
/// no state. It never throws, and its time grows with the length of the input only (threats T43, T45).
/// </summary>
internal static partial class FeedReader
{
    /// <summary>The most items taken of one feed, from its top.</summary>
    public const int MaxItems = 500;

    /// <summary>How many characters may stand before the root.</summary>
    private const int NoiseWithin = 16 * 1024;

    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\r\n\f\v\0\u00A0\uFEFF");

    /// <param name="bytes">The document.</param>
    /// <param name="contentType">The header it came with, for its charset; or null.</param>
    /// <param name="address">Where it came from, for relative addresses; null leaves those as they stand.</param>
    /// <param name="mends">Whether texts are mended that were UTF-8 and read as another code page; addresses and ids never are.</param>
    public static FeedReading Read(ReadOnlyMemory<byte> bytes, string? contentType, Uri? address, bool mends = true)
    {
        var text = TextDecoder.Decode(bytes.Span, contentType);
        var begin = text.AsSpan().IndexOfAnyExcept(Blank);
        if (begin < 0)
            return new FeedReading.Refused("empty");
        return text[begin] is '{' or '['
            ? JsonFormat.Read(text[begin..], address, mends)
            : ReadXml(text, address, mends);
    }

    private static FeedReading ReadXml(string text, Uri? address, bool mends)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            return new FeedReading.Refused("neither XML nor JSON");
        if (IsPage(text))
        {
            if (WithoutNoise(text) is not { } rest)
                return new FeedReading.Refused("an HTML page, not a feed", IsPage: true);
            text = rest;
        }
        try
        {
            var root = XmlTree.Parse(text);
            if (root is not null && mends)
                FieldMending.Mend(root);
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
        var scanner = new MarkupScanner(text, isXml: true);
        while (scanner.Next())
            if (scanner.Piece == MarkupPiece.Start)
                return scanner.Name.ToLowerInvariant() is "html" or "head" or "body" or "meta" or "title" or "script" or "div" or "p"
                    or "br" or "b" or "i" or "pre" or "font" or "strong" or "table" or "center";
        return text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The feed after what a program printed before it: warnings in HTML, but never a whole page.</summary>
    private static string? WithoutNoise(string text)
    {
        var head = text.Length > NoiseWithin ? text[..NoiseWithin] : text;
        return Beginning().Match(head) is { Success: true } begin && !head.AsSpan(0, begin.Index).Contains("<html", StringComparison.OrdinalIgnoreCase)
            ? text[begin.Index..] : null;
    }

    private static string Shown(string name) => TextCleaning.Line(name, 40) ?? "?";

    // An XHTML page, too, begins with a declaration: only the root tells.
    [GeneratedRegex(@"<(?:\w+:)?(?:rss|rdf|feed)[\s>]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Beginning();
}
