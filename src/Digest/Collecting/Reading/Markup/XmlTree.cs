using System.Xml;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Reading.Markup;

/// <summary>
/// XML to a tree. First as XML is meant, with the framework's reader; when the document is not well formed, again
/// with a scanner that takes what it finds. No document type is ever obeyed, nothing is ever loaded (threat T43).
/// </summary>
internal static class XmlTree
{
    private const int LongestTag = 64 * 1024;

    /// <summary>The root, or null when there is no element. Throws <see cref="TooMuchException"/> over the limits.</summary>
    public static Node? Parse(string text)
    {
        var start = text.IndexOf('<', StringComparison.Ordinal);
        if (start < 0)
            return null;
        var document = text[start..];
        return (HasHugeTag(document) ? null : Strict(document)) ?? Lenient(document);
    }

    // The framework's reader compares every attribute of a tag with every other: a tag of a megabyte would take a second.
    private static bool HasHugeTag(string text)
    {
        for (var (open, close) = (text.IndexOf('<', StringComparison.Ordinal), 0); open >= 0; open = text.IndexOf('<', open + 1))
        {
            if (close < open) close = text.IndexOf('>', open);
            if ((close < 0 ? text.Length : close) - open > LongestTag && open + 1 < text.Length && (char.IsLetter(text[open + 1]) || text[open + 1] == '_')) return true;
            if (close < 0) return false;
        }
        return false;
    }

    private static Node? Strict(string text)
    {
        var tree = new TreeBuilder();
        using var source = new StringReader(text);
        using var reader = new XmlTextReader(source)
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            // Prefixes that nobody declared are common; the tree knows what they mean.
            Namespaces = false,
            Normalization = true,
            WhitespaceHandling = WhitespaceHandling.All,
        };
        try
        {
            while (reader.Read())
                if (!Take(reader, tree))
                    return null;
            return tree.Root;
        }
        catch (Exception e) when (e is XmlException or TooMuchException)
        {
            // What nests too deep may be a list whose members were never closed: the scanner knows some of them.
            return null;
        }
    }

    private static bool Take(XmlTextReader reader, TreeBuilder tree)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                var (name, isEmpty) = (reader.Name, reader.IsEmptyElement);
                tree.Start(name, Attributes(reader), isEmpty);
                return true;
            case XmlNodeType.EndElement:
                tree.End(reader.Name);
                return true;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                tree.Text(reader.Value);
                return true;
            default:
                return reader.NodeType != XmlNodeType.EntityReference;
        }
    }

    private static List<(string, string)> Attributes(XmlTextReader reader)
    {
        var attributes = new List<(string, string)>(reader.AttributeCount);
        while (reader.MoveToNextAttribute())
            attributes.Add((reader.Name, reader.Value));
        return attributes;
    }

    private static Node? Lenient(string text)
    {
        var tree = new TreeBuilder();
        var scanner = new MarkupScanner(text, isXml: true);
        while (scanner.Next())
            switch (scanner.Piece)
            {
                case MarkupPiece.Start:
                    Unclosed.EndBefore(scanner.Name, tree);
                    tree.Start(
                        scanner.Name,
                        [.. scanner.Attributes.Select(static a => (a.Name, Entities.Decode(a.Value)))],
                        scanner.IsSelfClosing);
                    break;
                case MarkupPiece.End:
                    tree.End(scanner.Name);
                    break;
                case MarkupPiece.Literal:
                    tree.Text(scanner.Text);
                    break;
                default:
                    tree.Text(Entities.Decode(scanner.Text));
                    break;
            }
        return tree.Root;
    }
}
