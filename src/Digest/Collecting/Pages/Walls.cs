using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;

namespace Digest.Collecting.Pages;

/// <summary>What stands before an article in place of it, answered with 200 all the same: a test for humans, a sign-in, a consent form.</summary>
/// <param name="CallsItself">What the page's title or headline says it is: the reason for refusing it; null when they say nothing of the kind.</param>
/// <param name="Asks">What the page asks for besides whatever else it holds; null when it asks for nothing.</param>
internal sealed partial record Walls(string? CallsItself, string? Asks)
{
    private const string ForHumans = "a page that asks whether a human is there, not an article";
    private const string SignIn = "a sign-in page, not an article";
    private const string Consent = "a consent page, not an article";

    // A wall has some lines of its own and no more; a page with more text than that has let us in. Sign-in forms and cookie
    // notes stand on pages of articles, too: where nothing but a form speaks for a wall, hardly any text speaks against it.
    private const int MostText = 1500;
    private const int MostTextBesideForm = 300;
    private const int LongestPage = 6000;

    /// <summary>To be called while forms and notes are still in the page.</summary>
    public static Walls Look(IHtmlDocument document)
    {
        var text = document.Body is { } body ? PageParts.ShortText(body, LongestPage) ?? "" : "";
        return new Walls(
            CallItself(document.Title) ?? CallItself((document.QuerySelector("h1") ?? document.QuerySelector("h2"))?.TextContent),
            Robot().IsMatch(text) ? ForHumans
            : document.QuerySelector("input[type=password i]") is not null ? SignIn
            : SpeaksOfConsent(text) && document.QuerySelectorAll("button, input[type=submit i], a").Any(static e => AcceptWords().IsMatch(e.GetAttribute("value") ?? e.TextContent)) ? Consent
            : null);
    }

    /// <summary>Why this is no article, or null when it may be one.</summary>
    /// <param name="text">What was found as the article's text.</param>
    /// <param name="isStated">The page states that it has an article: then only a page with next to no text is a wall.</param>
    public string? Reason(string text, bool isStated)
    {
        if (text.Length <= MostTextBesideForm || (text.Length <= LongestPage && !isStated && SpeaksOfConsent(text)))
            return CallsItself ?? Asks;
        return text.Length <= MostText && !isStated ? CallsItself : null;
    }

    private static string? CallItself(string? title)
    {
        var line = title?.Trim() ?? "";
        return RobotTitle().IsMatch(line) ? ForHumans : SignInTitle().IsMatch(line) ? SignIn : ConsentTitle().IsMatch(line) ? Consent : null;
    }

    private static bool SpeaksOfConsent(string text) => text.Length > 0 && ConsentWords().Count(text) * 120 > text.Length;

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
