using System.Text;
using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>Title, names, time, picture, language and address from what a page says for machines.</summary>
[TestFixture]
internal sealed class StatedFactsTests
{
    private static PageArticle JsonLd(string json, string more = "") => Reading.Article($"<script type=\"application/ld+json\">{json}</script>{more}", "");

    [TestCase("""{"@context":"https://schema.org","@type":"NewsArticle","headline":"Acid is short","author":{"@type":"Person","name":"Markets Desk"},"datePublished":"2026-11-24T07:00:00+01:00","image":"/a.jpg","inLanguage":"en-GB"}""")]
    [TestCase("""{"@graph":[{"@type":"WebSite","name":"Oxide"},{"@type":["Article","NewsArticle"],"headline":"Acid is short","author":[{"@id":"#desk"}],"datePublished":"2026-11-24T06:00:00Z","image":{"@id":"#pic"},"inLanguage":"en"},{"@type":"Person","@id":"#desk","name":"Markets Desk","url":"/desk"},{"@type":"ImageObject","@id":"#pic","url":"https://oxide.example/a.jpg","width":9}]}""")]
    [TestCase("""[{"@type":"BreadcrumbList"},{"@type":"http://schema.org/BlogPosting","headline":"Acid is short","author":"By Markets Desk","datePublished":"2026-11-24 06:00:00","image":["a.jpg","b.jpg"],"inLanguage":{"@type":"Language","name":"en"}}]""")]
    [TestCase("""<![CDATA[{"@type":"ReportageNewsArticle","headline":"Acid is short","creator":[{"name":"Markets Desk"}],"datePublished":"Tue, 24 Nov 2026 06:00:00 GMT","image":[{"@type":"ImageObject","contentUrl":"/a.jpg"}],"inLanguage":"en",}]]>""")]
    public void JSON_LD_is_read_in_the_forms_publishers_write_it(string json)
    {
        var article = JsonLd(json);

        Assert.That(article.Title, Is.EqualTo("Acid is short"));
        Assert.That(article.Byline, Is.EqualTo("Markets Desk"));
        Assert.That(article.Published?.ToString(), Is.EqualTo("2026-11-24T06:00:00Z"));
        Assert.That(article.Image, Does.EndWith("/a.jpg").And.StartWith("https://oxide.example/"));
        Assert.That(article.Language, Is.EqualTo("en"));
    }

    [TestCase("{\"@type\":\"NewsArticle\",\"headline\":\"Acid\nis\tshort\"}", TestName = "raw line ends in a string")]
    [TestCase("{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Acid is short&quot;}", TestName = "escaped as HTML")]
    [TestCase("/* by a plugin */ {\"@type\":\"NewsArticle\",\"headline\":\"Acid is short\"};", TestName = "a comment before and a semicolon behind")]
    [TestCase("{\"@type\":\"NewsArticle\",\"headline\":\"Acid &amp; is short\"}", TestName = "references in a string")]
    public void JSON_LD_that_is_nearly_JSON_is_read(string json) => Assert.That(JsonLd(json).Title?.Replace("& ", "", StringComparison.Ordinal), Is.EqualTo("Acid is short"));

    [TestCase("{\"@type\":\"NewsArticle\",\"headline\":")]
    [TestCase("{\"@type\":{\"a\":[]},\"headline\":7}")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("{\"@type\":\"NewsArticle\",\"headline\":\"\\ud800\",\"author\":[null,{\"name\":{}}],\"datePublished\":[],\"image\":{\"url\":{\"url\":1}}}")]
    public void JSON_LD_that_says_nothing_leaves_the_rest_of_the_page(string json) =>
        Assert.That(JsonLd(json, "<meta property=og:title content='Acid is short'>").Title, Is.EqualTo("Acid is short"));

    [Test]
    public void An_article_about_the_page_wins_over_those_it_lists()
    {
        var article = JsonLd("""
            {"@graph":[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01"}]},
            {"@type":"NewsArticle","headline":"Elsewhere","url":"https://oxide.example/elsewhere"},{"@type":"NewsArticle","headline":"Acid is short","url":"http://www.oxide.example/news/acid-shortage/"}]}
            """);

        Assert.That(article.Title, Is.EqualTo("Acid is short"));
        Assert.That(article.Published, Is.Null);
    }

    [Test]
    public void Articles_in_lists_and_parts_come_after_the_article_itself() => Assert.That(
        JsonLd("""{"@graph":[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Another"}]},{"@type":"NewsArticle","headline":"Acid is short","hasPart":{"@type":"Article","headline":"A part"}}]}""").Title,
        Is.EqualTo("Acid is short"));

    [Test]
    public void A_headline_that_was_cut_for_search_engines_gives_way_to_the_whole_one() => Assert.That(
        JsonLd("""{"@type":"NewsArticle","headline":"Acid is short and…"}""", "<meta property=og:title content='Acid is short and dear'>").Title, Is.EqualTo("Acid is short and dear"));

    [Test]
    public void The_head_is_read_where_there_is_no_JSON_LD()
    {
        var article = Reading.Article(
            """
            <title>Acid is short - Oxide</title><meta property="og:title" content="Acid is short"><meta property="og:image" content="//cdn.example/a.jpg">
            <meta name=author content="Mine Watcher, Senior Editor"><meta property="article:published_time" content="2026-11-24T07:00:00-05:00">
            <meta http-equiv="content-language" content="de-AT"><link rel="canonical" href="/news/acid">
            """,
            "");

        Assert.That((article.Title, article.Byline, article.Published?.ToString()), Is.EqualTo(("Acid is short", "Mine Watcher", "2026-11-24T12:00:00Z")));
        Assert.That((article.Image, article.Language, article.Canonical), Is.EqualTo(("https://cdn.example/a.jpg", "de", "https://oxide.example/news/acid")));
    }

    [TestCase("<meta property='dc:creator x:author' content='Markets Desk'>", "")]
    [TestCase("", "<p>Text by <a rel=author href=/desk>Markets Desk</a></p>")]
    [TestCase("", "<div itemprop=author itemscope><a href=/desk><span itemprop=name>Markets Desk</span></a></div>")]
    [TestCase("", "<p class=byline>BY <b>Markets Desk</b> | 24 November 2026</p>")]
    [TestCase("", "<div><span>By Markets Desk</span></div>")]
    public void Names_are_found_in_fewer_words_as_well(string head, string before) => Assert.That(Reading.Article(head, before).Byline, Is.EqualTo("Markets Desk"));

    [TestCase("<meta itemprop=datePublished content=2026-11-24>", "", "2026-11-24")]
    [TestCase("", "<time datetime='2026-11-24T09:30+02:00'>this morning</time>", "2026-11-24T07:30:00Z")]
    [TestCase("", "<p class=post-meta>Published <span class=published>Nov 24, 2026</span> in Acids</p>", "2026-11-24")]
    [TestCase("", "<div class=date>24. November 2026, 09:30 Uhr</div>", "2026-11-24T09:30:00Z")]
    [TestCase("", "<span class=entry-date>24.11.2026</span>", "2026-11-24")]
    [TestCase("", "<span class=time>last week</span>", null)]
    [TestCase("<meta name=date content=yesterday>", "", null)]
    [TestCase("", "<aside><time datetime=2020-01-01></time></aside>", null)]
    public void A_time_is_what_the_page_states_or_nothing(string head, string before, string? published) =>
        Assert.That(Reading.Article(head, before).Published?.ToString(), Is.EqualTo(published));

    [TestCase("Acid is short | Oxide and Ore", "Oxide and Ore", "Acid is short")]
    [TestCase("Acid is short – Oxide and Ore", "Oxide And Ore", "Acid is short")]
    [TestCase("Oxide and Ore: Acid is short in all of the east", "Oxide and Ore", "Acid is short in all of the east")]
    [TestCase("Acid shortage slows two plants - Metals - Oxide", null, "Acid shortage slows two plants")]
    [TestCase("Acid is short - and so is time", "Oxide and Ore", "Acid is short - and so is time")]
    [TestCase("Acid: a short story", "Oxide and Ore", "Acid: a short story")]
    public void The_name_of_the_site_leaves_the_title_where_the_page_proves_it(string title, string? site, string expected) =>
        Assert.That(Reading.Article($"<meta property=og:title content=\"{title}\">{(site is null ? "" : $"<meta property=og:site_name content=\"{site}\">")}", "").Title, Is.EqualTo(expected));

    [Test]
    public void A_front_page_as_canonical_address_is_a_mistake() =>
        Assert.That(Reading.Article("<link rel=canonical href=https://oxide.example/>", "").Canonical, Is.Null);

    [TestCase("windows-1251", "Кислоты не хватает", null)]
    [TestCase("gb18030", "酸液短缺拖慢两家工厂", "text/html; charset=gb2312")]
    public void The_charset_is_what_the_header_or_the_page_says(string charset, string title, string? header)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var html = $"<html><head><meta http-equiv=content-type content='text/html; charset={charset}'><title>{title}</title></head><body><h1>{title}</h1>{Reading.Body}</body></html>";
        var read = PageReader.Read(Encoding.GetEncoding(charset).GetBytes(html), header, Reading.Address) as PageReading.Read;

        Assert.That(read?.Article.Title, Is.EqualTo(title));
    }

    [Test]
    public void A_page_that_a_script_would_draw_has_its_text_in_its_facts()
    {
        var lines = string.Join("\\n", Enumerable.Range(1, 8).Select(i => $"Paragraph {i} tells of acid & oxides at such a length that nobody takes it for a caption of some picture."));
        var article = Reading.Article($"<html><head><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Acid\",\"articleBody\":\"{lines}\"}}</script></head><body><div id=app>Loading</div></body></html>");

        Assert.That(article.Text.Split("\n\n"), Has.Length.EqualTo(8).And.ItemAt(0).StartsWith("Paragraph 1 tells of acid & oxides"));
    }
}
