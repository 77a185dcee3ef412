using System.Text.RegularExpressions;

namespace Digest.Collecting.Pages;

/// <summary>The names under which publishers sum up an article, in the languages trade news is written in.</summary>
internal static partial class HighlightWords
{
    /// <summary>True for a heading such as "Key points:" and nothing else.</summary>
    public static bool IsHeading(string text) => text.Length <= 60 && Headings().IsMatch(text.Trim(' ', ':', '：', '.', '!', '-', '–', '—', '|', '*', '•', '#', '>', '»', '【', '】', '「', '」'));

    /// <summary>True for the class or id of a box that holds a summary in points.</summary>
    public static bool IsName(string classAndId) => Names().IsMatch(classAndId);

    /// <summary>What follows "TL;DR:" at the beginning of a paragraph; null when it begins otherwise.</summary>
    public static string? AfterLabel(string paragraph) => Label().Match(paragraph) is { Success: true } label ? paragraph[label.Length..].Trim() : null;

    [GeneratedRegex(
        @"^(?:(?:the |our |story |article |news |key |main |top |quick |today(?:'|’)s )*(?:highlights?|takeaways?)|(?:the |our )?(?:key|main|quick|fast|top) (?:points?|facts|findings|developments|insights|messages)|(?:key|main) (?:\S+ )?(?:points|takeaways|facts|highlights)(?: (?:of|from) .{1,30})?|at a glance|in (?:brief|short|summary|a nutshell)|tl ?; ?dr|tldr|the gist|quick (?:take|read|summary|look)|(?:a )?(?:brief |short |executive |article |ai |ai-generated )?summary|what (?:you need |you should )?to know|the essentials|the short version|bullet points"
        + @"|das wichtigste(?: (?:in kürze|auf einen blick|zusammengefasst|vorab))?|(?:alles )?(?:auf einen blick|in kürze|kurz (?:und knapp|gefasst|zusammengefasst|gesagt))|kern(?:punkte|aussagen|fakten)|kurzfassung|zusammenfassung|(?:die )?wichtigsten? (?:punkte|fakten|erkenntnisse)|darum geht(?:'|’)?s"
        + @"|l['’]essentiel(?: à retenir)?|en (?:bref|résumé)|(?:les )?points (?:clés|essentiels|forts)|à retenir|ce qu['’]il faut (?:retenir|savoir)|résumé"
        + @"|(?:los )?puntos (?:clave|principales|destacados)|(?:las )?claves|lo (?:más importante|esencial|más destacado)|en (?:resumen|breve)|(?:aspectos )?destacad[oa]s|resumen"
        + @"|(?:i )?punti (?:chiave|salienti|principali)|in (?:breve|sintesi)|l['’]essenziale|(?:os )?pontos[- ](?:chave|principais)|(?:os )?principais (?:pontos|destaques)|destaques|em (?:resumo|síntese)|resumo"
        + @"|(?:de )?(?:hoofdpunten|kernpunten|belangrijkste punten)|in het kort|samenvatting|kort samengevat|(?:najważniejsze|kluczowe) (?:informacje|punkty|wnioski|fakty)|najważniejsze|w skrócie|podsumowanie"
        + @"|(?:самое )?главное|коротко(?: о главном)?|кратко|(?:ключевые|основные) (?:моменты|тезисы|выводы|факты)|тезисы|головне|коротко про головне"
        + @"|(?:本文|文章|核心|关键|關鍵|主要|新闻)?(?:要点|要點|摘要|重点|重點|亮点|亮點|提要|看点)|(?:この記事の)?(?:ポイント|要約|概要|まとめ)|(?:핵심|주요|세 ?줄|기사)? ?(?:요약|포인트|내용|핵심)"
        + @"|sammanfattning|i korthet|kort (?:fortalt|sagt|om)|(?:de )?viktigaste punkterna|høydepunkter|hovedpunkter|yhteenveto|öne çıkanlar|özet(?:le)?|(?:hlavní|klíčové) body|stručně|ve zkratce|összefoglaló|röviden|σημεία κλειδιά|με μια ματιά|με λίγα λόγια)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Headings();

    [GeneratedRegex(
        @"(?<![a-zA-Z])(?:key-?_?(?:points?|takeaways?|facts|highlights?)|take-?aways?|tl-?dr|(?:article|story|post|news)-?_?(?:highlights?|summary|keypoints)|highlights?(?:-?_?(?:list|box|items|points))?|summary-?_?(?:list|bullets|points|box)|bullet-?points|at-?a-?glance|in-?brief|quick-?(?:read|take|facts|summary))(?![a-zA-Z])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    [GeneratedRegex(@"^\W*(?:tl ?; ?dr|tldr)\s*[:：–—-]\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Label();
}
