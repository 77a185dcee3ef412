using AngleSharp.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>The points of a summary, in the markups publishers give them.</summary>
internal static class PointLists
{
    private const string Bullets = "•●▪■◦‣∙·–—-*✓✔➤►▶→";
    private const int Longest = 600;

    /// <summary>The list an element is, or that is most of what it holds; null when it is none.</summary>
    public static IElement? ListIn(IElement element)
    {
        if (element.LocalName is "ul" or "ol")
            return element;
        var list = element.QuerySelector("ul, ol");
        return list is not null && list.TextContent.Trim().Length * 10 >= element.TextContent.Trim().Length * 7 ? list : null;
    }

    /// <summary>The texts of a list's items.</summary>
    public static IReadOnlyList<string> Items(IElement list) =>
        [.. list.Children.Where(static item => item.LocalName == "li").Select(static item => Point(PageParts.ShortText(item, Longest))).OfType<string>()];

    /// <summary>
    /// Paragraphs, or lines of one paragraph, that begin with a bullet; and the elements they stand in. Empty when the first one
    /// does not.
    /// </summary>
    public static (IReadOnlyList<string> Points, IReadOnlyList<IElement> Elements) Bulleted(IElement first)
    {
        var (points, elements) = (new List<string>(), new List<IElement>());
        for (var next = first; next?.LocalName is "p" or "div" && Lines(next) is { Count: > 0 } lines; next = next.NextElementSibling)
        {
            points.AddRange(lines);
            elements.Add(next);
        }
        return (points, elements);
    }

    private static List<string> Lines(IElement paragraph)
    {
        if (paragraph.QuerySelector("p, div, ul, ol, table") is not null || PageParts.ShortText(paragraph, Longest * 8) is null)
            return [];
        var lines = new List<string> { "" };
        foreach (var node in paragraph.GetDescendants())
            if (node is IText text)
                lines[^1] += text.Data;
            else if (node is IElement { LocalName: "br" })
                lines.Add("");
        var written = lines.Select(static line => TextCleaning.Line(line, Longest)).OfType<string>().ToList();
        return written.TrueForAll(static line => Bullets.Contains(line[0], StringComparison.Ordinal)) ? [.. written.Select(Point).OfType<string>()] : [];
    }

    private static string? Point(string? text) => text is null ? null : TextCleaning.Line(AroundWords.WithoutLinkNotes(text).TrimStart([.. Bullets, ' ']));
}
