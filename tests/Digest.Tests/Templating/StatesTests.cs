using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Digest.Templating;
using Scriban.Runtime;

namespace Digest.Tests.Templating;

/// <summary>The pages in the states a reader or operator meets: nothing there yet, said twice, gone.</summary>
[TestFixture]
internal sealed class StatesTests
{
    private static readonly Templates Shipped = new(TemplateFolder.Shipped);
    private static readonly object[] None = [];

    [Test]
    public void Without_a_newsletter_the_landing_page_says_what_to_do_and_has_no_form()
    {
        var page = Render("pages/landing.html", ("newsletters", None));

        Assert.That(page.Body!.TextContent, Does.Contain("digest init").And.Contain("appsettings.json"));
        Assert.That(page.QuerySelectorAll("form"), Is.Empty);
    }

    [Test]
    public void With_one_newsletter_there_is_no_choice_and_one_labelled_field()
    {
        var page = Render("pages/landing.html", ("newsletters", new object[] { new { slug = "oxide", name = "a", description = "", chosen = true } }));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelectorAll("input[type=radio]"), Is.Empty);
            Assert.That(page.QuerySelectorAll("input:not([type=hidden]):not([aria-hidden] input)"), Has.Count.EqualTo(1));
            Assert.That(page.QuerySelector("label[for=email]"), Is.Not.Null);
            Assert.That(page.QuerySelector("input[name=newsletter]")!.GetAttribute("value"), Is.EqualTo("oxide"));
            Assert.That(page.QuerySelector("#email")!.GetAttribute("aria-describedby"), Is.EqualTo("email-error consent"));
        }
    }

    [TestCase("pages/confirm.html")]
    [TestCase("pages/leave.html")]
    public void One_question_one_button_one_post(string name)
    {
        var page = Render(name, ("weekly", ""), ("pause", ""));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelectorAll("button"), Has.Count.EqualTo(1));
            Assert.That(page.QuerySelector("form")!.GetAttribute("method"), Is.EqualTo("post"));
            Assert.That(page.QuerySelector("input[type=hidden]")!.GetAttribute("name"), Is.EqualTo("ticket"));
        }
    }

    [TestCase("confirmed", "Done")]
    [TestCase("already", "Already confirmed")]
    [TestCase("left", "This link was used before")]
    public void Confirming_again_says_what_is_so(string state, string heading)
    {
        Assert.That(Render("pages/confirmed.html", ("state", state)).QuerySelector("h1")!.TextContent, Is.EqualTo(heading));
    }

    [TestCase("pages/outbox.html", "mails", "No mail yet")]
    [TestCase("pages/archive.html", "newsletters", "No edition yet")]
    public void An_empty_list_says_what_will_be_there(string name, string list, string words)
    {
        Assert.That(Render(name, (list, None)).Body!.TextContent, Does.Contain(words));
    }

    [Test]
    public void T37_A_mail_of_the_outbox_is_framed_without_scripts_and_without_our_origin()
    {
        var frame = Render("pages/outbox_mail.html").QuerySelector("iframe")!;

        Assert.That((frame.GetAttribute("sandbox"), frame.GetAttribute("src")), Is.EqualTo(("", "/outbox/1/html")));
    }

    [TestCase("html", "iframe")]
    [TestCase("text", "pre[dir=auto]")]
    [TestCase("headers", "pre[dir=ltr]")]
    public void Each_view_of_a_mail_is_a_page(string view, string selector)
    {
        var mail = new { from = "a", to = "b", subject = "c", at = "d", view, html_url = "/1", narrow_url = "/5", dark_url = "/6", text_url = "/2", headers_url = "/3", frame_url = "/4", text = "", headers = "", links = None };
        var page = Render("pages/outbox_mail.html", ("mail", mail));

        Assert.That(page.QuerySelectorAll("iframe, pre"), Has.Count.EqualTo(1));
        Assert.That(page.QuerySelector(selector), Is.Not.Null);
        Assert.That(page.QuerySelectorAll("[aria-current=page]"), Has.Count.EqualTo(1));
    }

    [TestCase(true, false, "Welcome")]
    [TestCase(false, true, "test copy")]
    public void Welcome_and_test_copies_say_so_in_both_parts(bool welcome, bool test, string words)
    {
        var facts = Facts.From(new Samples().Mail(welcome: welcome, test: test));

        Assert.That(Shipped.Render("mail/standard.html", facts), Does.Contain(words));
        Assert.That(Shipped.Render("mail/standard.txt", facts), Does.Contain(words));
    }

    private static IHtmlDocument Render(string name, params (string Key, object Value)[] changes)
    {
        var facts = new ScriptObject();
        foreach (var (key, value) in new Samples().For(name))
            facts[key] = value;
        foreach (var (key, value) in Facts.From(changes.ToDictionary(c => c.Key, c => (object?)c.Value)))
            facts[key] = value;
        return new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(Shipped.Render(name, facts));
    }
}
