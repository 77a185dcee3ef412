using System.Text;

namespace Digest.Collecting.Cleaning;

/// <summary>
/// HTML in, small and well-nested HTML out: what <see cref="Sanitiser"/> can work through in a time that grows
/// with the length only. It cuts the text, drops tags that nest too deep or have no partner, leaves out elements
/// nobody reads, keeps few attributes, and makes addresses absolute. It is no guard: the sanitiser looks at all of it again.
/// </summary>
internal sealed class Flattening
{
    private const int Deepest = 200;
    private const int LongestAttribute = 4096;

    /// <summary>No article has more; beyond them only text is kept.</summary>
    private const int MostElements = 10_000;

    private readonly StringBuilder result;
    private readonly Uri? @base;
    private readonly List<string> open = [];
    private int droppedFrom = -1;
    private int elements;

    private Flattening(int length, Uri? @base)
    {
        result = new StringBuilder(length);
        this.@base = @base;
    }

    /// <summary>At most <paramref name="longest"/> characters of <paramref name="html"/>, flattened.</summary>
    public static string Of(string html, Uri? @base, int longest)
    {
        var text = html.Length > longest ? html[..longest] : html;
        var flattening = new Flattening(text.Length, @base);
        var scanner = new MarkupScanner(text, isXml: false);
        while (scanner.Next())
            flattening.Take(scanner);
        flattening.CloseDownTo(0);
        return flattening.result.ToString();
    }

    private void Take(MarkupScanner scanner)
    {
        if (scanner.Piece == MarkupPiece.Start)
            Start(scanner, scanner.Name.ToLowerInvariant());
        else if (scanner.Piece == MarkupPiece.End)
            End(scanner.Name.ToLowerInvariant());
        else if (droppedFrom < 0)
            Entities.AppendWritten(result, scanner.TextSpan);
    }

    private void Start(MarkupScanner scanner, string name)
    {
        if (++elements > MostElements && !HtmlNames.Dropped.Contains(name))
            return;
        if (HtmlNames.Void.Contains(name))
        {
            if (droppedFrom < 0 && HtmlNames.Kept.Contains(name))
                Write(scanner, name);
            return;
        }
        if (open.Count > 0 && open[^1] == name && HtmlNames.EndsItself.Contains(name))
            CloseDownTo(open.Count - 1);
        if (open.Count >= Deepest || (scanner.IsSelfClosing && name is "svg" or "math"))
            return;
        if (droppedFrom < 0 && HtmlNames.Dropped.Contains(name))
            droppedFrom = open.Count;
        open.Add(name);
        if (droppedFrom < 0 && HtmlNames.Kept.Contains(name))
            Write(scanner, name);
    }

    private void End(string name)
    {
        var index = open.LastIndexOf(name);
        if (index >= 0)
            CloseDownTo(index);
    }

    private void CloseDownTo(int count)
    {
        while (open.Count > count)
        {
            var name = open[^1];
            open.RemoveAt(open.Count - 1);
            if (droppedFrom < 0 && HtmlNames.Kept.Contains(name))
                result.Append("</").Append(name).Append('>');
            else if (droppedFrom == open.Count)
                droppedFrom = -1;
        }
    }

    private void Write(MarkupScanner scanner, string name)
    {
        if (name == "img" && (IsPixel(scanner) || Address(scanner.Attribute("src"), name) is null))
            return;
        result.Append('<').Append(name);
        foreach (var (attribute, value) in scanner.Attributes)
            if (value.Length <= LongestAttribute && HtmlNames.KeptAttributes.Contains(attribute)
                && (HtmlNames.AddressAttributes.Contains(attribute) ? Address(value, name) : Entities.Decode(value)) is { } kept)
                result.Append(' ').Append(attribute.ToLowerInvariant()).Append("=\"").Append(Quoted(kept)).Append('"');
        result.Append('>');
    }

    /// <summary>An image of one dot tells its sender who reads; it shows nothing.</summary>
    private static bool IsPixel(MarkupScanner scanner) =>
        scanner.Attribute("width") is "0" or "1" or "1px" || scanner.Attribute("height") is "0" or "1" or "1px";

    private string? Address(string? written, string element)
    {
        if (written is null || written.Length > LongestAttribute)
            return null;
        var decoded = Entities.Decode(written);
        return element == "a" && decoded.TrimStart().StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
            ? decoded.Trim() : WebAddress.Absolute(decoded, @base);
    }

    private static string Quoted(string value) => value
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
