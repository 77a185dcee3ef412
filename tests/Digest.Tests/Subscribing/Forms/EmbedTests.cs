using System.Net;
using AngleSharp.Html.Parser;
using Digest.Subscribing.Forms;

namespace Digest.Tests.Subscribing.Forms;

/// <summary>What a publisher puts on a site of their own: the plain form and the script. The browser tests use both.</summary>
[OnBothDatabases]
internal sealed class EmbedTests
{
    private const string Nasty = "\"><script>evil()</script> {{ evil }} 'x'";

    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["BaseUrl"] = "https://newsletters.long-name-of-a-publisher.example/digest",
        ["Newsletters:0:Language"] = "ar",
        ["Newsletters:0:Form:Heading"] = Nasty,
        ["Newsletters:0:Form:Lead"] = Nasty,
        ["Newsletters:0:Form:Button"] = Nasty,
        ["Newsletters:0:Form:Consent"] = Nasty,
        ["Newsletters:1:Slug"] = "secret",
        ["Newsletters:1:Private"] = "true",
    });

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task The_script_is_small_and_kept_for_an_hour()
    {
        var answer = await site.Http.GetAsync("/embed/oxide.js");
        var body = await answer.Content.ReadAsByteArrayAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(body, Has.Length.LessThanOrEqualTo(2000));
            Assert.That(answer.Header("Content-Type"), Is.EqualTo("text/javascript; charset=utf-8"));
            Assert.That(answer.Header("Cache-Control"), Is.EqualTo("public, max-age=3600"));
            Assert.That(answer.Header("Access-Control-Allow-Origin"), Is.Null);
            Assert.That(System.Text.Encoding.UTF8.GetString(body), Does.Contain("\"https://newsletters.long-name-of-a-publisher.example/digest/subscribe\""));
        }
    }

    [Test]
    public async Task T10_A_script_of_a_newsletter_that_nobody_may_subscribe_to_is_not_there([Values("secret", "nowhere", "OXIDE")] string slug)
    {
        var answer = await site.Http.GetAsync($"/embed/{slug}.js");
        var nowhere = await site.Http.GetAsync("/nothing");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.FingerprintAsync(), Is.EqualTo(await nowhere.FingerprintAsync()));
    }

    [Test]
    public async Task The_form_for_other_sites_has_all_that_it_needs()
    {
        var page = new HtmlParser().ParseDocument(site.Get<FormSnippet>().Of(await site.NewsletterAsync()));
        var form = page.QuerySelector("form")!;
        var field = form.QuerySelector("input[type=email]")!;
        var trap = form.QuerySelector($"input[name={FieldNames.Trap}]")!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(form.GetAttribute("action"), Is.EqualTo("https://newsletters.long-name-of-a-publisher.example/digest/subscribe"));
            Assert.That((form.GetAttribute("method"), form.GetAttribute("lang"), form.GetAttribute("dir")), Is.EqualTo(("post", "ar", "rtl")));
            Assert.That(page.QuerySelector($"label[for={field.Id}]"), Is.Not.Null);
            Assert.That((field.GetAttribute("name"), field.GetAttribute("autocomplete"), field.HasAttribute("required")), Is.EqualTo(("email", "email", true)));
            Assert.That(page.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent, Is.EqualTo(Nasty));
            Assert.That(form.QuerySelector("button")!.TextContent, Is.EqualTo(Nasty));
            Assert.That(form.QuerySelector("input[name=newsletter]")!.GetAttribute("value"), Is.EqualTo("oxide"));
            Assert.That((trap.GetAttribute("tabindex"), trap.GetAttribute("autocomplete")), Is.EqualTo(("-1", "off")));
            Assert.That(trap.Closest("[aria-hidden=true]")!.GetAttribute("style"), Does.Not.Contain("display"));
            Assert.That(page.QuerySelectorAll("script").Select(s => s.GetAttribute("src")), Is.EqualTo(new[] { "https://newsletters.long-name-of-a-publisher.example/digest/embed/oxide.js" }));
        }
    }
}
