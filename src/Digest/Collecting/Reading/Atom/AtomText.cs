using System.Net;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Reading.Atom;

/// <summary>
/// Atom's texts, whose type says whether they are text, escaped HTML or elements (RFC 4287, 3.1; <c>mode</c> in 0.3),
/// and is often wrong or left out.
/// </summary>
internal static class AtomText
{
    /// <summary>On one line, without markup.</summary>
    public static string? Title(Node node) =>
        IsElements(node) ? PlainText.Title(node.InnerMarkup())
            : IsBase64(node) ? PlainText.Title(Decoded(node))
            : SaysText(node) && node.Trimmed is { } text && !text.Contains("</", StringComparison.Ordinal)
                ? TextCleaning.Line(Entities.Decode(text), PlainText.LongestTitle)
                : PlainText.Title(node.Trimmed);

    /// <summary>A summary as plain text.</summary>
    public static string? Plain(Node node) => PlainText.Of(Html(node));

    /// <summary>The content as HTML, not yet sanitised; null for binary content and for content elsewhere.</summary>
    public static string? Html(Node node)
    {
        if (IsBinary(node))
            return null;
        if (IsBase64(node))
            return Decoded(node);
        if (IsElements(node))
            return node.InnerMarkup();
        var text = node.Trimmed;
        return text is null || Type(node).Contains("html", StringComparison.Ordinal) || PlainText.LooksLikeHtml(text)
            ? text
            : WebUtility.HtmlEncode(Entities.Decode(text));
    }

    private static string Type(Node node) => node.Attribute("type")?.ToLowerInvariant() ?? "";

    private static bool SaysText(Node node) => Type(node) is "text" or "text/plain";

    private static bool IsElements(Node node) => node.HasChildren;

    private static bool IsBinary(Node node) =>
        Type(node) is var type && type.Contains('/', StringComparison.Ordinal)
            && !type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains("xml", StringComparison.Ordinal)
            && !type.Contains("html", StringComparison.Ordinal);

    /// <summary>Atom 0.3 wraps texts so.</summary>
    private static bool IsBase64(Node node) => "base64".Equals(node.Attribute("mode"), StringComparison.OrdinalIgnoreCase);

    private static string? Decoded(Node node)
    {
        var written = node.Trimmed ?? "";
        var bytes = new byte[written.Length];
        return Convert.TryFromBase64String(written, bytes, out var length) ? TextDecoder.Decode(bytes.AsSpan(0, length), null) : null;
    }
}
