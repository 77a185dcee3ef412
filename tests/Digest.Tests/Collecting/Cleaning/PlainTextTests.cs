using Digest.Collecting.Cleaning;

namespace Digest.Tests.Collecting.Cleaning;

[TestFixture]
internal sealed class PlainTextTests
{
    [TestCase("<p>One</p><p>Two</p>", "One Two")]
    [TestCase("One<br>two<br/>three", "One two three")]
    [TestCase("<b>O</b>re &amp; more", "Ore & more")]
    [TestCase("a<script>alert(1)</script>b<style>p{}</style>c", "abc")]
    [TestCase("<table><tr><td>1<td>2</table>", "1 2")]
    [TestCase("caf&eacute; &#8217; &#x20AC; &nosuch; &amp", "café ’ € &nosuch; &amp")]
    [TestCase("<p>  \n </p>", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Text_is_what_a_person_would_read(string? html, string? text) => Assert.That(PlainText.Of(html), Is.EqualTo(text));

    [TestCase("List<T> explained", "List<T> explained")]
    [TestCase("a < b & c", "a < b & c")]
    [TestCase("<b>Bold</b> claim", "Bold claim")]
    [TestCase("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim")]
    [TestCase("Use of &lt;b&gt; in headlines", "Use of <b> in headlines")]
    [TestCase("AT&amp;amp;T", "AT&T")]
    [TestCase("Tin &amp; Zinc &#8211; again", "Tin & Zinc – again")]
    [TestCase("?a=1&copy=2", "?a=1&copy=2")]
    [TestCase(" \t\r\n ", null)]
    public void A_title_is_right_whether_it_came_as_text_or_HTML_or_escaped_twice(string written, string? title) =>
        Assert.That(PlainText.Title(written), Is.EqualTo(title));

    [TestCase("short", 20, "short")]
    [TestCase("one two three four five", 14, "one two three…")]
    [TestCase("one two, three", 9, "one two…")]
    [TestCase("aaaaaaaaaaaaaaaaaaaa", 10, "aaaaaaaaa…")]
    [TestCase("😀😀😀😀😀😀", 6, "😀😀…")]
    public void An_excerpt_ends_at_a_word_and_never_in_a_character(string html, int longest, string excerpt)
    {
        Assert.That(PlainText.Excerpt(html, longest), Is.EqualTo(excerpt));
        Assert.That(excerpt, Has.Length.LessThanOrEqualTo(longest));
    }

    [TestCase("a\u0000b\u0007c\u007Fd", "abcd")]
    [TestCase("\u202Etxet\u2066", "txet")]
    [TestCase("\u0093Erz\u0094 \u0080", "“Erz” €")]
    [TestCase("می\u200Cخواهم", "می\u200Cخواهم")]
    [TestCase("10\u00A0000", "10\u00A0000")]
    [TestCase("a\u2028b\u2029c", "a b c")]
    public void A_line_holds_nothing_that_harms_and_all_that_languages_need(string written, string line) =>
        Assert.That(TextCleaning.Line(written), Is.EqualTo(line));

    // Attributes can't hold half a surrogate pair.
    [Test]
    public void A_line_holds_no_half_characters() => Assert.That(TextCleaning.Line("a\uD800b\uDC00c😀"), Is.EqualTo("abc😀"));

    [Test]
    public void A_long_line_is_cut_between_characters() => Assert.That(TextCleaning.Line("abc😀def", 4), Is.EqualTo("abc"));
}
