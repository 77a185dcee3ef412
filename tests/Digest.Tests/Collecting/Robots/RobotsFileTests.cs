using System.Diagnostics;
using System.Text;
using Digest.Collecting.Robots;

namespace Digest.Tests.Collecting.Robots;

/// <summary>What a robots.txt means to us (RFC 9309): who is meant, which rule counts, how paths are compared.</summary>
[TestFixture]
internal sealed class RobotsFileTests
{
    private static RobotsFile File(string text) => RobotsFile.Parse(Encoding.UTF8.GetBytes(text), "Digest");

    private static bool Allows(string text, string path) => File(text).Refusal(new Uri("https://news.example" + path)) is null;

    [TestCase("", true, TestName = "nothing")]
    [TestCase("<html><body>No such page: sorry</body></html>", true, TestName = "a page")]
    [TestCase("Disallow: /", true, TestName = "a rule of no group")]
    [TestCase("User-agent: *\nDisallow: /", false, TestName = "all")]
    [TestCase("user-AGENT : * # everybody\n disallow\t:\t/ # all", false, TestName = "case, blanks and comments")]
    [TestCase("User-agent: *\rDisallow: /\r", false, TestName = "old line ends")]
    [TestCase("User-agent: *\r\nDisallow: /\r\n", false, TestName = "usual line ends")]
    [TestCase("\uFEFFUser-agent: *\nDisallow: /", false, TestName = "a byte order mark")]
    [TestCase("User-agent: *\nDisallow:", true, TestName = "an empty rule")]
    [TestCase("User-agent: Other\nDisallow: /", true, TestName = "another crawler")]
    [TestCase("User-agent: DigestBot\nDisallow: /", true, TestName = "a longer name")]
    [TestCase("User-agent: digest\nDisallow: /", false, TestName = "our name in any case")]
    [TestCase("User-agent: Digest/2.0 (+https://x.example)\nDisallow: /", false, TestName = "our name with a version")]
    [TestCase("User-agent: *\nDisallow: /\n\nUser-agent: Digest\nDisallow: /private", true, TestName = "our own group alone counts")]
    [TestCase("User-agent: Digest\n\nUser-agent: *\nDisallow: /", false, TestName = "names that follow each other are one group")]
    [TestCase("User-agent: Digest\nUser-agent: Other\nDisallow: /", false, TestName = "the first of two names")]
    [TestCase("User-agent: Digest\nAllow: /x\nUser-agent: Other\nDisallow: /", true, TestName = "a name after a rule begins the next group")]
    [TestCase("User-agent: Digest\nSitemap: https://x.example/s.xml\nDisallow: /", false, TestName = "a line about sitemaps ends no group")]
    [TestCase("User-agent: *\nCrawl-delay: 10\n\nUser-agent: Other\nDisallow: /", true, TestName = "a group of a delay alone")]
    [TestCase("User-agent: Digest\nDisallow: /a\nUser-agent: *\nAllow: /\nUser-agent: DIGEST\nDisallow: /", false, TestName = "our groups are one")]
    public void C42_Groups_are_for_whom_they_name(string text, bool allows) => Assert.That(Allows(text, "/story"), Is.EqualTo(allows));

    [TestCase("/", "/fish", true)]
    [TestCase("/fish", "/fish.html", true)]
    [TestCase("/fish", "/Fish.asp", false)]
    [TestCase("/fish", "/catfish", false)]
    [TestCase("/fish/", "/fish", false)]
    [TestCase("fish", "/fish", false)]
    [TestCase("/fish*", "/fishheads/yummy.html", true)]
    [TestCase("/*.php", "/folder/filename.php?parameters", true)]
    [TestCase("/*.php$", "/filename.php", true)]
    [TestCase("/*.php$", "/filename.php?parameters", false)]
    [TestCase("/*.php$", "/filename.php5.php", true)]
    [TestCase("/fish*.php", "/fishheads/catfish.php?parameters", true)]
    [TestCase("*/print", "/a/print", true)]
    [TestCase("/a*b*c$", "/a-b-b-c", true)]
    [TestCase("/a*b*c$", "/a-c-b", false)]
    [TestCase("/ab*b$", "/ab", false)]
    [TestCase("/$", "/", true)]
    [TestCase("/$", "/a", false)]
    [TestCase("/*?", "/a?b=1", true)]
    [TestCase("/*?", "/a", false)]
    [TestCase("/a$b", "/a$bc", true)]
    [TestCase("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar", true)]
    [TestCase("/foo/bar/ツ", "/foo/bar/%E3%83%84", true)]
    [TestCase("/foo/bar/%E3%83%84", "/foo/bar/ツ", true)]
    [TestCase("/Å/à/x", "/Å/à/x", true)]
    [TestCase("/voilà", "/voilá", false)]
    [TestCase("/voilà", "/voilà-tout", true)]
    [TestCase("/%e3%83%84", "/%E3%83%84", true)]
    [TestCase("/foo/bar/%62%61%7A", "/foo/bar/baz", true)]
    [TestCase("/a%2Fb", "/a/b", false)]
    [TestCase("/a%2fb", "/a%2Fb", true)]
    [TestCase("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true)]
    [TestCase("/path/file-with-a-%2A.html", "/path/file-with-a-b.html", false)]
    [TestCase("/path/foo-%24", "/path/foo-$", true)]
    [TestCase("/path/foo-%24", "/path/foo-", false)]
    [TestCase("/a b", "/a%20b", true)]
    public void C42_A_path_matches_by_octets(string pattern, string path, bool matches) =>
        Assert.That(Allows($"User-agent: *\nDisallow: {pattern}", path), Is.EqualTo(!matches));

    [TestCase("Allow: /p\nDisallow: /", "/page", true)]
    [TestCase("Disallow: /\nAllow: /p", "/other", false)]
    [TestCase("Allow: /folder\nDisallow: /folder", "/folder/page", true)]
    [TestCase("Disallow: /folder\nAllow: /folder", "/folder/page", true)]
    [TestCase("Allow: /page\nDisallow: /*.htm", "/page.htm", false)]
    [TestCase("Allow: /$\nDisallow: /", "/", true)]
    [TestCase("Allow: /$\nDisallow: /", "/page.htm", false)]
    [TestCase("Disallow: /", "/robots.txt", true)]
    public void C42_The_longest_rule_counts_and_of_equals_the_one_that_allows(string rules, string path, bool allows) =>
        Assert.That(Allows("User-agent: *\n" + rules, path), Is.EqualTo(allows));

    [TestCase("User-agent: *\nCrawl-delay: 2.5", 2.5)]
    [TestCase("User-agent: *\nCrawl-delay: 2\nDisallow: /a\nCrawl-delay: 7", 7)]
    [TestCase("User-agent: *\nCrawl-delay: 99999999999", 86400)]
    [TestCase("User-agent: Digest\nAllow: /\n\nUser-agent: *\nCrawl-delay: 7", null)]
    [TestCase("User-agent: *\nCrawl-delay: -3", null)]
    [TestCase("User-agent: *\nCrawl-delay: soon", null)]
    public void C42_A_delay_is_read_in_seconds(string text, double? seconds) => Assert.That(File(text).CrawlDelay?.TotalSeconds, Is.EqualTo(seconds));

    [Test]
    public void C42_The_line_that_forbids_is_named() =>
        Assert.That(File("# us\r\n\r\nUser-agent: *\r\nDisallow: /b\r\nDisallow: /a\r\n").Refusal(new Uri("https://news.example/a/b"))?.Line, Is.EqualTo(5));

    [Test]
    public void C42_What_stands_after_500_KiB_is_not_read()
    {
        var filler = string.Concat(Enumerable.Repeat("# a comment\n", 1 + RobotsFile.MostBytes / 12));
        Assert.That(Allows("User-agent: *\nDisallow: /a\n" + filler + "Disallow: /b\n", "/a"), Is.False);
        Assert.That(Allows("User-agent: *\nDisallow: /a\n" + filler + "Disallow: /b\n", "/b"), Is.True);
    }

    [Test]
    public void C42_A_file_made_to_hurt_is_read_and_asked_in_no_time()
    {
        string[] files =
        [
            "User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat("*a", 250_000)),
            "User-agent: *\n" + string.Concat(Enumerable.Repeat("Disallow: /*a*b$\n", 30_000)),
            string.Concat(Enumerable.Repeat("User-agent: *\n", 40_000)),
            new string(':', 500_000),
        ];
        var page = "/" + new string('a', 4000);
        var watch = Stopwatch.StartNew();
        foreach (var file in files)
            Assert.That(Allows(file, page), Is.True);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }
}
