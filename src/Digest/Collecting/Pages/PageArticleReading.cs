using System.Net;
using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading;

namespace Digest.Collecting.Pages;

/// <summary>The steps from a page to its article: what it states, what sums it up, what does not belong to it, what is left.</summary>
internal static class PageArticleReading
{
    private const int LongestText = Sanitiser.LongestHtml;

    /// <summary>A stated text is believed when it has so many characters, and twice as many as were found.</summary>
    private const int EnoughBody = 400;

    /// <param name="page">The page as decoded.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="mend">Repairs one text.</param>
    public static PageReading Of(string page, Uri address, Func<string, string> mend)
    {
        using var tree = PageTree.Of(page, address);
        var stated = Stated(tree);
        var wall = Walls.Look(tree.Document);
        var titles = PageTitles.Of(tree.Document, stated.Site, address);
        // A guess at what in the page's own title is the headline comes last.
        var title = titles.Clean(Mended(stated.Title, mend)) ?? titles.Proven(Mended(tree.Document.Title, mend));
        var highlights = Highlights.Find(tree.Document);
        highlights?.Remove();
        Boilerplate.Remove(tree.Document);
        var main = MainText.Of(tree.Document, tree.Base, title, mend);
        main = Longer(main, stated.Body, tree.Base, mend);
        var text = string.Join("\n\n", main.Blocks.Select(static block => block.Text));
        if (wall.Reason(text, isStated: stated.Published is not null && stated.Title is not null) is { } reason)
            return new PageReading.Refused(reason, MayPass: true);
        if (text.Length == 0)
            return new PageReading.Refused("no text that reads as an article");
        title ??= titles.Clean(Mended(main.Title, mend));
        return new PageReading.Read(new PageArticle
        {
            Title = title,
            Authors = [.. (stated.Authors.Count > 0 ? stated.Authors : Bylines.InLine(main.Byline, mustSayBy: false)).Select(mend)],
            Published = stated.Published,
            Highlights = highlights?.Points.Select(mend).ToList() ?? KeySentences.Of(main.Blocks, title),
            HasOwnHighlights = highlights is not null,
            Text = text.Length > LongestText ? text[..LongestText] : text,
            Html = main.Html,
            Image = stated.Image ?? ItemImage.FirstIn(main.Html),
            Language = PrimaryLanguage(stated.Language),
            Canonical = Canonical(stated.Canonical, address),
        });
    }

    private static StatedFacts Stated(PageTree tree) => JsonLdFacts.Of(tree.Data, tree.Base)
        .Or(MetaFacts.Of(tree.Document, tree.Base))
        .Or(VisibleFacts.Microdata(tree.Document, tree.Base))
        .Or(VisibleFacts.Shown(tree.Document));

    /// <summary>The text a page states, where it shows hardly any: a script would have drawn it.</summary>
    private static MainText Longer(MainText found, string? stated, Uri address, Func<string, string> mend)
    {
        if (stated is null || stated.Length < EnoughBody || found.Blocks.Sum(static block => block.Text.Length) * 2 > stated.Length)
            return found;
        var paragraphs = PlainText.LooksLikeHtml(stated) ? stated
            : string.Concat(stated.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"<p>{WebUtility.HtmlEncode(WebUtility.HtmlDecode(line))}</p>"));
        var html = Sanitiser.Clean(mend(paragraphs), address);
        return found with { Blocks = NoiseLines.Without(TextBlocks.Of(html), found.Title), Html = html };
    }

    private static string? Mended(string? text, Func<string, string> mend) => text is null ? null : PlainText.Title(mend(text));

    /// <summary><c>en</c> of <c>en-GB</c> or <c>en_GB</c>; null for what is no language tag.</summary>
    private static string? PrimaryLanguage(string? tag) =>
        tag?.Split('-', '_', ',', ';', ' ')[0].Trim().ToLowerInvariant() is { Length: 2 or 3 } primary && primary.All(char.IsAsciiLetter) ? primary : null;

    /// <summary>A canonical address that is the site's front page is a template's mistake, unless the page is the front page.</summary>
    private static string? Canonical(string? stated, Uri address) =>
        stated is not null && Uri.TryCreate(stated, UriKind.Absolute, out var canonical) && canonical.PathAndQuery == "/" && address.PathAndQuery != "/" ? null : stated;
}
