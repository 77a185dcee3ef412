using Digest.Collecting.Cleaning;

namespace Digest.Tests.Collecting.Cleaning;

[TestFixture]
internal sealed class MarkupMendingTests
{
    [TestCase("<p>Itâ€™s <b>cafÃ©</b> time</p>", "<p>It’s <b>café</b> time</p>")]
    [TestCase("<p>dÃ©jÃ vu</p><p>Ã </p>", "<p>déjà vu</p><p>à</p>")]
    [TestCase("It&acirc;&euro;&trade;s caf&Atilde;&copy; &amp; &lt;tea&gt;", "It’s café &amp; &lt;tea&gt;")]
    [TestCase("It&#226;&#8364;&#8482;s &#x22;so&#x22;", "It’s &#x22;so&#x22;")]
    [TestCase("It&#226;&#128;&#153;s so", "It’s so")]
    [TestCase("<img title='cafÃ© dÃ©jÃ vu' src=\"/cafÃ©.png\" alt=\"Itâ€™s\">", "<img title='café déjà vu' src=\"/cafÃ©.png\" alt=\"It’s\">")]
    [TestCase("plain: itâ€™s 5 < 6 & so", "plain: it’s 5 < 6 & so")]
    public void Text_is_mended_and_markup_is_not(string html, string mended) => Assert.That(MarkupMending.Mend(html), Is.EqualTo(mended));

    [TestCase("<p>It’s caf&eacute;&nbsp;&mdash; d&eacute;j&agrave;</p>")]
    [TestCase("<a href=\"https://x.example/cafÃ©?q=Ã¼ber\">tea</a>")]
    [TestCase("<script>var s = 'cafÃ© dÃ©jÃ vu';</script>")]
    [TestCase("plain")]
    [TestCase("")]
    [TestCase("a\u0001<p>Itâ€™s</p>")]
    public void Sound_HTML_is_the_same_instance(string html) => Assert.That(MarkupMending.Mend(html), Is.SameAs(html));
}
