using System.Text.RegularExpressions;

namespace Digest.Composing;

/// <summary>The words that publishing programs put behind a teaser. Each is looked for in a few hundred characters.</summary>
internal static partial class TeaserWords
{
    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // "The post" and its like, in the languages WordPress speaks most.
    private const string ThePost =
        @"(?:th(?:e|is) (?:post|article|story|entry|page)|(?:der|dieser) (?:beitrag|artikel)|cet article|l['’]article|la entrada|el artículo|l['’]articolo|il post|o post|o artigo|o conteúdo"
        + @"|artykuł|post|wpis|het bericht|het artikel|inlägget|artikeln|indlægget|innlegget|artiklen|artikkeli|запись|сообщение|статья|запис|допис|příspěvek|článok|articolul|a\(z\)|το άρθρο|ظهرت المقالة|投稿)";

    private const string AppearedFirst =
        @"(?:(?:first appeared|appeared first|published first|(?:was )?(?:first|originally) (?:published|appeared|posted)) (?:on|in|at|by)"
        + @"|erschien zuerst|ist zuerst .{0,40}erschienen|est apparu en premier|se publicó primero|aparec(?:ió|e) primero|proviene da|sembra essere il primo"
        + @"|aparece(?:u)? primeiro|pochodzi z serwisu|pojawił się (?:po raz )?pierwszy|verscheen eerst|dök först upp|blev først udgivet|dukket først opp|julkaistiin ensimmäisen"
        + @"|впервые появил|появил\w+ сначала|з['’]яви\w+ спочатку|спершу з['’]яви|pochází z|se nejdříve objevil|apare prima dată|εμφανίστηκε πρώτα|أولاً على|に最初に表示|最先出现)";

    // To the end, without another sentence: a stop in the middle belongs to a name or an address.
    private const string ToEnd = @"(?:[^.!?。]|[.!?](?=\S)){1,220}[.!?。]*$";

    private const string SentenceBefore = @"(?:^|(?<=[.!?…。！？\])][""”»’'\])]?\s*))";

    private const string LinkWords =
        @"(?:(?:read|learn|see|find out|continue|keep) (?:the )?(?:(?:full|whole|entire|rest of the|original) )?(?:more|reading|article|story|post)"
        + @"(?: of this story at [^.!?\[\]]{1,60}| about [^.!?\[\]]{1,200}| on (?-i:\p{Lu})[\w.'’-]*(?: (?-i:\p{Lu})[\w.'’-]*){0,3})?(?: comments)?"
        + @"|(?:click here|click) (?:for more|to read(?: more)?|to continue)|(?:more|mehr|leer)(?=\s*(?:…|\.{3}|>|»|→))|full (?:story|article)|email this story|view (?:comments|entire post|original)"
        + @"|view full coverage(?: on google news)?|discuss this article in our forums|permalink"
        + @"|weiterlesen|mehr lesen|(?:den )?ganzen artikel lesen|zum artikel|lire (?:la suite|plus|l['’]article(?: complet)?)|en savoir plus|leer más|seguir leyendo|sigue leyendo"
        + @"|leggi (?:tutto|di più|anche)|continua a leggere|(?:ler|leia) mais(?: \([^()]{1,40}\))?|continue lendo|(?:lees|lezen) (?:meer|verder)(?: over [^.!?\[\]]{1,200})?|czytaj (?:dalej|więcej)|читать (?:далее|полностью|дальше)|подробнее"
        + @"|читати далі|číst dál(?:e)?|läs mer|læs mere|les mer|lue lisää|tovább|devamını oku|citește mai mult|اقرأ المزيد|閱讀更多|阅读(?:更多|全文)|続きを読む|もっと見る|더 ?보기)";

    /// <summary>A picture's caption.</summary>
    [GeneratedRegex("<figcaption[ >].*?</figcaption>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    public static partial Regex Caption();

    /// <summary>What follows a caption begins a sentence of its own.</summary>
    [GeneratedRegex(@"^\s+[\p{Lu}\p{Lo}\d""“«„'‘]")]
    public static partial Regex NewSentence();

    /// <summary>Ends in "The post", before a headline.</summary>
    [GeneratedRegex(SentenceBefore + ThePost + @"\W{0,4}$", Any)]
    public static partial Regex Opening();

    [GeneratedRegex(@"(?:^|[.!?…。！？\])][""”»’'\])]?\s*)\W{0,2}$")]
    public static partial Regex SentenceEnd();

    /// <summary>Behind a headline: where it appeared first.</summary>
    [GeneratedRegex(@"^\W{0,3}\s*(?:は\s.{1,80}|bejegyzés először.{1,80}|yazısı ilk önce.{1,80}|" + AppearedFirst + ToEnd + ")$", Any)]
    public static partial Regex Appeared();

    /// <summary>The same where the headline was changed since: a last sentence.</summary>
    [GeneratedRegex(SentenceBefore + @"(?!post|wpis|запис|a\(z\))" + ThePost + @"\s(?:[^.!?。]{3,300}?\s)?" + AppearedFirst + @"\s" + ToEnd, Any)]
    public static partial Regex Notice();

    /// <summary>After a whole sentence, an ellipsis or a bracket: in the middle of a sentence the words may be its own.</summary>
    [GeneratedRegex(SentenceBefore + @"(?:continue reading\s[^.!?…]{0,300}(?:…|\.{3}|→|»|>+)|" + LinkWords + @"\s*(?:…|\.{1,3}|→|»|›|>+|:)?)\s*$", Any)]
    public static partial Regex Link();

    [GeneratedRegex(@"\s*(?:submitted by\s+\S+(?:\s+to\s+\S+)?\s*)?(?:[\[(]\s*(?:" + LinkWords + @"|more|mehr|leer|link|comments|[0-9]+ comments?|via|source)\s*(?:…|\.{3}|→|»|>+)?\s*[\])]\s*)+$", Any)]
    public static partial Regex Brackets();

    /// <summary>A whole summary that says nothing.</summary>
    [GeneratedRegex(@"^(?:comments|article url: \S+ comments url: \S+(?: points: [0-9]+)?(?: # comments: [0-9]+)?)$", Any)]
    public static partial Regex Whole();

    [GeneratedRegex(@"(?:\[\s*(?:…|\.{2,3})\s*\]|\(\s*(?:…|\.{3})\s*\))\s*$")]
    public static partial Regex Rest();

    /// <summary>A few names: "The Wire", "Halden Harbour News". Scripts without capitals have none that could be told from a text.</summary>
    [GeneratedRegex(@"^[\s""”'’.!?]+(?:[-–—|·]\s*)?\p{Lu}[\w.'’-]*(?:\s+(?:of\s+|the\s+|de\s+|der\s+|du\s+)?\p{Lu}[\w'’-]*){0,4}(?:\s+View Full Coverage on Google News)?\s*$")]
    public static partial Regex Publisher();
}
