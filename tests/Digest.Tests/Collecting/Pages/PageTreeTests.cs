using AngleSharp.Dom;
using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>The tree that everything works on: as a browser would build it from what people write, and never larger than it may be.</summary>
[TestFixture]
internal sealed class PageTreeTests
{
    private static string Body(string html)
    {
        using var tree = PageTree.Of(html, Reading.Address);
        return tree.Document.Body!.InnerHtml;
    }

    private static string Repeated(string part, int times = 50_000) => string.Concat(Enumerable.Repeat(part, times));

    private static int Depth(INode node) => node.GetDescendants().Max(static inner => inner.GetAncestors().Count());

    [TestCase("<p>a<p>b<div>c</div>d", "<p>a</p><p>b</p><div>c</div>d")]
    [TestCase("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>")]
    [TestCase("<table><tr><td>a<td>b<tr><td>c</table>", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>")]
    [TestCase("<div><table><tr><td>a</div>b</td></tr></table>c</div>", "<div><table><tbody><tr><td>ab</td></tr></tbody></table>c</div>")]
    [TestCase("<b><div>a</b>b</div>c", "<b><div>ab</div>c</b>")]
    [TestCase("<a href=x>a<a href=y>b</a>", "<a href=\"x\">a</a><a href=\"y\">b</a>")]
    [TestCase("a<br/>b</br>c</p>d", "a<br>b<br>cd")]
    [TestCase("<style>x</style><script>y</script><noscript><p>z</p></noscript><svg><text>w</text></svg>a", "a")]
    [TestCase("<svg><path><p>a", "<p>a</p>")]
    [TestCase("a &lt; b &amp; c < d", "a &lt; b &amp; c &lt; d")]
    [TestCase("<p onclick=x class='a&quot;b' readability-score=7>a", "<p class=\"a&quot;b\">a</p>")]
    public void People_s_markup_becomes_the_tree_they_meant(string html, string body) => Assert.That(Body(html), Is.EqualTo(body));

    [Test]
    public void The_head_stays_the_head_and_the_base_counts()
    {
        using var tree = PageTree.Of("<head><title>A &amp; B</title><base href=/x/><base href=/y/><link rel=stylesheet href=a.css><link rel=canonical href=c></head><p>x", Reading.Address);

        Assert.That(tree.Document.Title, Is.EqualTo("A & B"));
        Assert.That(tree.Base.AbsoluteUri, Is.EqualTo("https://oxide.example/x/"));
        Assert.That(tree.Document.QuerySelectorAll("link").Select(l => l.GetAttribute("rel")), Is.EqualTo(["canonical"]));
    }

    [TestCase("<div>"), TestCase("<a><b>"), TestCase("<ul><li>"), TestCase("<b id=x><p>"), TestCase("<table><tr><td>"), TestCase("<i>x</i>"), TestCase("<svg><p>")]
    public void T45_The_tree_is_bounded_whatever_is_written(string part)
    {
        using var tree = PageTree.Of(Repeated(part), Reading.Address);

        Assert.That(tree.Document.All, Has.Length.LessThan(30_000));
        Assert.That(Depth(tree.Document), Is.LessThan(300));
    }

    [TestCase("<i>x</i>"), TestCase("<a href=x>y</a> "), TestCase("<p>x, y</p>"), TestCase("<ul><li>x</ul>"), TestCase("<section><div><p>x</p></div></section>")]
    public void T45_What_SmartReader_works_on_is_smaller_still(string part)
    {
        using var tree = PageTree.Of(Repeated(part), Reading.Address);
        TreeTrim.Apply(tree.Document);

        Assert.That(tree.Document.All, Has.Length.LessThan(10_050));
        Assert.That(tree.Document.All.Max(e => e.ChildNodes.Length), Is.LessThanOrEqualTo(1500));
    }

    [Test]
    public void A_long_article_of_many_marked_words_is_cut_nowhere()
    {
        using var tree = PageTree.Of(Repeated($"<section>{Repeated("<p>Some <i>marked</i> <b>words</b> and <span>others</span>.</p>", 40)}</section>", 80), Reading.Address);
        TreeTrim.Apply(tree.Document);

        Assert.That(tree.Document.QuerySelectorAll("p"), Has.Length.EqualTo(3200));
        Assert.That(tree.Document.Body!.TextContent, Does.EndWith("and others."));
    }
}
