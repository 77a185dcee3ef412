using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;

namespace Digest.Collecting.Pages;

/// <summary>What stands before an article in place of it, answered with 200 all the same: a test for humans, a sign-in, a consent form.</summary>
/// <param name="AsksIfHuman">The page says that it checks who is there.</param>
/// <param name="AsksForPassword">It has a sign-in form, or calls itself one.</param>
/// <param name="AsksForConsent">It calls itself a consent form, or has the form and speaks of nothing else.</param>
internal sealed partial record Walls(bool AsksIfHuman, bool AsksForPassword, bool AsksForConsent)
{
    // A wall has some lines of its own and no more; a page with more text than that has let us in.
    private const int MostText = 1500;
    private const int MostStatedText = 300;

    /// <summary>To be called while forms and notes are still in the page.</summary>
    public static Walls Look(IHtmlDocument document)
    {
        var names = $"{document.Title} \n {document.QuerySelector("h1")?.TextContent} \n {document.QuerySelector("h2")?.TextContent}";
        var text = document.Body is { } body ? PageParts.ShortText(body, MostText * 4) ?? "" : "";
        return new Walls(
            RobotTitle().IsMatch(document.Title ?? "") || Robot().IsMatch(text),
            names.Split('\n', StringSplitOptions.TrimEntries).Any(SignInTitle().IsMatch) || document.QuerySelector("input[type=password i]") is not null,
            names.Split('\n', StringSplitOptions.TrimEntries).Any(ConsentTitle().IsMatch) || IsAboutConsent(text, document));
    }

    /// <summary>Why this is no article, or null when it may be one.</summary>
    /// <param name="text">What was found as the article's text.</param>
    /// <param name="isStated">The page states that it has an article: then only a page with next to no text is a wall.</param>
    public string? Reason(string text, bool isStated) => text.Length > (isStated ? MostStatedText : AsksForConsent ? MostText * 4 : MostText) ? null
        : AsksIfHuman ? "a page that asks whether a human is there, not an article"
        : AsksForConsent ? "a consent page, not an article"
        : AsksForPassword ? "a sign-in page, not an article"
        : null;

    private static bool IsAboutConsent(string text, IHtmlDocument document) =>
        text.Length > 0 && ConsentWords().Count(text) * 120 > text.Length
        && document.QuerySelectorAll("button, input[type=submit i], a[role=button], form a").Any(static e => AcceptWords().IsMatch(e.GetAttribute("value") ?? e.TextContent));

    [GeneratedRegex(@"^\s*(?:just a moment|attention required|access denied|access to this page has been denied|are you (?:a )?(?:human|robot)|robot (?:check|or human)|human verification|security check|please wait|one moment,? please|verify(?:ing)? you are|captcha|ddos-guard|pardon our interruption|bot verification|einen moment|un momento|un instant|проверка браузера|请稍候|安全验证|人机验证)", RegexOptions.IgnoreCase)]
    private static partial Regex RobotTitle();

    [GeneratedRegex(@"verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a robot)|checking (?:if the site connection is secure|your browser)|enable javascript and cookies to continue|unusual (?:traffic|activity) from your|complete the security check|please (?:solve|complete) (?:the|this) captcha|you(?:'|’)ve been blocked|press (?:&|and) hold to confirm|are you a robot\?|i(?:'|’)m not a robot|needs to review the security of your connection|your request has been blocked|bestätigen sie, dass sie (?:ein mensch|kein roboter)|vérifiez que vous êtes (?:humain|un humain)|подтвердите, что вы не робот|確認您是真人|请完成(?:安全)?验证", RegexOptions.IgnoreCase)]
    private static partial Regex Robot();

    [GeneratedRegex(@"^(?:(?:please )?(?:log ?-?in|sign ?-?in|login required|log ?on|member login|subscriber login|sign in to \S.{0,40}|log in to \S.{0,40}|anmelden|einloggen|login|anmeldung|se connecter|connexion|identifiez-vous|iniciar sesión|inicia sesión|acceder|accedi|iniciar sessão|entrar|inloggen|zaloguj się|logowanie|logga in|log ind|logg inn|kirjaudu|вход|войти|авторизация|登录|登入|ログイン|로그인))(?:\s*[|–—:·-].*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex SignInTitle();

    [GeneratedRegex(@"^(?:before you continue\b.*|we value your privacy|your privacy(?: choices| matters.*| is important.*)?|cookie (?:consent|settings|preferences)|consent(?: required| form)?|manage (?:your )?(?:consent|privacy).*|privacy (?:settings|gate|wall|preferences)|bevor sie (?:fortfahren|zu .* weitergehen).*|wir (?:schätzen|respektieren) ihre privatsphäre|avant (?:de continuer|d['’]accéder).*|nous respectons votre vie privée|antes de continuar.*|valoramos tu privacidad|prima di continuare.*|voordat je verdergaat.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex ConsentTitle();

    [GeneratedRegex(@"\b(?:cookies?|consent|partners|privacy|personal data|legitimate interest|advertising|vendors?|einwilligung|datenschutz|cookies?|zustimm\w+|partnern?|consentement|partenaires|vie privée|consentimiento|privacidad|consenso|toestemming)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ConsentWords();

    [GeneratedRegex(@"^\s*(?:i )?(?:accept|agree|allow|reject|consent|ok|alle akzeptieren|akzeptieren|zustimmen|ablehnen|tout accepter|accepter|refuser|aceptar|rechazar|accetta|rifiuta|aceitar|accepteren|akceptuj)", RegexOptions.IgnoreCase)]
    private static partial Regex AcceptWords();
}
