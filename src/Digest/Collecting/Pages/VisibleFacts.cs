using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>What a page shows its readers, in the forms for machines (microdata, <c>time</c>, <c>rel</c>) and without them.</summary>
internal static partial class VisibleFacts
{
    private const int MostLooked = 400;
    private const int LongestLine = 200;

    /// <summary>Microdata of the article, and links that name its author.</summary>
    public static StatedFacts Microdata(IHtmlDocument document, Uri page) => new()
    {
        Title = Own(document, "[itemprop~=headline]").Select(static e => PlainText.Title(e.GetAttribute("content") ?? PageParts.ShortText(e, PlainText.LongestTitle)))
            .FirstOrDefault(static title => title is not null),
        Authors = Authors(Own(document, "[itemprop~=author] [itemprop~=name], [itemprop~=author], [rel~=author], [itemprop~=creator]")),
        Published = Times(Own(document, "[itemprop~=datePublished]").Concat(Own(document, "time[pubdate]"))),
        Image = Own(document, "[itemprop~=image]").Select(e => WebAddress.Absolute(e.GetAttribute("content") ?? e.GetAttribute("src") ?? e.GetAttribute("href"), page))
            .FirstOrDefault(static address => address is not null),
    };

    /// <summary>Dates and names that only a reader would recognise: by the class they have, by where they stand, by the word "By".</summary>
    public static StatedFacts Shown(IHtmlDocument document) => new()
    {
        Authors = Authors(Own(document, "[class], [id]").Where(static e => BylineName().IsMatch(PageParts.NameOf(e)))) is { Count: > 0 } named ? named : ByWord(document),
        Published = Times(Own(document, "article header time[datetime], header time[datetime]").Concat(Own(document, "time[datetime]")))
            ?? Times(Own(document, "[class], [id]").Where(static e => DateName().IsMatch(PageParts.NameOf(e)))),
    };

    private static IEnumerable<IElement> Own(IHtmlDocument document, string selector) => document.QuerySelectorAll(selector).Where(IsOwn);

    private static IReadOnlyList<string> Authors(IEnumerable<IElement> elements) => elements.Take(MostLooked)
        .Select(static e => Bylines.InLine(e.GetAttribute("content") ?? PageParts.Words(e, LongestLine), mustSayBy: false)).FirstOrDefault(static names => names.Count > 0) ?? [];

    /// <summary>Also in what stands around an article: its author's portrait says "By".</summary>
    private static IReadOnlyList<string> ByWord(IHtmlDocument document) => document.QuerySelectorAll("p, span, div, h2, h3, h4, h5, h6, address, li, a, em, i, strong, b")
        .Where(static e => e.Children.Length < 6).Select(static e => PageParts.Words(e, 120)).OfType<string>()
        .Where(Bylines.IsByline).Select(static line => Bylines.InLine(line, mustSayBy: true)).FirstOrDefault() ?? [];

    private static PublishedTime? Times(IEnumerable<IElement> elements) => elements.Take(MostLooked)
        .Select(static e => PublishedTime.Parse(e.GetAttribute("content") ?? e.GetAttribute("datetime")) ?? PublishedTime.FindIn(PageParts.ShortText(e, LongestLine)))
        .FirstOrDefault(static time => time is not null);

    /// <summary>Not in what stands around an article: comments, teasers of others, the frame of the page.</summary>
    private static bool IsOwn(IElement element) => !PageParts.IsInAround(element) && element.Closest("aside") is null;

    [GeneratedRegex(@"(?<![a-z])(?:byline|by-line|author-?name|article-?author|post-?author|entry-?author|p-author|writer|contributor|reporter)(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex BylineName();

    [GeneratedRegex(
        @"(?<![a-z])(?:published?|publish(?:ed)?-?(?:on|date|time)|pub-?date|post(?:ed)?-?(?:on|date|meta|info)|entry-?(?:date|meta)|article-?(?:date|meta|info)|date(?:line|time)?|time-?stamp|meta|byline|created)(?![a-z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex DateName();
}
