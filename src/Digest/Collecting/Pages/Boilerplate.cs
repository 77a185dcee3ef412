using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Digest.Collecting.Pages;

/// <summary>
/// Takes out of a page what stands around its article, before the article is looked for: by names, and by the headings a reader
/// goes by. What holds a good part of the page's prose stays, whatever it is called.
/// </summary>
internal sealed class Boilerplate
{
    private const string Headings = "h1, h2, h3, h4, h5, h6, legend, summary, strong, b, p, div, span";

    /// <summary>A part with more than this share of all prose may be the article under a bad name.</summary>
    private const double LargestShare = 0.3;

    /// <summary>No portrait of an author has more.</summary>
    private const double LargestPortrait = 0.15;

    /// <summary>A paragraph of so many characters outside links is somebody's text.</summary>
    private const int Prose = 140;

    private readonly ProseMeasure prose;

    private Boilerplate(ProseMeasure prose) => this.prose = prose;

    public static void Remove(IHtmlDocument document)
    {
        foreach (var element in document.All.Where(PageParts.IsHidden).ToList())
            if (!IsFrame(element))
                element.Remove();
        var boilerplate = new Boilerplate(new ProseMeasure(document));
        foreach (var element in document.All.Where(static e => e.LocalName is "nav" or "dialog" || PageParts.IsAround(e)).ToList())
            if (!IsFrame(element) && boilerplate.prose.ShareOf(element) < LargestShare)
                element.Remove();
        foreach (var heading in document.QuerySelectorAll(Headings).ToList())
            if (heading.GetRoot() == document)
                boilerplate.RemoveUnder(heading);
    }

    private static bool IsFrame(IElement element) => element.LocalName is "html" or "body" or "head" or "main" || element.ParentElement is null;

    private void RemoveUnder(IElement heading)
    {
        if (heading.Children.Length > 3 || PageParts.ShortText(heading, 80) is not { } text)
            return;
        var isReal = IsRealHeading(heading);
        // At the top a byline is followed by the article, at the end by a portrait.
        var isAuthor = prose.ShareBefore(heading) > 0.5 && (AroundWords.IsAuthorHeading(text) || (isReal && Bylines.IsByline(text)));
        if (!isAuthor && (!AroundWords.IsHeading(text) || (!isReal && IsInsideSentence(heading))))
            return;
        var top = heading;
        // A heading that begins a box names the box.
        while (top.ParentElement is { } box && box.FirstElementChild == top && IsBox(box, isReal))
            top = box;
        if (top == heading || PageParts.ShortText(top, 80) == text)
            RemoveFollowing(top, isReal ? heading : null, isAuthor ? 2 : 0);
        top.Remove();
    }

    private bool IsBox(IElement box, bool isNamedByHeading) =>
        !IsFrame(box) && box.LocalName is not ("article" or "tr" or "tbody" or "table" or "ul" or "ol")
        && (isNamedByHeading ? prose.ShareOf(box) < LargestShare : ProseMeasure.Of(box) <= Prose) && box.QuerySelector("h1, article") is null;

    private static bool IsRealHeading(IElement element) => element.LocalName is ['h', >= '1' and <= '6'];

    /// <summary>A bold word in a sentence is no heading.</summary>
    private static bool IsInsideSentence(IElement element) => element.LocalName is "strong" or "b" or "span"
        && element.ParentElement is { } parent && PageParts.ShortText(parent, 80) != PageParts.ShortText(element, 80);

    /// <summary>Takes out what stands under a heading: its links, and so many paragraphs; up to the next heading or text of its own.</summary>
    private void RemoveFollowing(IElement top, IElement? heading, int paragraphs)
    {
        var hasLinks = false;
        while (top.NextElementSibling is { } next && !EndsAt(next, heading))
        {
            if (ProseMeasure.LinkShare(next) > 0.5 || next.LocalName is "form")
                hasLinks |= next.TextContent.Length > 0;
            else if ((paragraphs-- <= 0 || prose.ShareOf(next) > LargestPortrait) && (heading is null || hasLinks || ProseMeasure.Of(next) > Prose))
                return;
            next.Remove();
        }
    }

    private static bool EndsAt(IElement next, IElement? heading) => IsRealHeading(next)
        ? heading is null || string.CompareOrdinal(next.LocalName, heading.LocalName) <= 0
        : next.LocalName is "article" or "main" or "footer";
}
