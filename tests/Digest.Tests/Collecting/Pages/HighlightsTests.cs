namespace Digest.Tests.Collecting.Pages;

/// <summary>Where a page sums its article up, its points are taken and stand nowhere else.</summary>
[TestFixture]
internal sealed class HighlightsTests
{
    private const string One = "Two plants run at two thirds of their capacity";
    private const string Two = "Spot acid costs about a third more than in spring";
    private const string List = $"<ul><li>{One}</li><li><b>Spot acid</b> costs about a third more than in spring</li></ul>";

    private static IEnumerable<TestCaseData> Markups()
    {
        static TestCaseData Named(string name, string html) => new TestCaseData(html).SetArgDisplayNames(name);
        foreach (var heading in new[]
        {
            "Highlights", "Key Points:", "KEY TAKEAWAYS", "In brief", "At a glance", "TL;DR", "Story highlights", "What you need to know", "Das Wichtigste in Kürze", "Auf einen Blick",
            "L'essentiel", "Points clés", "Puntos clave", "In sintesi", "Pontos-chave", "Kernpunten", "Najważniejsze informacje", "Главное", "要点", "この記事のポイント", "핵심 요약",
        })
            yield return Named(heading, $"<h3>{heading}</h3>{List}");
        yield return Named("a bold paragraph", $"<p><strong>Key points</strong></p>{List}");
        yield return Named("a box", $"<div class=box><div class=head><h4>Highlights</h4></div><div class=inner>{List}</div></div>");
        yield return Named("an aside", $"<aside><h2>Key takeaways</h2>{List}</aside>");
        yield return Named("a box by its name alone", $"<div class='article-highlights'>{List}</div>");
        yield return Named("details", $"<details open><summary>Summary</summary>{List}</details>");
        yield return Named("a button between", $"<h3>Highlights</h3><button>Show</button>{List}");
        yield return Named("an ordered list", $"<h3>Highlights</h3><ol><li><p>{One}</p></li><li><p>{Two}</p></li></ol>");
        yield return Named("paragraphs with bullets", $"<h3>Highlights</h3><p>• {One}</p><p>• {Two}</p>");
        yield return Named("lines with bullets", $"<p><b>Highlights</b></p><p>– {One}<br>– {Two}</p>");
        yield return Named("after the text", $"{Reading.Body.Replace("Two", "2", StringComparison.Ordinal)}<h3>Key points</h3>{List}");
    }

    [TestCaseSource(nameof(Markups))]
    public void Points_are_found_in_many_markups_and_leave_the_text(string markup)
    {
        var article = Reading.Article("", markup);

        Assert.That(article.Highlights, Is.EqualTo([One, Two]));
        Assert.That(article.HasOwnHighlights, Is.True);
        Assert.That(article.Text, Does.Not.Contain(One).And.Not.Contain("Spot acid costs about a third more than in spring"));
        Assert.That(article.Text, Does.Contain("Contract customers are still served in full."));
    }

    [Test]
    public void A_labelled_paragraph_is_one_point() => Assert.That(
        Reading.Article("", "<p><b>TL;DR:</b> Two plants run slowly, because acid is late and dear.</p>").Highlights,
        Is.EqualTo(["Two plants run slowly, because acid is late and dear."]));

    [TestCase("<h3>Highlights</h3><ul><li><a href=/a>A story about magnets and motors</a></li><li><a href=/b>A story about ports and ships</a></li></ul>", TestName = "links to other articles")]
    [TestCase("<h3>Highlights</h3><p>A paragraph follows that is no list at all, and then there is one.</p><ul><li>Some point of something else</li></ul>", TestName = "a paragraph")]
    [TestCase("<h3>Highlights of the tour</h3><ul><li>The first place that was seen</li><li>The second one of them</li></ul>", TestName = "a heading that says more")]
    [TestCase("<h3>Summary</h3><ul><li>Yes</li><li>No</li></ul>", TestName = "a word each")]
    public void What_is_no_summary_is_not_taken_for_one(string markup) => Assert.That(Reading.Article("", markup).HasOwnHighlights, Is.False);

    [Test]
    public void Without_a_summary_sentences_of_the_text_are_chosen_and_never_made()
    {
        var article = Reading.Article("", "");

        Assert.That(article.HasOwnHighlights, Is.False);
        Assert.That(article.Highlights, Has.Count.EqualTo(3));
        Assert.That(article.Highlights[0], Does.StartWith("Two separation plants").And.EndWith("three buyers."));
        foreach (var sentence in article.Highlights) Assert.That(article.Text, Does.Contain(sentence));
        Assert.That(article.Highlights.Select(s => article.Text.IndexOf(s, StringComparison.Ordinal)), Is.Ordered);
    }
}
