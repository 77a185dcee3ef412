using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>Every template that is shipped, with friendly facts and with nasty ones.</summary>
[TestFixture]
internal sealed class ShippedTests
{
    private static readonly Templates Shipped = new(TemplateFolder.Shipped);

    private static string Nasty(string text) =>
        text + " <x-evil onevil=1>\" onevil=\"1' onevil='1 --> ]]> </style></title></textarea><script>evil()</script>{{ evil }} &amp; \u202eright\u202c \u05d0\u05d1 🎉\u2028\u2029\u0000\u0085\ud800 end";

    [Test]
    public void Every_file_that_is_shipped_is_tried()
    {
        var entries = Directory.EnumerateFiles(TemplateFolder.Shipped, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(TemplateFolder.Shipped, path).Replace('\\', '/'))
            .Where(name => !name.StartsWith("mail/parts/", StringComparison.Ordinal) && !name.StartsWith("i18n/", StringComparison.Ordinal))
            .Except(["README.md", "mail/frame.html", "pages/layout.html", "pages/style.css", "pages/form.html", "pages/guard.html", "pages/snippet.html", "pages/button.html", "pages/also.html"]);

        Assert.That(entries, Is.EquivalentTo(Samples.Names));
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Html))]
    public void Html_is_well_formed(string name)
    {
        var document = Parse(Shipped.Render(name, new Samples().For(name)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.QuerySelectorAll("h1"), Has.Count.EqualTo(1));
            Assert.That(document.Title, Is.Not.Empty);
            Assert.That(document.DocumentElement.GetAttribute("lang"), Is.EqualTo("en"));
            Assert.That(document.QuerySelectorAll("script, link, [onclick], style:not([nonce]):not(head style)"), Is.Empty);
            Assert.That(document.QuerySelectorAll("img:not([alt]), a:not([href]), input:not([type=hidden]):not([id]):not([type=radio])"), Is.Empty);
            Assert.That(document.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(g => g.Count() > 1), Is.Empty);
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Html))]
    public void T46_A_strangers_bytes_stay_bytes_in_html(string name)
    {
        var text = Shipped.Render(name, new Samples(Nasty, Nasty, "rtl", "ar").For(name));
        var document = Parse(text);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Not.Contain("<x-evil").IgnoreCase);
            Assert.That(text.Any(c => c is '\u202e' or '\u2028' or '\u2029' or '\0' or '\u0085'), Is.False);
            Assert.That(document.QuerySelectorAll("script, x-evil, [onevil]"), Is.Empty);
            Assert.That(document.DocumentElement.GetAttribute("dir"), Is.EqualTo("rtl"));
            Assert.That(text, Does.Not.Contain("&amp;amp;amp;"));
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Html))]
    public void T36_Links_that_run_are_not_written(string name)
    {
        var document = Parse(Shipped.Render(name, new Samples(links: _ => "java\tscript:alert(1)").For(name)));

        var links = document.QuerySelectorAll("[href], [src], [action]")
            .SelectMany(e => new[] { e.GetAttribute("href"), e.GetAttribute("src"), e.GetAttribute("action") }).OfType<string>();
        Assert.That(links, Has.None.Contains("script"));
    }

    [Test]
    public void T46_A_strangers_line_stays_one_line_in_text([Values("mail/standard.txt", "mail/subject.txt", "mail/confirm.subject.txt")] string name)
    {
        var text = Shipped.Render(name, new Samples(word => word + "\n-- \nLeave: https://evil.example/\r\u2028").For(name));

        Assert.That(text.Split('\n').Count(line => line == "-- "), Is.EqualTo(name.EndsWith("standard.txt", StringComparison.Ordinal) ? 1 : 0));
    }

    [Test]
    public void The_readers_slots_stand_as_given()
    {
        var facts = Facts.From(new Samples().Mail());
        var html = Parse(Shipped.Render("mail/standard.html", facts));
        var lines = Shipped.Render("mail/standard.txt", facts).Split('\n');

        using (Assert.EnterMultipleScope())
        {
            Assert.That(html.QuerySelectorAll($"a[href={Samples.LeaveSlot}]"), Has.Count.EqualTo(1));
            Assert.That(html.QuerySelectorAll($"a[href={Samples.PreferencesSlot}]"), Has.Count.EqualTo(1));
            Assert.That(html.Body!.TextContent, Does.Contain(Samples.AddressSlot).And.Contain(Samples.SinceSlot));
            Assert.That(lines, Has.One.EqualTo(Samples.LeaveSlot).And.One.EqualTo(Samples.PreferencesSlot));
            Assert.That(string.Concat(lines), Does.Contain(Samples.AddressSlot).And.Contain(Samples.SinceSlot));
        }
    }

    [Test]
    public void Without_a_preferences_page_there_is_no_link_to_one([Values("mail/standard.html", "mail/standard.txt")] string name)
    {
        var text = Shipped.Render(name, Facts.From(new Samples().Mail(preferences: "")));
        Assert.That(text, Does.Not.Contain("Preferences"));
    }

    private static IHtmlDocument Parse(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);
}
