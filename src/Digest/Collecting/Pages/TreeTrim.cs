using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>
/// Brings a page to a size that SmartReader can work through: its time grows with the square of the elements, more so when they
/// are siblings. Most articles have a few hundred and are left as they are. First goes what says least.
/// </summary>
internal static class TreeTrim
{
    private const int MostElements = 10_000;
    private const int MostSiblings = 1500;

    public static void Apply(IHtmlDocument document)
    {
        if (document.Body is not { } body)
            return;
        Shorten(body);
        if (document.All.Length <= MostElements)
            return;
        foreach (var inline in body.QuerySelectorAll("*").Where(static e => e.FirstElementChild is null && e.LocalName is not ("a" or "img" or "br") && !HtmlNames.Breaking.Contains(e.LocalName)).ToList())
            if (inline.TextContent is { Length: > 0 } text)
                inline.Replace(document.CreateTextNode(text));
            else
                inline.Remove();
        if (document.All.Length > MostElements)
            RemoveWithoutProse(document);
        if (document.All.Length > MostElements)
            CutAfter(body);
    }

    /// <summary>Menus and lists of teasers.</summary>
    private static void RemoveWithoutProse(IHtmlDocument document)
    {
        var prose = new ProseMeasure(document);
        foreach (var element in document.Body!.QuerySelectorAll("ul, ol, table, form, div, section").Where(prose.IsEmpty).ToList())
            element.Remove();
    }

    private static void CutAfter(IElement body)
    {
        foreach (var element in body.QuerySelectorAll("*").Skip(MostElements).Reverse().ToList())
            element.Remove();
    }

    private static void Shorten(IElement body)
    {
        foreach (var parent in body.QuerySelectorAll("*").Prepend(body).Where(static e => e.ChildNodes.Length > MostSiblings).ToList())
            while (parent.ChildNodes.Length > MostSiblings)
                parent.RemoveChild(parent.LastChild!);
    }
}
