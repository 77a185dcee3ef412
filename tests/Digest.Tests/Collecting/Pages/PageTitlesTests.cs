namespace Digest.Tests.Collecting.Pages;

/// <summary>The headline out of a title that has the site's name, section and motto around it, by what the page shows.</summary>
[TestFixture]
internal sealed class PageTitlesTests
{
    private static string? TitleOf(string title, string heading) =>
        Reading.Article($"<!DOCTYPE html><html><head><meta charset=utf-8><meta property=og:title content=\"{title}\"></head><body><h1>The Ore Desk</h1>{heading}{Reading.Body}<h1>Contact us</h1></body></html>").Title;

    private static string? TitleWithOneHeading(string title) =>
        Reading.Article($"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><h1>Acid shortage slows two plants</h1>{Reading.Body}</body></html>").Title;

    [TestCase("The Ore Desk » Number two: acid", "<h2 class=posttitle><a href=/2>Number two: acid</a></h2>", "Number two: acid")]
    [TestCase("Acid shortage slows two plants : The Ore Desk | Oxides since 2005 | Year six", "<h3 class='entry-title'>Acid shortage slows two plants</h3>", "Acid shortage slows two plants")]
    [TestCase("The Ore Desk - Acid shortage slows two plants - Metals", "<span class=itemTitle><a href=/metals>Metals</a> : Acid shortage slows two plants</span>", "Acid shortage slows two plants")]
    [TestCase("Dear acid makers by Ada Ore", "<h2><a class='no-link title' href=/2>Dear acid makers</a></h2>", "Dear acid makers")]
    [TestCase("两家工厂因酸液短缺减产-矿业网", "<div class=h-title>两家工厂因酸液短缺减产</div><div class=share-title>两家工厂因酸液短缺减产-矿业网</div>", "两家工厂因酸液短缺减产")]
    public void What_the_page_calls_a_title_is_the_headline(string title, string heading, string expected) => Assert.That(TitleOf(title, heading), Is.EqualTo(expected));

    [TestCase("Contracts: what acid makers promise this winter", "<h2 class=section-title>Contracts</h2>")]
    [TestCase("The acid war: a winter of shortages", "<h2>The acid war</h2>")]
    [TestCase("The acid war: a winter", "<h2 class=title>The acid</h2>")]
    [TestCase("The acid war: a winter of shortages", "<h2>a winter of shortages</h2>")]
    [TestCase("The acid war: a winter of shortages", "<h1>The acid war</h1><p class=article-subtitle>a winter of shortages</p>")]
    public void A_section_or_a_heading_within_is_not(string title, string heading) => Assert.That(TitleOf(title, heading), Is.EqualTo(title));

    [TestCase("The Ore Desk - Blog - Acid shortage slows two plants")]
    [TestCase("Home")]
    [TestCase("oxide.example")]
    public void The_one_main_heading_is_the_headline_of_a_page_that_says_only_where_it_is(string title) =>
        Assert.That(TitleWithOneHeading(title), Is.EqualTo("Acid shortage slows two plants"));

    [Test]
    public void A_page_with_its_own_title_keeps_it() => Assert.That(TitleWithOneHeading("Two plants wait for acid"), Is.EqualTo("Two plants wait for acid"));
}
