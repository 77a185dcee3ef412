using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading.Markup;

namespace Digest.Collecting.Reading;

/// <summary>
/// Mends the texts of an XML feed where they stand, each field by itself, before a format reads them: after the
/// references of XML are decoded, before cleaning drops what mending needs. Addresses, ids and names of mailboxes are left.
/// </summary>
internal static class FieldMending
{
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase)
    {
        "link", "guid", "id", "url", "uri", "href", "email", "comments", "docs", "enclosure", "icon", "logo",
    };

    /// <summary>Elements that are one text, whatever elements are in them.</summary>
    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "summary", "content", "description", "encoded", "body", "div", "subtitle", "tagline",
    };

    public static void Mend(Node node)
    {
        if (Kept.Contains(node.Name))
            return;
        if (node.Is("category"))
            node.RewordAttributes(MarkupMending.Mend, "term", "label");
        if (!node.HasChildren)
            MendAlone(node);
        else if (Texts.Contains(node.Name))
            MendTogether(node);
        else
            foreach (var child in node.Children)
                Mend(child);
    }

    /// <summary>An element of text, which may be HTML.</summary>
    private static void MendAlone(Node node)
    {
        var text = node.Text;
        var mended = MarkupMending.Mend(text);
        if (ReferenceEquals(mended, text))
            return;
        // It may stand in several pieces, of which CDATA is one.
        node.Reword(_ =>
        {
            var piece = mended;
            mended = "";
            return piece;
        });
    }

    /// <summary>An element that holds its markup as elements.</summary>
    private static void MendTogether(Node node)
    {
        var pieces = new List<string>();
        node.Reword(text =>
        {
            pieces.Add(text);
            return text;
        });
        if (MarkupMending.Together(pieces) is not { } mended)
            return;
        var next = 0;
        node.Reword(_ => mended[next++]);
    }
}
