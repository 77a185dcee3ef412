using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>Pages that list articles: the articles, in their order, each once, and nothing of the frame.</summary>
[TestFixture]
internal sealed class ListPageTests
{
    private static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "lists", name));

    private static IEnumerable<string> Titles(string name, string address, string? selector = null) =>
        ListPage.Find(Sample(name), new Uri(address), selector).Select(link => $"{new Uri(link.Url).PathAndQuery} {link.Title}");

    [Test]
    public void C22_A_front_page_gives_its_stories_and_leaves_menus_tags_authors_and_others_out() => Assert.That(
        Titles("front.html", "https://oxide.example/"),
        Is.EqualTo([
            "/2026/11/24/acid-shortage-slows-two-plants Acid shortage slows two separation plants",
            "/2026/11/24/magnet-makers-settle-early Magnet makers settle their contracts early",
            "/2026/11/23/dysprosium-goes-quiet?utm_source=front Dysprosium goes quiet",
            "/2026/11/23/port-clears-its-backlog Port clears its backlog of ore after nine days",
        ]));

    [Test]
    public void A_plain_index_of_a_blog_gives_its_posts_short_titles_too() => Assert.That(
        Titles("blog.html", "https://notes.example/notes/"),
        Is.EqualTo(["/notes/on-drying-racks On drying racks", "/notes/what-the-assay-did-not-say What the assay did not say",
            "/notes/a-week-at-the-leach-pads A week at the leach pads", "/notes/rust Rust"]));

    [Test]
    public void A_table_of_press_releases_gives_its_rows() => Assert.That(
        Titles("press.html", "https://werk.example/presse/"),
        Is.EqualTo(["/presse/detail.php?id=4711 Werk in Bitterfeld nimmt den Betrieb auf", "/presse/detail.php?id=4698 Zahlen zum dritten Quartal",
            "/presse/detail.php?id=4650 Neuer Vorstand für das Ressort Technik"]));

    [Test]
    public void Teasers_that_are_one_link_each_give_their_headlines() => Assert.That(
        Titles("teasers.html", "https://xitu.example/news/"),
        Is.EqualTo(["/news/10021.html 北方稀土发布十一月挂牌价格", "/news/10020.html 包头新材料创新中心正式揭牌", "/news/10019.html 出口许可审批速度加快"]));

    [TestCase("h3 a")]
    [TestCase(".card")]
    public void A_selector_of_links_or_of_blocks_decides_alone(string selector) => Assert.That(
        Titles("front.html", "https://oxide.example/", selector).Select(t => t.Split(' ')[0]),
        Is.EqualTo(["/2026/11/24/magnet-makers-settle-early", "/2026/11/23/dysprosium-goes-quiet?utm_source=front", "/2026/11/23/port-clears-its-backlog"]));

    [Test]
    public void A_broken_selector_is_told_from_a_good_one_and_finds_nothing()
    {
        Assert.That(ListPage.IsSelector("main > h2 a[href^='/news/']"), Is.True);
        Assert.That(ListPage.IsSelector("h2 >> ["), Is.False);
        Assert.That(Titles("front.html", "https://oxide.example/", "h2 >> ["), Is.Empty);
    }

    [Test]
    public void An_article_page_lists_nothing() => Assert.That(
        ListPage.Find("<nav><a href=/a>A</a><a href=/b>B</a></nav><h1>One story</h1><p>It tells of <a href='/glossary'>terms</a> and of a <a href='https://else.example/x'>source</a>.</p>", new Uri("https://oxide.example/one-story")),
        Is.Empty);

    [TestCase("<li><h2><a href=/news/a-story-of-some-length-#>A story of some length with number #</a></h2>")]
    [TestCase("<a href=#>")]
    [TestCase("<div><a href=/#-a-b-c-d>A headline that is long enough</a><time>1 May 2026</time>")]
    [MaxTime(4000)]
    public void T45_A_page_of_links_without_end_takes_no_time(string part)
    {
        var page = string.Concat(Enumerable.Range(0, 20_000).Select(i => part.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

        Assert.That(ListPage.Find(page, new Uri("https://oxide.example/")), Has.Count.LessThanOrEqualTo(ListPage.MostArticles));
    }
}
