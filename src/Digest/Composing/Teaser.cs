using System.Text.RegularExpressions;
using Digest.Collecting.Cleaning;

namespace Digest.Composing;

/// <summary>
/// What a feed says about an article, without what publishing programs hang on it: the captions of pictures before it, the
/// links and notices behind it. Stored texts keep them, for by those an article is recognised.
/// </summary>
internal static partial class Teaser
{
    /// <summary>No notice is longer, the headline it repeats included.</summary>
    private const int LongestTail = 700;

    private const int MostTails = 4;

    /// <summary>Captions that run into a summary stand so near the beginning of the HTML.</summary>
    private const int LongestHead = 4000;

    /// <summary>Of a candidate: its summary's, else what its content says, else what its page says.</summary>
    public static string Of(Candidate candidate)
    {
        if (Of(candidate.Summary, candidate.Title, candidate.Html) is { Length: > 0 } summary) return summary;
        if (Of(PlainText.Of(candidate.Html) ?? "", candidate.Title, candidate.Html) is { Length: > 0 } content) return content;
        return candidate.PageText?.Replace('\n', ' ') ?? "";
    }

    /// <param name="summary">Plain text on one line.</param>
    /// <param name="title">Of the article: notices repeat it.</param>
    /// <param name="html">The article's own content, whose captions may have run into the summary; empty: none.</param>
    /// <returns>Plain text on one line; empty where the feed only repeats the headline, or says that there is more.</returns>
    public static string Of(string summary, string title, string html)
    {
        var text = WithoutCaptions(summary, html);
        for (var i = 0; i < MostTails; i++)
        {
            var shorter = WithoutTail(text, title);
            if (shorter.Length == text.Length) break;
            text = shorter;
        }
        return RepeatsTitle(text, title) ? "" : text;
    }

    // The headline again, and behind it at most the name of who published it: search engines' feeds say no more.
    private static bool RepeatsTitle(string text, string title)
    {
        var at = 0;
        foreach (var letter in title.Where(char.IsLetterOrDigit))
        {
            while (at < text.Length && !char.IsLetterOrDigit(text[at])) at++;
            if (at == text.Length || char.ToUpperInvariant(text[at++]) != char.ToUpperInvariant(letter)) return false;
        }
        return at > 0 && Publisher().IsMatch(text.AsSpan(at));
    }

    private static string WithoutCaptions(string summary, string html)
    {
        foreach (Match caption in Captions().Matches(html[..Math.Min(html.Length, LongestHead)]))
        {
            if (PlainText.Of(caption.Value) is not { } text) continue;
            if (!summary.StartsWith(text, StringComparison.Ordinal) || summary.Length == text.Length) break;
            summary = summary[text.Length..].TrimStart();
        }
        return summary;
    }

    private static string WithoutTail(string text, string title)
    {
        // The tail is looked for near the end only, however long the text.
        var from = Math.Max(0, text.Length - LongestTail);
        var end = text[from..];
        var at = NoticeAt(end, title) ?? At(Notice().Match(end)) ?? At(LinkAtEnd().Match(end)) ?? At(BracketsAtEnd().Match(end));
        if (at is { } cut) return text[..(from + cut)].TrimEnd();
        // Brackets that stand for the rest are an ellipsis, or nothing behind a whole sentence.
        if (!Rest().IsMatch(end)) return text;
        var kept = text[..text.LastIndexOfAny(['[', '('])].TrimEnd(' ', ',', ';', ':', '-', '–', '…');
        return kept.Length == 0 || kept[^1] is '.' or '!' or '?' or '。' or '！' or '？' or '"' or '”' or '»' ? kept : kept + "…";
    }

    /// <summary>Where a last sentence begins that says of this headline where it appeared first.</summary>
    private static int? NoticeAt(string end, string title)
    {
        if (title.Length == 0 || end.LastIndexOf(title, StringComparison.OrdinalIgnoreCase) is not (>= 0 and var at)) return null;
        var before = Article().Match(end[..at]);
        return before.Success && Appeared().IsMatch(end.AsSpan(at + title.Length)) ? before.Index : null;
    }

    private static int? At(Match match) => match.Success ? match.Index : null;

    [GeneratedRegex("<(figcaption|cite)[ >].*?</\\1>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Captions();

    // "The post" and its like, in the languages WordPress speaks most.
    private const string ThePost =
        @"(?:th(?:e|is) (?:post|article|story|entry|piece|page)|(?:der|dieser) (?:beitrag|artikel)|(?:cet |l['’])article|(?:la entrada|el artículo|el post|la noticia)"
        + @"|(?:l['’]articolo|il post)|(?:o post|o artigo|o conteúdo|a notícia)|(?:artykuł|post|wpis)|(?:het bericht|het artikel)|(?:inlägget|artikeln)|(?:indlægget|innlegget|artiklen)"
        + @"|artikkeli|(?:запись|сообщение|статья)|(?:запис|допис)|příspěvek|článok|articolul|το άρθρο|ظهرت المقالة|投稿)";

    private const string AppearedFirst =
        @"(?:(?:first )?(?:appeared|published) (?:first )?(?:on|in|at)|(?:was |were )?(?:first|originally) (?:appeared|published|posted) (?:on|in|at|by)"
        + @"|erschien zuerst|ist zuerst .{0,40}erschienen|est apparu en premier|se publicó primero|apareció primero|proviene da|sembra essere il primo"
        + @"|apareceu primeiro|aparece primeiro|pochodzi z|pojawił się|verscheen eerst|dök först upp|blev først udgivet|dukket først opp|julkaistiin ensimmäisen"
        + @"|впервые появил|появил\w+ сначала|з['’]яви\w+ спочатку|спершу з['’]яви|pochází z|se nejdříve objevil|apare prima dată|εμφανίστηκε πρώτα|أولاً على|に最初に表示|最先出现)";

    [GeneratedRegex(@"(?:^|(?<=\s))" + ThePost + @"?\s*\W{0,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex Article();

    [GeneratedRegex(@"^\W{0,3}\s*(?:は\s.{1,80}|bejegyzés először.{1,80}|yazısı ilk önce.{1,80}|" + AppearedFirst + @".{0,120})$", RegexOptions.IgnoreCase)]
    private static partial Regex Appeared();

    // Where the headline was changed after the notice was made: the last such sentence.
    [GeneratedRegex(@"(?:^|(?<=[\s\]…]))" + ThePost + @"\s.{3,400}?\s" + AppearedFirst + @"\s.{1,120}$", RegexOptions.IgnoreCase | RegexOptions.RightToLeft)]
    private static partial Regex Notice();

    private const string LinkWords =
        @"(?:(?:read|learn|see|find out|continue|keep) (?:the )?(?:(?:full|whole|entire|rest of the|original) )?(?:more|reading|article|story|post)(?: (?:on|at|here|of this story at) [^.!?\[\]]{1,60})?"
        + @"|(?:click here|click) (?:for more|to read(?: more)?|to continue)|more(?=\s*(?:…|\.{3}|>|»|→))|full (?:story|article)|email this story|view full coverage(?: on google news)?|view (?:comments|entire post|original)|comments|permalink"
        + @"|weiterlesen|mehr lesen|(?:den )?ganzen artikel lesen|zum artikel|lire (?:la suite|plus|l['’]article(?: complet)?)|en savoir plus|leer más|seguir leyendo|sigue leyendo"
        + @"|leggi (?:tutto|di più|anche)|continua a leggere|(?:ler|leia) mais|continue lendo|(?:lees|lezen) (?:meer|verder)|czytaj (?:dalej|więcej)|читать (?:далее|полностью|дальше)|подробнее"
        + @"|читати далі|číst dál(?:e)?|läs mer|læs mere|les mer|lue lisää|tovább|devamını oku|citește mai mult|اقرأ المزيد|閱讀更多|阅读(?:更多|全文)|続きを読む|もっと見る|더 ?보기)";

    // After a whole sentence, an ellipsis or a bracket: words in the middle of one may be the sentence's own.
    [GeneratedRegex(@"(?:^|(?<=[.!?…。！？""”»’'\])]|[.!?…][""”»’')\]]))\s*(?:continue reading\s[^.!?…]{0,300}(?:…|\.{3}|→|»|>+)|" + LinkWords + @"\s*(?:…|\.{1,3}|→|»|›|>+|:)?)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex LinkAtEnd();

    [GeneratedRegex(@"\s*(?:submitted by\s+\S+(?:\s+to\s+\S+)?\s*)?(?:[\[(]\s*(?:" + LinkWords + @"|link|[0-9]+ comments?|via|source)\s*(?:…|\.{3}|→|»|>+)?\s*[\])]\s*)+$", RegexOptions.IgnoreCase)]
    private static partial Regex BracketsAtEnd();

    // Nothing, or a few names: "The Wire", "Halden Harbour News". Scripts without capitals have none that could be told from a text.
    [GeneratedRegex(@"^\W*(?:[\p{Lu}\d][\w.'’-]*(?:\s+(?:of|the|de|der|du|[-–—|])\s+|\s+|$)){0,5}[.!?…]*$")]
    private static partial Regex Publisher();

    [GeneratedRegex(@"(?:\[\s*(?:…|\.{2,3})\s*\]|\(\s*(?:…|\.{3})\s*\))\s*$")]
    private static partial Regex Rest();
}
