using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;
using SmartReader;

namespace Digest.Collecting.Pages;

/// <summary>The article of a page as SmartReader finds it, cleaned. It is handed a tree and an address, and asks nobody for anything.</summary>
/// <param name="Blocks">Its paragraphs, what does not belong taken out.</param>
/// <param name="Html">The same with its markup, sanitised; null when there is none. What only the lines show is still in it.</param>
/// <param name="Title">SmartReader's guess.</param>
/// <param name="Byline">The line that SmartReader took for one.</param>
internal sealed record MainText(IReadOnlyList<TextBlock> Blocks, string? Html, string? Title, string? Byline)
{
    /// <summary>What a page marks as its article is believed when it has so many characters of prose.</summary>
    private const int EnoughProse = 400;

    /// <param name="document">It is taken apart: nothing can be read from it afterwards.</param>
    /// <param name="address">The page's.</param>
    /// <param name="title">The title, so that it is not repeated in the text; null when not yet known.</param>
    /// <param name="mend">Repairs a text that was decoded wrongly.</param>
    public static MainText Of(IHtmlDocument document, Uri address, string? title, Func<string, string> mend)
    {
        TreeTrim.Apply(document);
        Retitle(document, title);
        var (markedHtml, markedProse) = Marked(document);
        using var reader = new Reader(address.AbsoluteUri, document);
        var article = reader.GetArticle();
        var found = Blocks(article.Content);
        // It has taken a small part for the whole.
        if (markedProse >= EnoughProse && found.Blocks.Sum(static block => block.Text.Length) * 2 < markedProse)
            found = Blocks(markedHtml);
        return new MainText(found.Blocks, found.Html, article.Title, article.Byline);

        (IReadOnlyList<TextBlock> Blocks, string? Html) Blocks(string content)
        {
            var html = Sanitiser.Clean(mend(content), address);
            return (NoiseLines.Without(TextBlocks.Of(html), title ?? article.Title), html);
        }
    }

    /// <summary>What the head says has been read; of it SmartReader needs the title alone, to know the headline in the text.</summary>
    private static void Retitle(IHtmlDocument document, string? title)
    {
        foreach (var meta in document.QuerySelectorAll("meta, link").Reverse().ToList())
            meta.Remove();
        if (title is null || document.Head is not { } head)
            return;
        var element = document.CreateElement("meta");
        element.SetAttribute("property", "og:title");
        element.SetAttribute("content", title);
        head.AppendChild(element);
    }

    /// <summary>The part that the page itself marks as its article, and how much prose it has; nothing where it marks none, or several.</summary>
    private static (string Html, int Prose) Marked(IHtmlDocument document)
    {
        var bodies = document.QuerySelectorAll("[itemprop~=articleBody]");
        var articles = bodies.Length > 0 ? bodies : document.QuerySelectorAll("article");
        var largest = articles.Select(static element => (Element: element, Prose: ProseMeasure.Of(element))).OrderByDescending(static part => part.Prose).FirstOrDefault();
        return largest.Element is { } marked && (bodies.Length > 0 || articles.Length == 1) ? (marked.InnerHtml, largest.Prose) : ("", 0);
    }
}
