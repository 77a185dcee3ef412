using System.Text.RegularExpressions;

namespace Digest.Collecting.Pages;

/// <summary>The words by which a reader sees that a heading or a line does not belong to the article. In the languages trade news is written in.</summary>
internal static partial class AroundWords
{
    /// <summary>A heading over teasers, comments, sign-up or share boxes.</summary>
    public static bool IsHeading(string text) => text.Length <= 80 && Headings().IsMatch(text.Trim(' ', ':', '.', '…', '!', '»', '>', '#', '*', '-', '–'));

    /// <summary>A heading over words about who wrote the article.</summary>
    public static bool IsAuthorHeading(string text) => text.Length <= 60 && AuthorHeadings().IsMatch(text);

    /// <summary>A line that no article has in it: buttons, adverts, credits, notes of the site's software.</summary>
    public static bool IsNoise(string line) => line.Length <= 240 && (Buttons().IsMatch(line) || Notes().IsMatch(line) || (line.Length <= 160 && Credits().IsMatch(line)));

    /// <summary>A line that sends the reader to another article.</summary>
    public static bool IsPointer(string line) => line.Length <= 240 && Pointers().IsMatch(line);

    /// <summary>The line without what is read out for links, such as "(opens in a new tab)".</summary>
    public static string WithoutLinkNotes(string line) => LinkNotes().Replace(line, "");

    [GeneratedRegex(
        @"^(?:related(?: (?:articles?|stories|story|news|posts?|content|reading|topics?|links|coverage|items))?|(?:recent|latest|trending|popular|top|featured|other|similar|more)(?: \S+){0,3} (?:news|posts?|articles?|stories|headlines|updates)"
        + @"|more (?:from|in|on|by|like this|stories|news|coverage|to explore|to read)\b.*|read (?:more|next|also|this next|on)|continue reading|up next|what to read next|next (?:article|post|story)|previous (?:article|post|story)"
        + @"|you (?:may|might|could) (?:also )?(?:like|enjoy|be interested in)|you(?:'|’)ll also like|recommended(?: (?:for you|reading|stories|articles))?|trending(?: now)?|most (?:read|popular|viewed|shared|commented)|editor(?:'|’)?s(?:'|’)? picks?|don(?:'|’)t miss|in case you missed it|also read|see also"
        + @"|(?:[0-9]+|no|one) (?:comments?|responses?|replies|thoughts?)\b.*|comments?(?: \([0-9]+\)| closed)?|leave a (?:reply|comment)\b.*|(?:submit|post|add|write) (?:a |your )?(?:comment|reply)|join the (?:discussion|conversation)|reader comments|discussion"
        + @"|share(?: (?:this|on|via|with|the)\b.*| article| story)?|follow us\b.*|stay (?:connected|in touch|informed|up to date)|subscribe\b.*|sign up\b.*|(?:our |daily |weekly |free )*newsletters?(?: sign-?up)?|get (?:\S+ ){1,8}(?:in|to) your (?:inbox|e-?mail)|(?:straight |right |delivered )?(?:in)?to your inbox|never miss an? \S+"
        + @"|tags?|filed under\b.*|categories|topics?|in this (?:category|section)|sponsored(?: (?:content|links|posts?))?|advertisements?|from our (?:partners|sponsors)|around the web|post navigation"
        + @"|(?:das könnte sie auch interessieren|mehr zum thema|mehr (?:aus|von|zu)\b.*|weitere (?:artikel|nachrichten|meldungen|themen)|auch interessant|ähnliche (?:artikel|beiträge)|lesen sie auch|zum thema|kommentare?|schreib(?:en sie)? einen kommentar|meistgelesen|teilen|schlagw(?:ort|orte|örter)|verwandte \S+)"
        + @"|(?:à lire aussi|lire aussi|sur le même (?:sujet|thème)|articles? (?:liés|similaires|récents|connexes)|commentaires?|laisser un commentaire|partager|les plus lus|voir aussi|vous aimerez aussi)"
        + @"|(?:noticias relacionadas|artículos relacionados|te puede interesar|también te puede interesar|lea también|leer también|lo más leído|comentarios?|deja (?:un|tu) comentario|compartir|más noticias)"
        + @"|(?:leia (?:também|mais)|notícias relacionadas|veja também|mais lidas|deixe um comentário|compartilhe|artigos relacionados)|(?:leggi anche|articoli correlati|potrebbe interessarti|commenti|lascia un commento|condividi|i più letti)"
        + @"|(?:lees ook|meer (?:nieuws|over|lezen)\b.*|gerelateerd\S*(?: \S+)?|reacties|plaats een reactie|delen)|(?:czytaj (?:także|również|też)|zobacz (?:także|też|również)|powiązane \S+|komentarze|dodaj komentarz)"
        + @"|(?:читайте также|похожие (?:статьи|новости)|по теме|комментарии|оставить комментарий|поделиться|другие новости)|(?:相关(?:文章|阅读|新闻|推荐)|推荐阅读|延伸阅读|相關(?:文章|新聞|閱讀)|评论|評論|関連(?:記事|ニュース)|あわせて読みたい|コメント|(?:관련|다른) ?기사(?: ?보기)?|댓글)"
        + @"|(?:תגובות|כתבות נוספות|עוד בנושא|קראו גם|אולי יעניין אותך)|(?:التعليقات|اقرأ أيض[اً]+|إقرأ أيض[اً]+|(?:مواضيع|أخبار|مقالات) ذات صلة|شارك(?: المقال)?|الأكثر قراءة))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Headings();

    [GeneratedRegex(@"^(?:about the authors?|about \p{Lu}\S+ \p{Lu}\S+|the authors?|author bio|written by|über (?:den autor|die autorin|den verfasser)|à propos de l['’]auteur|sobre (?:el|la|o|a) autora?|sull['’]autore|over de auteur|об авторе|关于作者|作者简介)[:.]?$", RegexOptions.IgnoreCase)]
    private static partial Regex AuthorHeadings();

    [GeneratedRegex(
        @"^(?:(?:story continues|article continues|continue reading)\b.{0,40}|advertis(?:e?ment|ing)|anzeige|publicité|publicidad|pubblicità|реклама|广告|ad|ads|sponsored|promoted|loading\W*|share|shares?|tweet|pin(?: it)?|like|print|e-?mail|whatsapp|telegram|facebook|twitter|linkedin|reddit|copy (?:link|url)|link copied\W*|save|bookmark"
        + @"|share (?:this|on|via)\b.{0,60}|click to (?:share|email|print|expand|enlarge|play)\b.{0,60}|tweet this|follow us\b.{0,60}|listen(?: to (?:this )?(?:article|story))?\W*(?:[0-9:]+ ?(?:min)?\w*)?|play video|watch video|view (?:gallery|comments|all)|show (?:comments|more)|load more|back to top|skip to (?:main )?content|top|menu|search|close"
        + @"|(?:estimated )?(?:reading time\W*)?[0-9]{1,3} ?-?min(?:ute)?s?(?:\.|\b)(?: read(?:ing time)?)?|opens in (?:a )?new (?:tab|window)|image|photo|video|gallery|credit|caption|by)\W*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Buttons();

    [GeneratedRegex(
        @"^(?:your e-?mail address will not be published|required fields are marked|save my name, e-?mail|(?:fantastic!? )?(?:thanks|thank you) for (?:subscribing|signing up)|you have successfully (?:joined|subscribed)|please enter (?:a|your) (?:valid )?e-?mail|(?:this|our) (?:site|website) uses (?:cookies|akismet)|we use cookies|by (?:continuing|using this site|clicking|subscribing|signing up)\b.*(?:cookies|privacy|terms|agree)"
        + @"|(?:sign up|subscribe|register)\b.{0,120}\b(?:newsletters?|inbox|e-?mails?|updates|alerts)\b|get (?:the|our|all)\b.{0,120}\b(?:newsletters?|inbox)\b|(?:you (?:must|need to) be logged in|log ?in|sign in) to (?:post|leave|write|comment|reply)|notify me of (?:new|follow)|this (?:article|story) (?:was originally|originally|first) (?:appeared|published) (?:on|in|at)\b.{0,100}$|all rights reserved|copyright ©|(?:责任编辑|責任編輯|责编)\s*[:：]|(?:本文|文章|稿件|新闻|消息)?来源\s*[:：]\s*\S{1,30}$|(?:特别|免责)声明\s*[:：]|저작권자 ?(?:©|\(c\))|(?:본 기사의 )?무단 ?전재.{0,20}금지|© ?(?:19|20)[0-9]{2}\b|wir verwenden cookies|nous utilisons des cookies|utilizamos cookies)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Notes();

    [GeneratedRegex(
        @"^\W*(?:(?:photo|image|picture|photograph|photography|illustration|graphic|video|foto|bild|abbildung|crédits?|crédit photo|imagen|immagine)s?(?: ?credits?| ?source| courtesy| by| von| de)?\s*(?:[:©/]|by |courtesy )\s*\S.{0,100}|(?:source|credit|quelle|courtesy|©)\s*(?:[:©] ?)?(?:getty|reuters|shutterstock|istock|afp|ap|bloomberg|unsplash|pexels|alamy|adobe|dpa|imago)\b.{0,60}|©.{1,60}|(?:getty images|reuters|shutterstock|afp|istock(?:photo)?|adobe stock|alamy)(?:\s?[/|].{0,40})?)\W*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Credits();

    [GeneratedRegex(
        @"^\W*(?:read (?:more|also|next|this)|also read|related(?: (?:article|story|news|reading))?|see also|more (?:on this|from|stories)|don(?:'|’)t miss|watch(?: also)?|recommended|lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lea también|leia também|leggi anche|lees ook|czytaj (?:też|także|również)|читайте также|相关阅读|関連記事)\s*(?:[:：>»|–—-]|\bhere\b).*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pointers();

    [GeneratedRegex(@"\s*\(\s*(?:(?:link )?opens? in (?:a )?new (?:tab|window)|external link|öffnet in (?:einem )?neuem? (?:tab|fenster)|s['’]ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)|se abre en (?:una )?(?:nueva )?(?:ventana|pestaña)(?: nueva)?)\s*\)|(?<=\w)\s*\bopens in (?:a )?new (?:tab|window)\b\.?", RegexOptions.IgnoreCase)]
    private static partial Regex LinkNotes();
}
