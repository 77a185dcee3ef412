using System.Text;
using AngleSharp.Html.Parser;
using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>The shape of the mails: sizes, subjects, and a text part that was written and not stripped.</summary>
[TestFixture]
internal sealed class MailTextTests
{
    private static readonly Templates Shipped = new(TemplateFolder.Shipped);

    [Test]
    public void Every_link_of_the_html_part_stands_alone_on_a_line_of_the_text_part_in_the_same_order()
    {
        var facts = Facts.From(new Samples().Mail());
        var html = new HtmlParser().ParseDocument(Shipped.Render("mail/standard.html", facts));
        var lines = Shipped.Render("mail/standard.txt", facts).Split('\n');
        var stories = html.QuerySelectorAll("h2 a, p > a.accent").Select(a => a.GetAttribute("href")).ToList();

        using (Assert.EnterMultipleScope())
        {
            foreach (var link in html.QuerySelectorAll("a").Select(a => a.GetAttribute("href")))
                Assert.That(lines, Has.Member(link));
            Assert.That(lines.Where(stories.Contains), Is.EqualTo(stories));
        }
    }

    [Test]
    public void Text_lines_are_72_wide_at_most_and_end_without_blanks([Values("mail/standard.txt", "mail/confirm.txt", "mail/operator.txt")] string name)
    {
        var lines = Shipped.Render(name, new Samples().For(name)).Split('\n');

        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines.Where(line => line.Length > 72), Is.Empty);
            Assert.That(lines.Where(line => line != "-- " && line.TrimEnd() != line), Is.Empty);
            Assert.That(string.Join('\n', lines), Does.Not.Contain("\n\n\n\n").And.Not.StartsWith("\n"));
        }
    }

    [TestCase(1, 0, "Separation plants run short of acid as a smelter pauses")]
    [TestCase(4, 3, "Separation plants run short of acid as a smelter pauses and 6 more")]
    [TestCase(0, 0, "The Daily Oxide, Tuesday, 24 November 2026")]
    public void The_subject_names_the_top_story_and_how_many_more(int stories, int more, string subject)
    {
        Assert.That(Shipped.Render("mail/subject.txt", Facts.From(new Samples().Mail(stories, more))), Is.EqualTo(subject));
    }

    [Test]
    public void A_long_title_makes_a_subject_of_150_characters_that_still_counts()
    {
        var subject = Shipped.Render("mail/subject.txt", Facts.From(new Samples(text => text + " " + string.Concat(Enumerable.Repeat("wörter 👩‍🔬 ", 60))).Mail()));

        Assert.That(new System.Globalization.StringInfo(subject).LengthInTextElements, Is.LessThanOrEqualTo(150));
        Assert.That(subject, Does.EndWith("… and 6 more"));
    }

    [Test]
    public void Twenty_stories_and_thirty_titles_stay_under_80_KB_and_the_style_under_16()
    {
        var html = Shipped.Render("mail/standard.html", Facts.From(new Samples().Mail(20, 30)));
        var style = new HtmlParser().ParseDocument(html).QuerySelector("style")!.TextContent;

        Assert.That((Encoding.UTF8.GetByteCount(html), style.Length), Is.LessThan((80_000, 16_000)));
    }

    [Test]
    public void The_confirm_letter_has_one_link_to_confirm_and_a_quiet_one_to_refuse()
    {
        var html = new HtmlParser().ParseDocument(Shipped.Render("mail/confirm.html", new Samples().For("mail/confirm.html")));

        Assert.That(html.QuerySelectorAll("a").Select(a => a.GetAttribute("href")),
            Is.EqualTo(new[] { "https://news.example/confirm/abcdefghij", "https://news.example/privacy", "https://news.example/never/abcdefghij" }));
    }

    [Test]
    public void Preheader_is_the_first_text_and_hidden()
    {
        var html = new HtmlParser().ParseDocument(Shipped.Render("mail/standard.html", new Samples().For("mail/standard.html")));
        var first = html.QuerySelector("body > div[lang][dir] > div")!;

        Assert.That(first.GetAttribute("style"), Does.Contain("display:none").And.Contain("max-height:0"));
        Assert.That(html.Body!.TextContent.Trim(), Does.StartWith("Acid is scarce"));
    }

    [TestCase("水水水水水水", 8, "水水水水\n水水")]
    [TestCase("水水水水，水", 8, "水水水\n水，水")]
    [TestCase("ab 水水cd 水水", 8, "ab 水水\ncd 水水")]
    [TestCase("aaaa bbbb cccc", 9, "aaaa bbbb\ncccc")]
    [TestCase("aaaaaaaaaaaa b", 8, "aaaaaaaaaaaa\nb")]
    [TestCase("𠀀𠀀", 2, "𠀀\n𠀀")]
    public void Lines_are_filled_with_or_without_spaces(string text, int width, string lines)
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render("{{ text | fold width '' }}", new { text, width }, "a.txt"), Is.EqualTo(lines));
    }
}
