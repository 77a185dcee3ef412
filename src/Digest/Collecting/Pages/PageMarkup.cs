using System.Text;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// A web page before anybody builds a tree of it: well nested, without what draws, runs or styles, and within limits, so that
/// whatever works on the tree takes a time that grows with the page's length only (threat T45). Text stays as it stands.
/// </summary>
internal sealed class PageMarkup
{
    /// <summary>Characters of a page that are looked at; the rest is cut.</summary>
    public const int Longest = 1024 * 1024;

    // Real pages reach 60 levels and 15,000 elements; tags beyond the depth go and their text stays, beyond the count all is cut.
    private const int Deepest = 100;
    private const int MostElements = 20_000;
    private const int LongestAttribute = 4096;
    private const int LongestData = 256 * 1024;
    private const int MostData = 50;

    private readonly string text;
    private readonly StringBuilder html;
    private readonly List<string> data = [];
    private readonly OpenElements open;
    private readonly HashSet<string> seen = [];
    private int elements;
    private string? unread;
    private int unreadDepth;

    private PageMarkup(string text)
    {
        this.text = text;
        html = new StringBuilder(text.Length);
        open = new OpenElements(name => html.Append("</").Append(name).Append('>'));
    }

    /// <param name="page">A page as decoded.</param>
    /// <returns>The markup, and the page's JSON-LD scripts as they stand in it.</returns>
    public static (string Html, IReadOnlyList<string> Data) Of(string page)
    {
        var markup = new PageMarkup(page.Length > Longest ? page[..Longest] : page);
        var scanner = new MarkupScanner(markup.text, isXml: false);
        while (markup.elements <= MostElements && scanner.Next())
            markup.Take(scanner);
        markup.open.CloseDownTo(0);
        return (markup.html.ToString(), markup.data);
    }

    private void Take(MarkupScanner scanner)
    {
        var name = scanner.Piece is MarkupPiece.Start or MarkupPiece.End ? scanner.Name.ToLowerInvariant() : "";
        if (unread is not null)
            PassOver(scanner, name);
        else if (scanner.Piece == MarkupPiece.Start)
            Start(scanner, name);
        else if (scanner.Piece == MarkupPiece.End)
            End(name);
        else
            html.Append(scanner.Text.Replace("<", "&lt;", StringComparison.Ordinal));
    }

    /// <summary>Inside an element nobody reads only its own end matters.</summary>
    private void PassOver(MarkupScanner scanner, string name)
    {
        if (unread is "svg" or "math" or "select" && HtmlNames.Breaking.Contains(name) && name != "option")
        {
            // Nobody closed it: a block of the page ends it.
            unread = null;
            Take(scanner);
            return;
        }
        if (name != unread)
            return;
        unreadDepth += scanner.Piece == MarkupPiece.End ? -1 : scanner.IsSelfClosing ? 0 : 1;
        if (unreadDepth == 0)
            unread = null;
    }

    private void Start(MarkupScanner scanner, string name)
    {
        if (PageNames.Unread.Contains(name))
        {
            if (name == "script")
                Keep(scanner);
            if (!scanner.IsSelfClosing && !HtmlNames.Void.Contains(name))
                (unread, unreadDepth) = (name, 1);
            return;
        }
        if (!IsName(name) || (PageNames.Once.Contains(name) && !seen.Add(name)) || (name == "link" && !IsNeeded(scanner.Attribute("rel"))))
            return;
        elements++;
        open.MakeRoomFor(name);
        var isAlone = PageNames.Roots.Contains(name) || HtmlNames.Void.Contains(name);
        if (!isAlone && open.Depth >= Deepest)
            return;
        Write(scanner, name);
        if (name == "title")
            html.Append(RawContent(scanner.End, "</title", LongestAttribute).Replace("<", "&lt;", StringComparison.Ordinal));
        if (!isAlone)
            open.Push(name);
    }

    private void End(string name)
    {
        if (name is "br")
            html.Append("<br>");
        else if (!PageNames.Roots.Contains(name))
            open.End(name);
    }

    private void Keep(MarkupScanner script)
    {
        var type = script.Attribute("type") ?? "";
        if (data.Count < MostData && type.Contains("ld+json", StringComparison.OrdinalIgnoreCase)
            && RawContent(script.End, "</script", LongestData) is { Length: > 0 } content)
            data.Add(content);
    }

    /// <summary>What stands up to the mark; nothing when that is more than <paramref name="longest"/>.</summary>
    private string RawContent(int from, string mark, int longest)
    {
        var window = text.AsSpan(from, Math.Min(text.Length - from, longest + mark.Length));
        var end = window.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "" : window[..end].ToString();
    }

    private void Write(MarkupScanner scanner, string name)
    {
        html.Append('<').Append(name);
        foreach (var (attribute, value) in scanner.Attributes)
            if (value.Length <= LongestAttribute && attribute.ToLowerInvariant() is var lower && PageNames.KeptAttributes.Contains(lower))
                html.Append(' ').Append(lower).Append("=\"").Append(value.Replace("\"", "&quot;", StringComparison.Ordinal)).Append('"');
        html.Append('>');
    }

    private static bool IsNeeded(string? relation) =>
        relation is not null && (relation.Contains("canonical", StringComparison.OrdinalIgnoreCase) || relation.Contains("image_src", StringComparison.OrdinalIgnoreCase));

    private static bool IsName(string name)
    {
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        return name.Length < 64;
    }
}
