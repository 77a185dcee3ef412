using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Digest.Composing;
using Digest.Storage.Newsletters;
using Digest.Templating;
using Digest.Tests.Templating;

namespace Digest.Tests.Composing;

/// <summary>What a mail shows, in every theme and language.</summary>
[TestFixture]
internal sealed class ThemeTests
{
    private static readonly string[] Themes = ["standard", "brief", "full"];
    private static readonly string[] Languages = ["en", "de-AT", "ar-SA", "zh-TW", "ru"];

    private static IHtmlDocument Parse(RenderedMail mail) => new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(mail.Html);

    private static IEnumerable<EditionFacts> All() =>
        from theme in Themes from language in Languages select MailWorld.Nasty(MailWorld.Newsletter(language, theme));

    [Test]
    public void Each_mail_is_sound_whatever_strangers_write([ValueSource(nameof(Themes))] string theme, [ValueSource(nameof(Languages))] string language)
    {
        var mail = MailWorld.Render(MailWorld.Nasty(MailWorld.Newsletter(language, theme)));
        var page = Parse(mail);
        var inner = page.Body!.Children[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((page.DocumentElement.GetAttribute("lang"), page.DocumentElement.GetAttribute("dir")), Is.EqualTo((language, language == "ar-SA" ? "rtl" : "ltr")));
            Assert.That((inner.GetAttribute("lang"), inner.GetAttribute("dir")), Is.EqualTo((language, language == "ar-SA" ? "rtl" : "ltr")));
            Assert.That(page.QuerySelectorAll("h1"), Has.Count.EqualTo(1));
            Assert.That(page.QuerySelectorAll("h1, h2, h3, h4").Select(h => h.LocalName).Skip(1), Is.All.EqualTo("h2"));
            Assert.That(page.QuerySelectorAll("h2 a").Select(a => a.TextContent.Trim()), Is.All.Not.Empty, "a link needs words");
            Assert.That(page.QuerySelectorAll("h2 > a"), Has.Count.EqualTo(11));
            Assert.That(page.QuerySelectorAll("script, form, svg, link, iframe, b, i, img:not([alt]), [src^='data:']"), Is.Empty);
            Assert.That(page.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(g => g.Count() > 1), Is.Empty);
            Assert.That(page.QuerySelectorAll("a[href^='#']").Where(a => page.GetElementById(a.GetAttribute("href")![1..]) is null), Is.Empty, "contents lead to a story");
            Assert.That((mail.Html + mail.Text + mail.Subject).Any(c => c is '\u202e' or '\u2028'), Is.False);
            Assert.That(mail.Html, Does.Not.Contain("&amp;amp;amp;"));
            Assert.That(mail.Text.Split('\n').Where(line => line != "-- " && line.TrimEnd() != line), Is.Empty);
            Assert.That(page.QuerySelector("style")!.TextContent, Has.Length.LessThan(16_000));
        }
    }

    [Test]
    public void Both_parts_hold_the_same_links_in_the_same_order([ValueSource(nameof(All))] object edition)
    {
        var mail = MailWorld.Render((EditionFacts)edition);
        var html = Parse(mail).QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).Where(h => h[0] != '#').ToList();
        var lines = mail.Text.Split('\n').Where(line => line.Contains("://", StringComparison.Ordinal)).ToList();
        // The masthead's link to the pages stands at the end of a text.
        Assert.That(lines, Is.EqualTo(html.Skip(1).Append(html[0])));
        Assert.That(lines, Has.All.Match("^https://[^ ]+$"));
    }

    [Test]
    public void Each_edition_has_a_line_of_20_to_160_characters_for_the_inbox([ValueSource(nameof(Languages))] string language)
    {
        var newsletter = MailWorld.Newsletter(language);
        Story[] stories = [MailWorld.Story("T") with { Summary = "" }, MailWorld.Story("", 1), MailWorld.Story(new string('x', 500), 2), MailWorld.Story("字", 3) with { Summary = "字" }];
        EditionFacts[] editions = [.. stories.Select(s => MailWorld.Edition(newsletter, s)), MailWorld.Edition(newsletter, stories), MailWorld.Nasty(newsletter)];

        var lines = editions.Select(e => new StringInfo(Parse(MailWorld.Render(e)).Body!.QuerySelector("div > div")!.TextContent.Trim())).ToList();

        Assert.That(lines.Select(l => l.LengthInTextElements), Is.All.InRange(20, 160), string.Join('\n', lines.Select(l => l.String)));
    }

    [TestCase("en", "Tuesday, November 24, 2026", "2 h ago", "November 20")]
    [TestCase("de-AT", "Dienstag, 24. November 2026", "vor 2 Std.", "20. November")]
    [TestCase("ar-SA", "24 نوفمبر 2026", "قبل ساعتين", "20 نوفمبر")]
    [TestCase("zh", "2026年11月24日", "2 小时前", "11月20日")]
    [TestCase("th-TH", "2026", "2 h ago", "20")]
    [TestCase("fa-IR", "2026", "2 h ago", "20")]
    public void Dates_are_said_in_the_language_and_the_Gregorian_calendar(string language, string date, string ago, string corrected)
    {
        var mail = MailWorld.Render(MailWorld.Nasty(MailWorld.Newsletter(language)));
        Assert.That(mail.Text, Does.Contain(date).And.Contain(ago).And.Contain(corrected));
        Assert.That(mail.Html, Does.Contain(date).And.Contain(ago).And.Contain(corrected));
    }

    [TestCase("en", 1, "Title 0")]
    [TestCase("en", 2, "Title 0 and 1 more")]
    [TestCase("de", 3, "Title 0 und 2 weitere Meldungen")]
    [TestCase("ar", 2, "Title 0 وخبر آخر")]
    [TestCase("ar", 3, "Title 0 وخبران آخران")]
    [TestCase("ar", 4, "Title 0 و3 أخبار أخرى")]
    [TestCase("ar", 12, "Title 0 و11 خبرًا آخر")]
    [TestCase("zh", 5, "Title 0，另有 4 条新闻")]
    [TestCase("pl", 3, "Title 0 and 2 more")]
    public void The_subject_counts_in_the_language(string language, int stories, string subject)
    {
        Assert.That(MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter(language), MailWorld.Stories(stories))).Subject, Is.EqualTo(subject));
    }

    [Test]
    public void The_words_of_an_edition_may_be_in_another_language_than_the_newsletters()
    {
        var page = Parse(MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter("en"), MailWorld.Stories(2)) with { Language = "ar" }));
        Assert.That((page.DocumentElement.GetAttribute("lang"), page.DocumentElement.GetAttribute("dir")), Is.EqualTo(("ar", "rtl")));
        Assert.That(page.Body!.TextContent, Does.Contain("إلغاء الاشتراك"));
    }

    [Test]
    public void Topics_have_heads_only_when_there_are_several([ValueSource(nameof(Themes))] string theme)
    {
        var newsletter = MailWorld.Newsletter(theme: theme);
        var one = MailWorld.Stories(3).Select(s => s with { Topic = "Markets" }).ToList();
        var several = MailWorld.Stories(9).Select((s, i) => s with { Topic = i < 3 ? "Markets" : i < 6 ? "Mining" : "" }).ToList();

        var heads = Parse(MailWorld.Render(MailWorld.Edition(newsletter, several))).QuerySelectorAll("p[id^=topic]").Select(p => p.TextContent);

        Assert.That(Parse(MailWorld.Render(MailWorld.Edition(newsletter, one))).QuerySelectorAll("p[id^=topic]"), Is.Empty);
        Assert.That(heads, Is.EqualTo(new[] { "Markets", "Mining", "Other news" }));
        var text = MailWorld.Render(MailWorld.Edition(newsletter, several)).Text;
        Assert.That(text, Does.Contain("\nMarkets\n-------\n").And.Contain("\nMining\n------\n").And.Contain("\nOther news\n"));
    }

    [TestCase(7, 0)]
    [TestCase(8, 7)]
    public void A_long_edition_lists_its_contents(int stories, int entries)
    {
        var page = Parse(MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter(), MailWorld.Stories(stories))));
        Assert.That(page.QuerySelectorAll("a[href^='#story']"), Has.Count.EqualTo(entries));
    }

    [Test]
    public void Long_words_of_the_editor_stand_after_the_first_story([ValueSource(nameof(Themes))] string theme, [Values] bool isLong)
    {
        var edition = MailWorld.Edition(MailWorld.Newsletter(theme: theme), MailWorld.Stories(2)) with { Introduction = isLong ? new string('i', 300) : "iiii", Notice = "nnnn" };
        var mail = MailWorld.Render(edition);
        foreach (var part in new[] { Parse(mail).QuerySelector("h1")!.ParentElement!.TextContent, mail.Text })
        {
            var (title, intro, notice) = (part.IndexOf("Title 0", StringComparison.Ordinal), part.IndexOf("iiii", StringComparison.Ordinal), part.IndexOf("nnnn", StringComparison.Ordinal));
            Assert.That((notice < intro, title < notice), Is.EqualTo((true, isLong)));
        }
    }

    [Test]
    public void A_brand_is_seen_in_light_and_dark_and_its_logo_has_the_name()
    {
        var brand = new BrandOptions { Color = "#A1261B", Logo = "https://example.org/logo.png", Heading = "'Our Font', serif", Text = "Verdana, sans-serif", Direction = "rtl" };
        var mail = MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter(brand: brand), MailWorld.Stories(1)));
        var page = Parse(mail);
        var logo = page.QuerySelector("h1 img")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((logo.GetAttribute("src"), logo.GetAttribute("alt"), logo.GetAttribute("height")), Is.EqualTo((brand.Logo, "The Daily Oxide!", "40")));
            Assert.That(page.QuerySelector("h2 a")!.GetAttribute("style"), Does.Contain("color:#a1261b"));
            Assert.That(page.QuerySelector("h2")!.GetAttribute("style"), Does.Contain("font-family:'Our Font', serif"));
            Assert.That(page.QuerySelector(".page")!.GetAttribute("style"), Does.Contain("font-family:Verdana, sans-serif"));
            Assert.That(page.DocumentElement.GetAttribute("dir"), Is.EqualTo("rtl"));
            Assert.That(mail.Html, Does.Not.Contain("#0b57a4").And.Not.Contain("#8fbcff"));
        }
    }

    [Test]
    public void An_ordinary_edition_stays_under_80_kB([ValueSource(nameof(Themes))] string theme, [ValueSource(nameof(Languages))] string language)
    {
        var stories = MailWorld.Stories(12).Select(s => s with { Title = new string('\u6c34', 100), Summary = new string('\u6c34', 360), Image = "https://example.org/" + new string('x', 200) }).ToList();
        Assert.That(Encoding.UTF8.GetByteCount(MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter(language, theme), stories)).Html), Is.LessThan(80_000));
    }

    [Test]
    public void Only_full_shows_each_picture_wide_and_brief_shows_none()
    {
        var shown = Themes.Select(theme => Parse(MailWorld.Render(MailWorld.Edition(MailWorld.Newsletter(theme: theme), MailWorld.Stories(7)))).QuerySelectorAll("img").Select(i => i.GetAttribute("width")));
        Assert.That(shown, Is.EqualTo(new[] { new[] { "100%", "180", "180" }, [], ["100%", "100%", "100%"] }));
    }

    [TestCase("nope")]
    [TestCase("confirm")]
    [TestCase("frame")]
    public void A_theme_without_files_is_named_with_its_key(string theme)
    {
        Assert.That(() => MailWorld.Composer().CheckTheme(MailWorld.Newsletter(theme: theme)),
            Throws.TypeOf<TemplateFault>().With.Message.Contains($"mail/{theme}.html(1,1): the setting Theme of newsletter oxide is {theme}, and there is no such theme"));
    }

    [TestCase("mail/own.html", "{{ newsletter.name }}", "{{ reader.leave_url }}")]
    [TestCase("mail/own.txt", "{{ reader.leave_url }}", "{{ newsletter.name }}")]
    public void A_theme_of_ones_own_shows_the_way_to_leave_or_is_refused(string at, string html, string text)
    {
        using var folder = new TemplateFolder().With("mail/own.html", html).With("mail/own.txt", text);
        var templates = new Digest.Templating.Templates([new TemplateRoot(folder.Root, "own"), new TemplateRoot(TemplateFolder.Shipped)]);
        Assert.That(() => MailWorld.Composer(templates).Render(MailWorld.Edition(MailWorld.Newsletter(theme: "own"), MailWorld.Stories(1)), ReaderSlots.Sample),
            Throws.TypeOf<TemplateFault>().With.Message.EqualTo($"own/{at}(1,1): the mail shows no reader.leave_url, without which it may not be sent"));
    }
}
