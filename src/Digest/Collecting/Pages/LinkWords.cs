using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>The headline a link shows, if it shows one.</summary>
internal static partial class LinkWords
{
    private const int Longest = 400;

    /// <summary>The words of the heading in or around a link, else its own; null when it has none, or only "Read more" and its like.</summary>
    public static string? Of(IElement anchor)
    {
        var heading = anchor.QuerySelector("h1, h2, h3, h4, h5, h6, [class*=title i], [class*=headline i]");
        foreach (var written in new[] { heading is null ? null : PageParts.ShortText(heading, Longest), PageParts.ShortText(anchor, Longest), anchor.GetAttribute("aria-label"), anchor.GetAttribute("title") })
            if (Usable(written) is { } title)
                return title;
        return null;
    }

    /// <summary>True when the link is, holds, or stands in a heading.</summary>
    public static bool IsHeadline(IElement anchor)
    {
        if (anchor.QuerySelector("h1, h2, h3, h4, h5, h6") is not null)
            return true;
        var e = anchor.ParentElement;
        for (var up = 0; e is not null && up < 3; (e, up) = (e.ParentElement, up + 1))
            if (e.LocalName is ['h', >= '1' and <= '6'])
                return true;
        return false;
    }

    /// <summary>Enough words for a headline; in scripts without blanks, characters.</summary>
    public static bool IsLong(string title) => title.Count(static c => c is >= '\u3040' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF') >= 8
        || (title.Length >= 20 && title.Count(static c => c == ' ') >= 2);

    private static string? Usable(string? written) =>
        TextCleaning.Line(written, PlainText.LongestTitle) is { Length: > 2 } line && !Empty().IsMatch(line) ? line : null;

    [GeneratedRegex(
        @"^\W*(?:(?:read|learn|see|view|find out|continue|show|load)(?: \S+)? ?(?:more|reading|all|on|article|story|now|full (?:story|article)|post|here)?(?:\b.{0,3})|more(?: info| details|\.\.\.)?|(?:full )?(?:story|article)|details|here|click here|download|pdf|video|watch|play|listen|(?:[0-9]+ )?(?:comments?|replies|shares?)|leave a comment|reply|permalink|link|image|photo|next|previous|older(?: posts)?|newer(?: posts)?|[0-9/.:, -]+|weiter(?:lesen)?|mehr(?: lesen| erfahren)?|lire (?:la suite|plus|l['’]article)|en savoir plus|leer más|seguir leyendo|leggi(?: tutto| di più)?|continua(?: a leggere)?|ler mais|leia mais|lees (?:meer|verder)|czytaj (?:dalej|więcej)|więcej|читать(?: далее| полностью)?|подробнее|далее|阅读(?:更多|全文)|查看(?:更多|全文)|更多|続きを読む|もっと見る|더 ?보기|자세히)\W*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Empty();
}
