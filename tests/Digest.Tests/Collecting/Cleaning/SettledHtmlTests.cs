using Digest.Collecting.Cleaning;
using Digest.Collecting.Reading;
using Digest.World;

namespace Digest.Tests.Collecting.Cleaning;

/// <summary>Where the sanitiser is left out it would have changed nothing: on made-up HTML, attacks and real feeds.</summary>
[TestFixture]
internal sealed class SettledHtmlTests
{
    private static readonly string[] Pieces =
    [
        "<p>", "</p>", "<a href=\"https://a.example/?x=1&amp;y=2\">", "<a>", "</a>", "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<span>", "</span>", "<div>", "</div>", "<ul>", "</ul>", "<li>", "</li>",
        "<h2>", "</h2>", "<h3>", "</h3>", "<pre>", "</pre>", "<blockquote cite=\"http://a.example/\">", "</blockquote>", "<br>", "<hr>", "<wbr>", "<figure>", "</figure>", "<table>", "<td>", "</table>", "<dl>", "<dd>", "</dl>",
        "<img src=\"https://a.example/b.png\" alt=\"x\">", "<img alt=\"a &amp;{b}\">", "<img alt=\"&lt;b&gt; &quot;\" alt=\"2\">", "words", " ", "\n", "&amp;", "&lt;", "&gt;", "&nbsp;", "&quot;", "&copy", "&#8217;", ">", "\u00A0", "\r\n", "’",
        "<script>", "<svg>", "<style>", "</body>", "<p title=\"&quot;\" lang=\"en\">", "<a href=\"javascript:x\">", "<a href=\"https://a.example/ü\">", "<p onclick=\"x\">", "<P>", "<!-- -->", "<p/>", "<template>", "<select>",
    ];

    [Test]
    public void What_is_settled_comes_out_of_the_sanitiser_as_it_went_in()
    {
        var chance = new Random(20261126);
        var settled = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var made = string.Concat(Enumerable.Range(0, chance.Next(1, 9)).Select(_ => Pieces[chance.Next(Pieces.Length)]));
            // As it is made, and as flattening leaves it, which closes what is open.
            foreach (var html in new[] { made, Flattening.Of(made, null, 1000) })
                if (SettledHtml.Is(html))
                {
                    settled++;
                    Assert.That(Sanitiser.Guarded(html), Is.EqualTo(html));
                }
        }
        Assert.That(settled, Is.GreaterThan(2_000));
    }

    [TestCase("words", true)]
    [TestCase("<p>One <b>bold</b> <a href=\"https://a.example/?x=1&amp;y=2\">word</a><br>two</p><ul><li>x</li></ul>", true)]
    [TestCase("<p>One<p>two</p></p>", false)]
    [TestCase("<p><div>x</div></p>", false)]
    [TestCase("<p><b><ul></ul></b></p>", false)]
    [TestCase("<li>x</li>", false)]
    [TestCase("<a><b><a>x</a></b></a>", false)]
    [TestCase("<h2><h3>x</h3></h2>", false)]
    [TestCase("<pre>\nx</pre>", false)]
    [TestCase("<b><i>x</b></i>", false)]
    [TestCase("<p>open", false)]
    [TestCase("<td>x</td>", false)]
    [TestCase("<script>x</script>", false)]
    [TestCase("<p onclick=\"x\">y</p>", false)]
    [TestCase("<p title=\"a\" title=\"b\">y</p>", false)]
    [TestCase("<a href=\"javascript:x\">y</a>", false)]
    [TestCase("<a href=\"https://a.example/ b\">y</a>", false)]
    [TestCase("<p title=\"&amp;{x}\">y</p>", false)]
    [TestCase("a & b", false)]
    [TestCase("a > b", false)]
    [TestCase("a&copy", false)]
    [TestCase("a\uFFFFb", false)]
    [TestCase("<img src=\"http://\">", false)]
    [TestCase("<img src=\"https://[::1\">", false)]
    public void Only_the_plainest_HTML_is_settled(string html, bool isSettled)
    {
        Assert.That(SettledHtml.Is(html), Is.EqualTo(isSettled));
        if (isSettled) Assert.That(Sanitiser.Guarded(html), Is.EqualTo(html));
    }

    [TestCase("a&#65535;b")]
    [TestCase("<b>&#xFFFF;</b>")]
    public void What_the_parser_takes_for_no_character_goes_through_the_sanitiser(string html) =>
        Assert.That(SettledHtml.Is(Flattening.Of(html, null, 1000)), Is.False);

    [Test]
    public void An_address_that_grew_too_long_goes_through_the_sanitiser()
    {
        var flat = Flattening.Of($"<img src=\"https://a.example/{new string('ü', 2000)}\">", null, 10_000);

        Assert.That((SettledHtml.Is(flat), Sanitiser.Guarded(flat)), Is.EqualTo((false, "<img>")));
    }

    [Test]
    [Category("Corpus")]
    public void In_real_feeds_both_ways_give_the_same()
    {
        var settled = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "feeds", "files")))
            if (FeedReader.Read(File.ReadAllBytes(file), null, null) is FeedReading.Read read)
                foreach (var html in read.Feed.Items.Select(i => i.Html).OfType<string>())
                    if (SettledHtml.Is(html))
                    {
                        settled++;
                        Assert.That(Sanitiser.Guarded(html), Is.EqualTo(html));
                    }
        Assert.That(settled, Is.GreaterThan(300));
    }
}
