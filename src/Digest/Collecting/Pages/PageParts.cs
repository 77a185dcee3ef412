using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Digest.Collecting.Cleaning;

namespace Digest.Collecting.Pages;

/// <summary>What the parts of a page are, by the names their makers gave them.</summary>
internal static partial class PageParts
{
    /// <summary>No short text is made of more.</summary>
    private const int MostNodes = 500;

    /// <summary>So many characters, and no more, are read out to those who don't see the page.</summary>
    private const int LongestForMachines = 300;

    /// <summary>True for what stands around an article: comments, teasers of others, sign-up and share boxes, the author's portrait, cookie notes, adverts.</summary>
    public static bool IsAround(IElement element) => NameOf(element) is { Length: > 0 } name && Around().IsMatch(name);

    /// <summary>True for what stands in such a part, or in a menu, a form or the foot of the page.</summary>
    public static bool IsInAround(IElement element)
    {
        for (var e = element; e is not null && e.LocalName is not ("body" or "html"); e = e.ParentElement)
            if (e.LocalName is "nav" or "footer" or "form" || IsAround(e))
                return true;
        return false;
    }

    /// <summary>True for a few words that only a machine reads out, and for what is not shown.</summary>
    public static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden")
        || (element.GetAttribute("style") is { } style && NotShown().IsMatch(style))
        || (NameOf(element) is { Length: > 0 } name && ForMachines().IsMatch(name) && !IsLong(element));

    // What a link skips to goes by the same names, and may be all of the article.
    private static bool IsLong(IElement element) => ShortText(element, LongestForMachines) is null && element.TextContent.Length > LongestForMachines;

    /// <summary>The text of an element on one line, when it has some and no more than <paramref name="most"/> characters; else null.</summary>
    public static string? ShortText(INode element, int most) => Text(element, most, static inner => HtmlNames.Breaking.Contains(inner.LocalName));

    /// <summary>The same with a blank between all elements: what pages show apart by style only.</summary>
    public static string? Words(INode element, int most) => Text(element, most, static _ => true);

    private static string? Text(INode element, int most, Func<IElement, bool> divides)
    {
        var text = new StringBuilder();
        var nodes = 0;
        foreach (var node in element.GetDescendants())
        {
            if (++nodes > MostNodes)
                return null;
            if (node is IText words)
                text.Append(words.Data);
            else if (node is IElement inner && divides(inner))
                text.Append(' ');
            // Indentation between elements is not text, but there is an end to that, too.
            if (text.Length > most * 4)
                return null;
        }
        return TextCleaning.Line(text.ToString()) is { } line && line.Length <= most ? line : null;
    }

    /// <summary>Its classes and its id.</summary>
    public static string NameOf(IElement element) => element.ClassName is { Length: > 0 } name
        ? element.Id is { Length: > 0 } id ? name + " " + id : name
        : element.Id ?? "";

    // "with-sidebar" or "no-ads" says what a part has or lacks, not what it is.
    private const string Begin = "(?<![a-zA-Z])(?<!(?:with|has|no|non|without|before|after|show|hide|is|not|can)[-_]{1,2})(?:";
    private const string End = ")(?![a-zA-Z])";

    [GeneratedRegex(
        Begin + "comments?|comment-?(?:form|list|section|wrap|area|respond)|respond|disqus(?:_thread)?|"
        + "related|related-?(?:posts?|articles?|news|stories|content|links|items)|recommended|recommendations?|"
        + "more-?(?:from|news|stories|posts|articles|on|like-this)|read-?(?:more|next|also)|also-?read|see-?also|"
        + "(?:recent|latest|popular|trending|top)-?(?:posts?|news|articles?|stories)|trending|most-?(?:read|popular|viewed|shared)|you-?may-?(?:also-?)?like|outbrain|taboola|"
        + "newsletter|newsletter-?(?:form|box|signup|sign-up|promo)|sign-?up(?:-?form)?|subscribe|subscribe-?(?:form|box|widget)|mc4wp(?:-form)?|mc_embed_signup|opt-?in|"
        + "share|shar(?:e|ing)-?(?:bar|box|buttons?|links?|icons?|tools?)|social|social-?(?:share|sharing|links?|icons?|media|bar|buttons?)|addtoany(?:_share_save_container)?|sharedaddy|addthis|"
        + "cookies?|cookie-?(?:banner|notice|consent|bar|law|policy)|gdpr|consent|onetrust(?:-consent-sdk)?|"
        + "author-?(?:bio|box|info|card|profile|description|about)|about-?(?:the-?)?authors?|team[-_]?member|et_pb_team_member|bio|biography|"
        + "ad-?(?:slot|unit|banner|container|wrapper|block|placeholder)|ads|advert|advertisement|advertising|sponsored|promo|promo-?box|"
        + "breadcrumbs?|pagination|pager|post-?nav(?:igation)?|tag-?(?:list|cloud|links)|post-?tags|entry-?tags|article-?tags|widget-?area|sidebar|"
        + "photo-?credits?|image-?credits?|caption-?credits?|img-?credits?|credit" + End,
        RegexOptions.IgnoreCase)]
    private static partial Regex Around();

    [GeneratedRegex(Begin + "screen-?reader(?:-?(?:text|only))?|sr-?only|visually-?hidden|visuallyhidden|u-hidden|skip-?(?:link|to-content|nav)|print-?only|external-link-text|new-tab-text" + End, RegexOptions.IgnoreCase)]
    private static partial Regex ForMachines();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", RegexOptions.IgnoreCase)]
    private static partial Regex NotShown();
}
