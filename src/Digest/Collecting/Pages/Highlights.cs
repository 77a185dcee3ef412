using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Digest.Collecting.Pages;

/// <summary>The points in which a page itself sums up its article, and the elements that show them.</summary>
internal sealed record Highlights(IReadOnlyList<string> Points, IReadOnlyList<IElement> Elements)
{
    private const string Titles = "h1, h2, h3, h4, h5, h6, strong, b, p, div, span, summary, dt, button, legend, figcaption, em, u";

    // More points are not a summary but the article in points.
    private const int MostPoints = 8;
    private const int MostPointsOfSection = 6;
    private const int ShortestPoint = 12;
    private const int LongestPoint = 500;
    private const double LargestShare = 0.5;
    private const int MostHeadings = 20;

    /// <summary>The first summary of the page; null when it has none.</summary>
    public static Highlights? Find(IHtmlDocument document)
    {
        var prose = document.Body is { } body ? ProseMeasure.Of(body) : 0;
        return ByHeading(document).Concat(ByName(document)).Concat(ByLabel(document))
            .FirstOrDefault(found => found is not null && found.Points.Sum(static point => point.Length) <= Math.Max(prose, 1) * LargestShare);
    }

    /// <summary>Takes them out of the page, so that they do not stand in the text as well.</summary>
    public void Remove()
    {
        foreach (var element in Elements)
            element.Remove();
    }

    private static IEnumerable<Highlights?> ByHeading(IHtmlDocument document)
    {
        var looked = 0;
        foreach (var title in document.QuerySelectorAll(Titles))
            if (title.Children.Length <= 3 && PageParts.ShortText(title, 60) is { } text && HighlightWords.IsHeading(text) && looked++ < MostHeadings && !PageParts.IsInAround(title))
                yield return Under(title, text);
    }

    private static Highlights? Under(IElement title, string text)
    {
        var top = title;
        while (top.ParentElement is { LocalName: not ("body" or "main" or "article") } box && PageParts.ShortText(box, text.Length + 20) is not null)
            top = box;
        // Between a heading and its list there may be a button or a rule, or the two are wrapped each in its own box.
        foreach (var next in Following(top, 3))
        {
            if (PointLists.ListIn(next) is { } list && Checked(PointLists.Items(list), [top, list]) is { } found)
                return ProseMeasure.LinkShare(list) < 0.5 && (found.Points.Count <= MostPointsOfSection || !IsSection(top)) ? found : null;
            if (PointLists.Bulleted(next) is { Points.Count: > 0 } bulleted)
                return Checked(bulleted.Points, [top, .. bulleted.Elements]);
            if (PageParts.ShortText(next, 40) is null && next.TextContent.Trim().Length > 0)
                return null;
        }
        return null;
    }

    /// <summary>One heading among others of an article in sections.</summary>
    private static bool IsSection(IElement heading)
    {
        var others = 0;
        for (var next = heading.NextElementSibling; next is not null; next = next.NextElementSibling)
            others += next.LocalName == heading.LocalName ? 1 : 0;
        return others > 1 && heading.LocalName is ['h', >= '1' and <= '6'];
    }

    private static IEnumerable<IElement> Following(IElement element, int most)
    {
        for (var next = element.NextElementSibling; next is not null && most-- > 0; next = next.NextElementSibling)
            yield return next;
    }

    private static IEnumerable<Highlights?> ByName(IHtmlDocument document)
    {
        foreach (var box in document.QuerySelectorAll("div[class], section[class], aside[class], ul[class], div[id], section[id], aside[id], ul[id]"))
            if (HighlightWords.IsName($"{box.ClassName} {box.Id}") && PointLists.ListIn(box) is { } list && ProseMeasure.LinkShare(list) < 0.5
                && PointLists.Items(list) is { Count: > 1 } points && !PageParts.IsInAround(box))
                yield return Checked(points, [box]);
    }

    private static IEnumerable<Highlights?> ByLabel(IHtmlDocument document)
    {
        foreach (var paragraph in document.QuerySelectorAll("p, div"))
            if (PageParts.ShortText(paragraph, LongestPoint) is { } text && HighlightWords.AfterLabel(text) is { Length: > 40 } rest)
                yield return Checked(Sentences.Of(rest).Count <= 3 ? [rest] : [], [paragraph]);
    }

    private static Highlights? Checked(IReadOnlyList<string> points, IReadOnlyList<IElement> elements) =>
        points.Count is > 0 and <= MostPoints && points.All(static point => point.Length is >= ShortestPoint and <= LongestPoint) && points.Sum(static point => point.Length) >= 40
            ? new Highlights([.. points.Distinct(StringComparer.Ordinal)], elements) : null;
}
