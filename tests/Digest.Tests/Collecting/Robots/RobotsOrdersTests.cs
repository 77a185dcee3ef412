using Digest.Collecting.Fetching;
using Digest.Collecting.Robots;
using Digest.World;

namespace Digest.Tests.Collecting.Robots;

/// <summary>Which words of a page's headers mean that its text is not to be taken.</summary>
[TestFixture]
internal sealed class RobotsOrdersTests
{
    [TestCase(null, false)]
    [TestCase("", false)]
    [TestCase("all", false)]
    [TestCase("index, follow", false)]
    [TestCase("noindex", false)]
    [TestCase("noindex, nofollow, noarchive", false)]
    [TestCase("max-snippet:-1, max-image-preview:large", false)]
    [TestCase("max-snippet: 50", false)]
    [TestCase("unavailable_after: 25 Jun 2010 15:00:00 PST", false)]
    [TestCase("noimageai", false)]
    [TestCase("nosnippet", true)]
    [TestCase("NoSnippet", true)]
    [TestCase("noarchive, nosnippet", true)]
    [TestCase("none", true)]
    [TestCase("noai, noimageai", true)]
    [TestCase("max-snippet:0", true)]
    [TestCase("max-snippet: 0", true)]
    [TestCase("max-snippet=0", true)]
    [TestCase("unavailable_after: 25 Jun 2010 15:00:00 PST, nosnippet", true)]
    [TestCase("googlebot: nosnippet", false)]
    [TestCase("googlebot: noindex, nosnippet", false)]
    [TestCase("googlebot: noindex, digest: nosnippet", true)]
    [TestCase("digest: none", true)]
    [TestCase("*: none", true)]
    [TestCase("googlebot: nosnippet\nnoindex", false)]
    [TestCase("googlebot: noindex\nnosnippet", true)]
    public void C42_Only_orders_against_showing_words_forbid_text(string? lines, bool forbids) =>
        Assert.That(RobotsOrders.ForbidText(lines), Is.EqualTo(forbids));

    [Test]
    public async Task C42_A_fetch_carries_the_orders_of_a_page_one_header_a_line()
    {
        await using var page = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-Robots-Tag: googlebot: noindex\r\nX-Robots-Tag: nosnippet\r\n\r\nx");
        var fetched = (FetchResult.Fetched)await Fetching.Fetching.GetAsync(page.Url.AbsoluteUri, page.Host);
        Assert.That(fetched.Facts.RobotsTag, Is.EqualTo("googlebot: noindex\nnosnippet"));
        Assert.That(RobotsOrders.ForbidText(fetched.Facts.RobotsTag), Is.True);
        await using var silent = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
        Assert.That(((FetchResult.Fetched)await Fetching.Fetching.GetAsync(silent.Url.AbsoluteUri, silent.Host)).Facts.RobotsTag, Is.Null);
    }
}
