using Digest.Collecting.Cleaning;

namespace Digest.Tests.Collecting.Cleaning;

[TestFixture]
internal sealed class WebAddressTests
{
    private static readonly Uri Base = new("https://mine.example/a/b.html?c=d");

    [TestCase("https://x.example/y?z=1&a=%C3%A9#f", "https://x.example/y?z=1&a=%C3%A9#f")]
    [TestCase("HTTPS://X.example/Y", "HTTPS://X.example/Y")]
    [TestCase(" https://x.example/a b ", "https://x.example/a%20b")]
    [TestCase("https://x.example/é", "https://x.example/%C3%A9")]
    [TestCase("https://user:pw@x.example/y", "https://x.example/y")]
    [TestCase("c.html", "https://mine.example/a/c.html")]
    [TestCase("../c", "https://mine.example/c")]
    [TestCase("/c", "https://mine.example/c")]
    [TestCase("//x.example/c", "https://x.example/c")]
    [TestCase("?page=2", "https://mine.example/a/b.html?page=2")]
    [TestCase("#top", "https://mine.example/a/b.html?c=d#top")]
    [TestCase("www.x.example/y", "http://www.x.example/y")]
    [TestCase("ht\ntps://x.example/\ty", "https://x.example/y")]
    public void T36_An_address_becomes_absolute(string written, string absolute) =>
        Assert.That(WebAddress.Absolute(written, Base), Is.EqualTo(absolute));

    [TestCase("javascript:alert(1)"), TestCase("JAVASCRIPT:alert(1)"), TestCase("java\tscript:alert(1)"), TestCase("\u0001javascript:alert(1)")]
    [TestCase("data:text/html,x"), TestCase("vbscript:x"), TestCase("file:///etc/passwd"), TestCase("ftp://x.example/"), TestCase("mailto:a@x.example")]
    [TestCase("urn:uuid:1"), TestCase("tag:x.example,2026:1"), TestCase("http:///nohost"), TestCase("https://"), TestCase(""), TestCase("  "), TestCase(null)]
    public void T36_What_is_no_web_address_is_nothing(string? written) => Assert.That(WebAddress.Absolute(written, Base), Is.Null);

    [Test]
    public void Without_a_base_relative_ones_are_nothing_and_overlong_ones_never_are()
    {
        Assert.That(WebAddress.Absolute("/c", null), Is.Null);
        Assert.That(WebAddress.Relative("/c"), Is.EqualTo("/c"));
        Assert.That(WebAddress.Relative("javascript:x"), Is.Null);
        Assert.That(WebAddress.Absolute("https://x.example/" + new string('a', 5000), null), Is.Null);
    }
}
