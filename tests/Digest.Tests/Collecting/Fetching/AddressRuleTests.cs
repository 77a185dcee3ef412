using Digest.Collecting.Fetching;

namespace Digest.Tests.Collecting.Fetching;

/// <summary>Whom Digest asks: T39 and T42 at save, at each hop, and again where the socket opens.</summary>
[TestFixture]
internal sealed class AddressRuleTests
{
    public static readonly string[] Private =
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0177.0.0.1", "0.0.0.0", "0", "127.255.255.254",
        "localhost", "localhost.", "LOCALHOST", "a.localhost", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255",
        "169.254.169.254", "0xa9.0xfe.0xa9.0xfe", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fe80::1%25lo]",
        "[febf::1]", "[fec0::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001::1]", "[100::1]", "[::7f00:1]",
        "127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1",
    ];

    [TestCaseSource(nameof(Private))]
    public void T39_A_private_address_in_any_spelling_is_refused_at_save(string host)
    {
        Assert.That(AddressRule.TryRead($"http://{host}/feed", AllowedHosts.None, out var address, out var refusal), Is.False);
        Assert.That(address, Is.Null);
        Assert.That(refusal, Does.Contain("Collecting:AllowedPrivateHosts").Or.Contain("not a web address").Or.Contain("no usable host"));
    }

    [TestCaseSource(nameof(Private))]
    public async Task T39_A_private_address_in_any_spelling_is_refused_when_fetched(string host)
    {
        if (!Uri.TryCreate($"http://{host}/feed", UriKind.Absolute, out var address)) return;
        using var fetcher = Fetching.Allowing("127.0.0.1:9", "elsewhere");

        var failed = await fetcher.GetAsync(new FetchRequest(address), CancellationToken.None) as FetchResult.Failed;
        Assert.That(failed?.Fault, Is.EqualTo(FetchFault.Private).Or.EqualTo(FetchFault.Address));
    }

    [TestCase("8.8.8.8"), TestCase("172.15.0.1"), TestCase("172.32.0.1"), TestCase("100.63.0.1"), TestCase("100.128.0.1"), TestCase("192.169.0.1"), TestCase("169.253.1.1"), TestCase("11.0.0.1")]
    [TestCase("[2606:4700::1]"), TestCase("[2002:808:808::1]"), TestCase("[::ffff:8.8.8.8]"), TestCase("news.example"), TestCase("localhost.example"), TestCase("münchen.example")]
    public void T39_A_public_address_may_be_asked(string host) =>
        Assert.That(AddressRule.Refusal(new Uri($"https://{host}/feed"), AllowedHosts.None), Is.Null);

    [TestCase("file:///etc/passwd"), TestCase("ftp://news.example/feed"), TestCase("gopher://news.example/"), TestCase("jar:http://news.example!/x"), TestCase("javascript:alert(1)")]
    [TestCase("data:text/xml,<rss/>"), TestCase("mailto:a@news.example"), TestCase("feed:file:///etc/passwd"), TestCase("http:///x"), TestCase("http://"), TestCase(""), TestCase("/etc/passwd")]
    [TestCase("http://news.example:22/"), TestCase("http://news.example:25/"), TestCase("http://news.example:6379/"), TestCase("https://news.example:9200/"), TestCase("http://news.example:0/")]
    public void T42_Other_schemes_and_ports_are_refused(string written)
    {
        Assert.That(AddressRule.TryRead(written, AllowedHosts.None, out _, out var refusal), Is.False);
        Assert.That(refusal, Is.Not.Empty);
    }

    [TestCase("news.example/feed", "https://news.example/feed"), TestCase(" https://news.example/feed ", "https://news.example/feed"), TestCase("feed://news.example/x", "https://news.example/x")]
    [TestCase("feed:https://news.example/x", "https://news.example/x"), TestCase("http://news.example:8080/x", "http://news.example:8080/x"), TestCase("news.example:8443/x", "https://news.example:8443/x")]
    [TestCase("HTTPS://News.example", "https://news.example/")]
    public void What_people_type_becomes_an_address(string written, string address)
    {
        Assert.That(AddressRule.TryRead(written, AllowedHosts.None, out var read, out var refusal), Is.True, refusal);
        Assert.That(read!.AbsoluteUri, Is.EqualTo(address));
    }

    [TestCase("127.0.0.1:5000", "http://127.0.0.1:5000/", true), TestCase("127.0.0.1:5000", "http://127.0.0.1:5001/", false), TestCase("127.0.0.1:5000", "http://127.0.0.2:5000/", false)]
    [TestCase("intranet", "http://intranet/", true), TestCase("localhost", "http://localhost/", true), TestCase("localhost", "http://localhost:8080/", true), TestCase("localhost", "http://localhost:5000/", false)]
    [TestCase("LocalHost.:5000", "http://localhost.:5000/", true), TestCase("27.0.0.1", "http://127.0.0.1/", false), TestCase("local.example", "http://x.local.example:9000/", false)]
    [TestCase("[::1]:5000", "http://[::1]:8080/", false), TestCase("::1", "http://[::1]:8080/", true), TestCase("[::1]:5000", "http://[::1:5000]/", false)]
    [TestCase("[::1]:5000", "http://[::1]:5000/", true), TestCase("127.0.0.1:5000", "http://2130706433:5000/", true), TestCase("127.0.0.1:5000", "http://user@127.0.0.1:5000/", true)]
    public void An_exception_holds_for_exactly_its_host_and_port(string allowed, string address, bool passes) =>
        Assert.That(AddressRule.Refusal(new Uri(address), new AllowedHosts([allowed])), passes ? Is.Null : Is.Not.Null);
}
