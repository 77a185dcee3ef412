using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

/// <summary>Pages made to hurt their reader: each is read or refused within two seconds (threats T43, T45).</summary>
[TestFixture, NonParallelizable]
internal sealed class PageBombTests
{
    private const int Size = 1024 * 1024;

    // What each test waits for beside the page's own time: a busy machine.
    private static readonly TimeSpan Allowed = PageReader.Within + TimeSpan.FromSeconds(1);

    private static readonly string[] Parts =
    [
        "<div>", "<div>x", "<p>word word", "<a><b>", "<b id=#><p>", "<i><b></i>", "<font>x", "<table><tr><td>", "<table><tr><td>x</td></tr></table>", "<ul><li>", "<dl><dt>x<dd>", "x<br><br>", "<div>x</div>",
        "<a href=/#>Some words of a link</a> ", "<input>", "<meta property=og:title content=x#>", "<base href=/#>", "<h1>Title #", "<h3>Highlights</h3>", "<h2>Related</h2><ul><li><a href=#>x</a></ul>",
        "<p class=byline>By Markets Desk</p>", "<div class=comments>x", "<time>June 4, 2025</time>", "<svg><p>", "<select>", "<noscript>", "<!-- ", "<![CDATA[", "&", "&amp;", "<", "A. ", "1.2. ", "“", "By Markets Desk and ",
        "June 4, 2025 ", "</div>", "<img src=#.jpg>", "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"x\"}</script>", "<x-y>", "<article><p>some text, here</p></article>",
    ];

    private static IEnumerable<TestCaseData> Bombs()
    {
        foreach (var part in Parts)
            yield return new TestCaseData(Filled(part)).SetArgDisplayNames(part);
        yield return new TestCaseData($"<p title=\"{new string('z', Size)}\">x").SetArgDisplayNames("an attribute of 1 MB");
        yield return new TestCaseData($"<p {Filled("a#=1 ")}>x").SetArgDisplayNames("100,000 attributes");
        yield return new TestCaseData($"<script type=application/ld+json>{new string('[', Size)}</script><p>x</p>").SetArgDisplayNames("JSON-LD 1,000,000 deep");
        yield return new TestCaseData($"<script type=application/ld+json>{{\"@graph\":[{Filled("{\"@id\":\"#\"},")[..200_000]}{{}}]}}</script><p>x</p>").SetArgDisplayNames("JSON-LD of many nodes");
        yield return new TestCaseData(string.Concat(Enumerable.Repeat("<p>Beyond the limit.</p>", 200_000))).SetArgDisplayNames("4.6 MB");
    }

    private static string Filled(string part)
    {
        var page = new StringBuilder(Size);
        for (var i = 0; page.Length < Size; i++)
            page.Append(part.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return page.ToString();
    }

    [TestCaseSource(nameof(Bombs))]
    public void T43_T45_A_bomb_is_read_or_refused_in_time(string page)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        PageReader.Read("<p>warm up</p>"u8.ToArray(), null, Reading.Address);
        var watch = Stopwatch.StartNew();
        var reading = PageReader.Read(bytes, "text/html", Reading.Address);
        var took = watch.Elapsed;

        Assert.That(took, Is.LessThan(Allowed));
        if (reading is PageReading.Refused refused) Assert.That(refused.Reason, Is.Not.Empty.And.Not.Contain("\n"));
    }

    [Test]
    public void T42_Reading_a_page_asks_nobody_for_anything()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        var there = $"http://{canary.LocalEndpoint}/x";
        var article = Reading.Article(
            $"<base href={there}><link rel=stylesheet href={there}><link rel=canonical href={there}><script src={there}></script><meta property=og:image content={there}><meta http-equiv=refresh content='0;url={there}'>",
            $"<img src={there} srcset='{there} 2x'><iframe src={there}></iframe><object data={there}></object><video poster={there}></video><a href={there} ping={there}>A link</a>");

        Assert.That(article.Image, Is.EqualTo(there));
        Assert.That(canary.Pending(), Is.False);
    }

    [Test]
    public void Random_bytes_and_random_cuts_never_throw()
    {
        var sample = Encoding.UTF8.GetBytes($"<html><head><title>x</title><script type='application/ld+json'>{{\"@type\":\"Article\",\"author\":[{{\"name\":\"J\"}}]}}</script></head><body><h1>T</h1><h3>Highlights</h3><ul><li>One of the points of it</li></ul><table><tr><td>{Reading.Body}</table><a href='/x'>y</a></body></html>");
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var bytes = sample[..random.Next(sample.Length)];
            for (var j = random.Next(20); j > 0 && bytes.Length > 0; j--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.That(() => PageReader.Read(bytes, null, Reading.Address), Throws.Nothing);
            Assert.That(() => ListPage.Find(Encoding.Latin1.GetString(bytes), Reading.Address), Throws.Nothing);
        }
    }

    [Test]
    public void T34_Markup_in_any_field_is_text_and_nothing_that_runs_is_left()
    {
        const string evil = "<script>window.__xss=1</script><img src=x onerror=alert(1)>";
        var escaped = WebUtility.HtmlEncode(evil);
        var article = Reading.Article(
            $"<meta property=og:title content=\"Acid {escaped}\"><meta name=author content=\"{escaped}\"><meta property=og:image content=\"javascript:alert(1)\"><link rel=canonical href=\"javascript:alert(1)\">",
            $"<h3>Highlights</h3><ul><li>{escaped} is what this point says of itself</li></ul>{evil}<p onclick=alert(1)>A paragraph with <a href=\"javascript:alert(1)\">a link that runs</a> and some more words in it.</p>");

        Assert.That(article.Image, Is.Null.Or.StartsWith("https://"));
        Assert.That(article.Canonical, Is.Null);
        Assert.That(article.Html, Does.Not.Contain("<script").And.Not.Contain("onerror").And.Not.Contain("onclick").And.Not.Contain("javascript:"));
    }
}
