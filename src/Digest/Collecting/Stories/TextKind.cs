using System.Text.RegularExpressions;

namespace Digest.Collecting.Stories;

/// <summary>
/// What kind of text a headline promises. A report and a comment on it, a guide to it or the test of the same thing are not one story;
/// a plain report has no kind.
/// </summary>
internal static partial class TextKind
{
    // The first that fits counts. A label stands at the beginning or the end, other words anywhere.
    private static readonly (string Kind, Regex Sign)[] Signs =
    [
        (Routine, Column()), ("opinion", Opinion()), ("review", Review()), ("puzzle", Puzzle()), ("guide", Guide()), ("preview", Preview()),
        ("portrait", Portrait()), ("explainer", Explainer()), (Reacting, Reaction()), (Running, Live()), ("question", Question()),
    ];

    /// <summary>A column that comes every day or week: no two of them are one, if they aren't word for word.</summary>
    public const string Routine = "routine";

    private const string Reacting = "reaction";
    private const string Running = "live";

    /// <summary>Two kinds that tell no story together. Of reactions and of what is told live many report the news itself.</summary>
    public static bool AreOther(string? one, string? other) => one != other && !(MayReport(one) && MayReport(other));

    private static bool MayReport(string? kind) => kind is null or Reacting or Running;

    /// <summary>Null: a report.</summary>
    public static string? Of(string title) =>
        title.Length > WordReader.Longest ? null : Signs.FirstOrDefault(sign => sign.Sign.IsMatch(title)).Kind;

    private const RegexOptions Any = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(?:morning|evening|daily|weekly|lunchtime|war|markets?|news) (?:news )?(?:brief|briefing|digest|roundup|round-up|wrap|update|bulletin|recap)\b|\bnewsletter\b|\b(?:rates?|prices?) (?:for )?today\b|\b(?:stocks|shares) (?:making|to watch)\b|\bbiggest (?:stock )?mov(?:es|ers)\b|^(?:letters|letters to the editor|readers['’] letters|leserbriefe|courrier des lecteurs|cartas al director|cartas dos leitores|lettere)\b *[:|–—-]|\bwhat we know on day\b|\bnewsblog\b|\bder tag im überblick\b|\bdas war der tag\b|\bmorgenlage\b|\bwochenrückblick\b|\bpresseschau\b|\b(?:internationale )?pressestimmen\b|\beye opener\b *:|\brevue de presse\b|\bl['’]essentiel de l['’]actu\b|\bresumen (?:del día|semanal)\b|\brassegna stampa\b", Any)]
    private static partial Regex Column();

    [GeneratedRegex(@"^(?:opinion|comment|editorial|op-ed|letter|column|view|kommentar|meinung|kolumne|leitartikel|gastbeitrag|glosse|essay|opinión|tribuna|columna|carta|tribune|éditorial|édito|chronique|avis|débat|opinione|commento|мнение|колонка)\b *[:|–—-]|[|–—-] *(?:opinion|comment|kommentar|opinión)$|^[^:]{3,40}: (?:I|We|My|Our)\b|\b(?:ein kommentar|the guardian view|the .{2,30} view on)\b", Any)]
    private static partial Regex Opinion();

    [GeneratedRegex(@"\breview\b *[:|–—-]|[:|–—-] *review\b|^review\b|\breviewed\b|\breview$|\bhands-on\b|\btested\b|\bim (?:praxis)?test\b|\b(?:rezension|filmkritik|prise en main|on a testé|reseña|probamos|recensione|recensie|recenzja|обзор)\b *[:|–—-]|^(?:test|kritik|critique|crítica|análisis)\b *[:|–—-]|[:|–—-] *(?:test|rezension|kritik|critique|crítica|reseña|recensione)\b|\bon a testé\b|\bhemos probado\b", Any)]
    private static partial Regex Review();

    [GeneratedRegex(@"\b(?:quiz|wordle|crossword|sudoku|horoscope|horoskop|horóscopo|kreuzworträtsel|hints? and answers?|in pictures|bildergalerie|en images|en imágenes|in photos|in bildern|in immagini|em imagens|in beeld|podcast)\b", Any)]
    private static partial Regex Puzzle();

    [GeneratedRegex(@"^how (?:to|you|we|i|much|do|does|can|will)\b|\bhow to\b|\bbest .{0,30}(?:deals?|discounts?)\b|\bdeals? you can\b|\btips (?:for|to|on)\b|\b\d{1,2} tips\b|\bwhere to (?:buy|watch|see|find|eat|stay|go)\b|\bguide (?:to|for)\b|\b(?:buying|survival|complete|travel|voter) guide\b|^so (?:können|geht|funktioniert|gelingt|sparen)\b|\bratgeber\b|\bwas (?:sie|man|verbraucher|mieter|fans|reisende) (?:jetzt |nun )?(?:wissen|beachten|tun)\b|\btipps\b|\bcomment (?:faire|bien|éviter|obtenir|choisir|suivre|regarder|voir|se|s)\b|^cómo\b|\bdónde (?:ver|comprar)\b|\bguía\b|\bconsejos\b|\bconseils\b|\bà (?:connaître|savoir)\b|\bbons plans\b|\b(?:best|top) (?:places|spots|ways) to\b|\bdie besten (?:plätze|orte|tipps)\b|\bles meilleurs (?:endroits|spots)\b|\blos mejores (?:lugares|puntos|sitios)\b|\bi migliori posti\b|\bos melhores (?:lugares|pontos)\b|\bdove (?:vedere|comprare|mangiare|dormire)\b|\bonde (?:ver|assistir|comprar)\b", Any)]
    private static partial Regex Guide();

    [GeneratedRegex(@"\bpreview\b|\bpredicted (?:line-?ups?|xi)\b|\bprediction\b|\bkick-?off time\b|\bwhat time\b|\bwhat to (?:watch|look|expect)\b|\bweek ahead\b|\bvorschau\b|\bvoraussichtliche\b|\bprevia\b|\bavant-match\b|\bcompos? probables?\b|\bà quelle heure\b|\bhorario y\b|\blive ?stream(?:s|ing)?\b|\blive (?:on|im|in|en) tv\b|\bim (?:free-)?tv\b|\bsur quelle chaîne\b|\bonde (?:assistir|ver)\b|\bdove vederl[ao]\b|\bgdzie oglądać\b|\bво сколько\b|\bгде смотреть\b|\bонлайн-трансляция\b|\bmögliche aufstellung", Any)]
    private static partial Regex Preview();

    [GeneratedRegex(@"^(?:who|wer) (?:is|was|are|were|ist|war|sind)\b|^meet the\b|\b(?:das sind|these are|voici les|est[oa]s son|estes são)\b|^qui (?:est|était|sont)\b|^quién(?:es)? (?:es|era|son)\b|\bkim (?:jest|był[ay]?|są)\b|^chi (?:è|era|sono)\b|^wie (?:is|was|zijn)\b|^quem (?:é|era|são)\b|^кто (?:такой|такая|такие)\b|\bprofile *:|^profile\b|\binterview *[:|]|^(?:porträt|portrait|perfil|interview|entrevista|entretien)\b *[:|–—-]|\ba life in\b|\btimeline\b|\bchronologie\b|\bcronología\b", Any)]
    private static partial Regex Portrait();

    [GeneratedRegex(@"^(?:explainer|explained|analysis|factbox|fact[ -]check(?:ing)?|q&a|q and a|faq|timeline|background|long read|hintergrund|analyse|faktencheck|erklärt|décryptage|éclairage|fact-checking|análisis|claves|explicado|verificación|разбор|анализ)\b *[:|–—-]|[:|–—-] *(?:explained|explainer|analysis|q&a|faq|analyse|an analysis|das wichtigste)\b|\bexplained$|^(?:what|why|when|where) (?:is|are|was|does|do|did|the|we|you|to|could|would|it|this|happens?|next|it's|has|have|will)\b|^what .{1,60} (?:means?|tells?|says? about|could mean)\b|^why\b|^(?:behind|inside) (?:the|a|an|his|her|their|how)\b|\bbehind the scenes\b|^derrière\b|\bles (?:dessous|coulisses)\b|^dietro (?:il|lo|la|le|i|gli|l['’])|\bdietro le quinte\b|^detrás de\b|\bentre bastidores\b|^por trás d\w+\b|\bnos bastidores\b|^hinter (?:den kulissen|dem|der)\b|\bachter de schermen\b|\bza kulisami\b|\bкулис|\bwhat (?:it|this|that) means\b|\bwhat (?:we|you|to|is|we do) know\b|\bhere(?:'|’)s (?:what|why|how)\b|\b(?:three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:things|takeaways|charts|lessons|reasons|questions|ways)\b|\btakeaways\b|\beverything (?:you|we)\b|^how .{3,60} (?:became|works?|changed|went|happened|unfolded|affects?|may|might|could|would|will)\b|^(?:warum|wieso|weshalb)\b|^was (?!.*[!])|\bwas (?:das|es|dahinter|sich|wir) .{0,40}(?:bedeutet|steckt|ändert|wissen)\b|\bdarum\b.{0,20}\bgeht\b|^wie .{3,60}(?:funktioniert|wurde|kam|geht)\b|\bfragen und antworten\b|\bdas (?:sollten|müssen) sie\b|^pourquoi\b|^comment\b|^ce (?:que|qu['’]|qui)\b|\bce (?:que|qu['’]il|qui) .{0,40}(?:sait|savoir|change|faut)\b|^(?:por qué|qué)\b|\b(?:las|cinco|tres) claves\b|^(?:lo que|así)\b|\blo que (?:se sabe|sabemos|hay que)\b|^почему\b|^как\b|^что\b|^(?:perché|come|cosa|ecco|por que|como|o que|entenda|saiba|confira|waarom|hoe|wat|dit (?:is|zijn)|dlaczego|jak|co|kiedy)\b|[:–—] (?:why|how|warum|wie|pourquoi|comment|por qué|cómo|perché|por que|waarom|hoe|dit (?:is|zijn)|dlaczego|почему)\b", Any)]
    private static partial Regex Explainer();

    [GeneratedRegex(@"\b(?:hits? (?:back|out) (?:at|over|against)|lash(?:es)? out|slams (?!into|through|against)|vows? (?:to retaliate|retaliation|revenge|to respond)|denounces?|deplores?|decries|rall(?:y|ies) (?:behind|around)|comes? to (?:the |his |her )?defen[cs]e|stärk(?:t|en) .{3,40} den rücken|springt .{3,40} bei|stell(?:t|en) sich hinter|empört|apportent? (?:son|leur) soutien|vole au secours|fustige(?:nt)?|s['’]indigne(?:nt)?|respaldan?|arropan?|cargan? contra|si schiera(?:no)? con|protestano|reageert|reageren|veroordeelt|bekritiseert|krytykuje|potępia|осудил[аи]?|раскритиковал[аи]?|reacts?|reactions?|hails|welcomes?|condemns?|criticises?|criticizes?|congratulates?|kritisier(?:t|en)|kritik|begrüßt|begrüßen|reaktionen|gratulier(?:t|en)|réagit|réagissent|réactions?|salue(?:nt)?|dénonce(?:nt)?|critican?|criticam?|reaccionan?|reacciones|felicitan?|responden?|reazioni|criticano|reage|reagem|reações|responder)\b", Any)]
    private static partial Regex Reaction();

    // What is written on while it happens tells many things, and another one each hour.
    [GeneratedRegex(@"^(?:live|en vivo|en directo|en direct|direct|in diretta|diretta|ao vivo|liveblog|liveticker|newsticker|live updates?|relacja na żywo)\b *[:|–—-]|^live (?:updates?|blog|coverage)\b|\b(?:im (?:live|news)?-?ticker|(?:live|news)-?(?:ticker|blog)|live updates?|minuto a minuto|minute par minute|op de voet)\b|[|–—-] *live$", Any)]
    private static partial Regex Live();

    // A newsroom that asks does not report.
    [GeneratedRegex(@"[?？][""'»”’]? *$")]
    private static partial Regex Question();
}
