namespace Digest.Tests.Collecting.Pages;

/// <summary>What stands around an article does not get into its text; what only looks like it stays.</summary>
[TestFixture]
internal sealed class BoilerplateTests
{
    private static readonly string Clean = Reading.Article("", "").Text;

    private const string Teasers = "<ul><li><a href=/a>Magnet makers settle their contracts early</a></li><li><a href=/b>Port clears its backlog after nine days</a></li></ul>";

    [TestCase("<p>By Markets Desk</p>")]
    [TestCase("<p class=meta>By Markets Desk | 24 November 2026</p>")]
    [TestCase("<p>24 November 2026</p>")]
    [TestCase("<p>Advertisement</p>")]
    [TestCase("<p>3 min read</p>")]
    [TestCase("<div class=share-buttons><a href=#>Facebook</a> <a href=#>Copy link</a></div>")]
    [TestCase("<p>Share this article on LinkedIn</p>")]
    [TestCase("<figure><img src=/a.jpg><figcaption>Photo: Markets Desk / Getty Images</figcaption></figure>")]
    [TestCase("<div class=cookie-notice><p>We use cookies to make this site work as you expect it to.</p><button>Accept</button></div>")]
    [TestCase("<span class=screen-reader-text>Skip to content</span>")]
    [TestCase("<div style='display: none'><p>What nobody sees is nothing that anybody has to read in a mail.</p></div>")]
    public void Nothing_of_what_stands_before_the_text_is_in_it(string before) => Assert.That(Reading.Article("", before).Text, Is.EqualTo(Clean));

    [TestCase("<h4>Recent Oxide News</h4>" + Teasers)]
    [TestCase("<h3>Related articles</h3>" + Teasers)]
    [TestCase("<h2>You may also like</h2><div><div><a href=/a>Magnet makers settle early</a></div><div><a href=/b>Port clears backlog</a></div></div>")]
    [TestCase("<p><strong>Read more:</strong></p>" + Teasers)]
    [TestCase("<p>Read more: <a href=/a>Magnet makers settle their contracts early</a></p>")]
    [TestCase("<div class=related-posts>" + Teasers + "</div>")]
    [TestCase("<div class=author-box><h4>By Markets Desk</h4><p>This desk has watched the trade in metals for longer than most of the people who trade in them have been alive.</p></div>")]
    [TestCase("<h4>About the author</h4><p>Our columnist has watched the trade in metals for longer than most people.</p>")]
    [TestCase("<div id=comments><h3>2 Comments</h3><p>I have been saying so for years, and nobody ever listened to what I said.</p></div>")]
    [TestCase("<h3>Leave a reply</h3><form><p>Your email address will not be published. Required fields are marked *</p><textarea></textarea></form>")]
    [TestCase("<div class=newsletter><h2>Straight into your inbox</h2><p>Receive a daily update that helps you keep pace with the market.</p><form><input name=email></form></div>")]
    [TestCase("<p>Sign up for our newsletter and get the news into your inbox every day.</p>")]
    [TestCase("<h3>Lesen Sie auch</h3>" + Teasers)]
    [TestCase("<h3>Articles similaires</h3>" + Teasers)]
    [TestCase("<h3>Читайте также</h3>" + Teasers)]
    [TestCase("<h3>相关阅读</h3>" + Teasers)]
    [TestCase("<p>本文来源：矿业网</p><p>责任编辑：港口组</p>")]
    [TestCase("<h3>כתבות נוספות</h3>" + Teasers)]
    [TestCase("<h3>اقرأ أيضًا</h3>" + Teasers)]
    [TestCase("<p>저작권자 © 산업신문 무단전재 및 재배포 금지</p><p><strong>다른기사 보기</strong></p>" + Teasers)]
    public void Nothing_of_what_stands_behind_the_text_is_in_it(string after) => Assert.That(Reading.Article("", "", after).Text, Is.EqualTo(Clean));

    [Test]
    public void A_note_for_those_who_hear_the_page_is_not_read_by_those_who_see_it() => Assert.That(
        Reading.Article("", "<p>The plant <a href=https://plant.example>said <span>(opens in a new tab)</span></a> that nothing of the kind had been reported to anybody there.</p>").Text,
        Does.StartWith("The plant said that nothing"));

    [TestCase("<p>By the end of the year both plants will have their acid again, if the line holds.</p>")]
    [TestCase("<h2>Discussion</h2><p>What the plants can do without acid is a matter that has been discussed for as long as there have been plants, and it has been settled by nobody.</p>")]
    [TestCase("<p>Perhaps it rains.</p>")]
    [TestCase("<p>무단 전재를 막는 법안이 화요일 국회를 통과했다.</p>")]
    [TestCase("<p>A <strong>related</strong> story is told of a plant in the west, where the acid never came at all.</p>")]
    [TestCase("<div class=promo-content><p>Perhaps the answer will decide who has oxides in the coming year, and who has to buy them dear from others.</p></div><p>Nobody knows.</p>", "Nobody knows.")]
    public void What_only_looks_like_it_stays(string after, string? expected = null)
    {
        var words = expected ?? after[(after.LastIndexOf("<p>", StringComparison.Ordinal) + 3)..].Replace("</p>", "", StringComparison.Ordinal).Replace("<strong>", "", StringComparison.Ordinal).Replace("</strong>", "", StringComparison.Ordinal);

        Assert.That(Reading.Article("", "", after).Text, Does.StartWith(Clean).And.EndWith(words));
    }

    [Test]
    public void A_text_whose_box_has_a_bad_name_is_still_the_text() => Assert.That(
        Reading.Article($"<html><body><h1>Acid</h1><div class='related comments sidebar'>{Reading.Body}</div></body></html>").Text, Is.EqualTo(Clean));

    [Test]
    public void A_link_that_skips_to_the_text_goes_and_the_text_stays() => Assert.That(
        Reading.Article($"<html><body><ul><li><a class=skip-link href=#skiplink-content>Skip to content</a></li></ul><h1>Acid</h1><div id=skiplink-content>{Reading.Body}</div></body></html>").Text, Is.EqualTo(Clean));

    [Test]
    public void A_byline_under_the_headline_does_not_take_the_article_with_it() => Assert.That(
        Reading.Article($"<html><body><div id=content><h1>Acid</h1><h2>BY <a rel=author href=/desk>Markets Desk</a></h2><div class=body>{Reading.Body}</div></div></body></html>").Text, Is.EqualTo(Clean));

    [Test]
    public void Paragraphs_items_and_headings_stand_each_on_its_own() => Assert.That(
        Reading.Article("", "", "<h2>What follows</h2><ul><li>Contracts are <b>kept</b>, says one of the two plants</li><li>Spot sales wait until the line runs again</li></ul><p>One<br>two, and three: that is all there is to be said about it.</p>").Text,
        Does.EndWith("What follows\n\nContracts are kept, says one of the two plants\n\nSpot sales wait until the line runs again\n\nOne two, and three: that is all there is to be said about it."));
}
