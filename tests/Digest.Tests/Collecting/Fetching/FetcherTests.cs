using System.Globalization;
using Digest.Collecting.Fetching;
using Digest.World;

namespace Digest.Tests.Collecting.Fetching;

[TestFixture]
internal sealed class FetcherTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 7, 0, 0, TimeSpan.Zero);

    private FeedServer site = null!;

    [SetUp]
    public async Task Start() => site = await FeedServer.StartAsync();

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    private async Task<FetchResult> GetAsync(FetchRequest request)
    {
        using var fetcher = new Fetcher(
            Fetching.Options(new Uri(site.Origin).Authority), Fetching.NoDns, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now), "https://digest.example");
        return await fetcher.GetAsync(request, CancellationToken.None);
    }

    private Task<FetchResult> GetAsync(string path) => GetAsync(new FetchRequest(new Uri(site.Url(path))));

    private void Answer(int status, params (string Name, string Value)[] headers) => site.Set("/feed", new FeedPage
    {
        Body = "<rss/>"u8.ToArray(),
        Status = status,
        ContentType = "text/xml",
        Headers = headers.ToDictionary(h => h.Name, h => h.Value),
    });

    [TestCase("W/\"a-b\"", "Tue, 24 Nov 2026 07:00:00 GMT"), TestCase("\"x,y;z\"", "tue, 24 nov 2026 7:0:0 gmt"), TestCase("no-quotes-gzip", "1700000000"), TestCase("\"\"", "-1")]
    public async Task Validators_go_back_byte_for_byte(string etag, string modified)
    {
        Answer(200, ("ETag", etag), ("Last-Modified", modified));
        var facts = ((FetchResult.Fetched)await GetAsync("/feed")).Facts;
        await GetAsync(new FetchRequest(new Uri(site.Url("/feed")), facts.ETag, facts.LastModified));

        Assert.That((facts.ETag, facts.LastModified), Is.EqualTo((etag, modified)));
        Assert.That(site.Requests[0].Headers, Does.Not.ContainKey("If-None-Match").And.Not.ContainKey("If-Modified-Since"));
        Assert.That(site.Requests[1].Headers["If-None-Match"], Is.EqualTo(etag));
        Assert.That(site.Requests[1].Headers["If-Modified-Since"], Is.EqualTo(modified));
    }

    [Test]
    public async Task Not_modified_brings_its_new_validators()
    {
        Answer(304, ("ETag", "\"new\""), ("Cache-Control", "public, max-age=1800"));
        var same = await GetAsync(new FetchRequest(new Uri(site.Url("/feed")), "\"old\"")) as FetchResult.NotModified;
        var unasked = await GetAsync("/feed");

        Assert.That(same?.Facts, Is.EqualTo(new ResponseFacts("\"new\"", null, TimeSpan.FromMinutes(30), null)));
        Assert.That(unasked, Is.EqualTo(new FetchResult.Failed(FetchFault.Status, "answered 304", 304, Address: new Uri(site.Url("/feed")))));
    }

    [Test]
    public async Task A_request_says_who_asks_and_follows_redirects_with_its_validators()
    {
        site.Set("/old", FeedPage.Redirect("/feed", 301));
        Answer(200);
        await GetAsync(new FetchRequest(new Uri(site.Url("/old")), "\"e\""));

        Assert.That(site.Requests.Select(r => r.Headers["If-None-Match"]), Is.All.EqualTo("\"e\""));
        Assert.That(site.Requests[1].Headers["User-Agent"], Does.Match(@"^Digest/\d+\.\d+\.\d+ \(\+https://digest\.example\)$"));
        Assert.That(site.Requests[1].Headers["Accept"], Does.Contain("application/rss+xml").And.Contain("application/feed+json"));
        Assert.That(site.Requests[1].Headers["Accept-Encoding"], Is.EqualTo("gzip, deflate, br"));
        Assert.That(site.Requests[1].Headers, Does.Not.ContainKey("Cookie").And.Not.ContainKey("traceparent"));
    }

    [TestCase(204), TestCase(400), TestCase(401), TestCase(403), TestCase(404), TestCase(410), TestCase(429), TestCase(500), TestCase(503), TestCase(300)]
    public async Task Every_other_status_is_a_failure_with_its_number(int status)
    {
        Answer(status);
        site.Answer = _ => FeedPage.Bare(status);

        Assert.That(await GetAsync("/feed"), Is.EqualTo(new FetchResult.Failed(FetchFault.Status, $"answered {status}", status, Address: new Uri(site.Url("/feed")))));
    }

    [TestCase("120", 120), TestCase("0", 0), TestCase("1.5", 1.5), TestCase("Tue, 24 Nov 2026 07:10:00 GMT", 600), TestCase("Tue, 24 Nov 2026 06:00:00 GMT", 0)]
    [TestCase("315360000", 366 * 86400d), TestCase("Thu, 24 Nov 2036 07:00:00 GMT", 366 * 86400d), TestCase("99999999999999999999", 366 * 86400d), TestCase("soon", null), TestCase("-5", null), TestCase("", null)]
    public async Task Retry_After_is_read_in_every_form_and_bounded(string header, double? seconds)
    {
        Answer(503, ("Retry-After", header));
        var failed = await GetAsync("/feed") as FetchResult.Failed;

        Assert.That(failed?.RetryAfter?.TotalSeconds, Is.EqualTo(seconds));
    }

    [TestCase("max-age=600", null, null, 600d), TestCase("private, MAX-AGE=\"60\"", "ignored", null, 60d), TestCase("no-cache", null, null, null)]
    [TestCase(null, "Tue, 24 Nov 2026 07:05:00 GMT", "Tue, 24 Nov 2026 07:00:00 GMT", 300d), TestCase(null, "Tue, 24 Nov 2026 06:00:00 GMT", "Tue, 24 Nov 2026 07:00:00 GMT", 0d), TestCase(null, "0", null, null)]
    public async Task How_long_an_answer_is_fresh_is_read(string? cache, string? expires, string? date, double? seconds)
    {
        Answer(200, [.. new[] { ("Cache-Control", cache), ("Expires", expires), ("Date", date) }.Where(h => h.Item2 is not null).Select(h => (h.Item1, h.Item2!))]);
        var fetched = (FetchResult.Fetched)await GetAsync("/feed");

        Assert.That(fetched.Facts.FreshFor?.TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public async Task The_callers_own_cancellation_is_not_taken_for_a_failure()
    {
        using var cancelled = new CancellationTokenSource();
        site.Answer = _ => { cancelled.Cancel(); return FeedPage.Bare(200) with { Delay = TimeSpan.FromMinutes(1) }; };
        using var fetcher = Fetching.Allowing(new Uri(site.Origin).Authority);

        await Assert.ThatAsync(() => fetcher.GetAsync(new FetchRequest(new Uri(site.Url("/feed"))), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(1, true), TestCase(100, false)]
    public async Task A_connection_that_breaks_before_the_answer_is_tried_once_more(int breaks, bool succeeds)
    {
        var left = breaks;
        await using var raw = new RawSite(async (s, ct) =>
        {
            if (Interlocked.Decrement(ref left) >= 0) return;
            await s.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"u8.ToArray(), ct);
        });
        var result = await Fetching.GetAsync(raw.Url.AbsoluteUri, raw.Host);

        Assert.That(result is FetchResult.Fetched, Is.EqualTo(succeeds));
        // Beneath ours the framework has a try or two of its own.
        Assert.That(raw.Connections, Is.InRange(2, 8));
    }

    [TestCase(500), TestCase(503), TestCase(429)]
    public async Task What_was_answered_is_not_asked_again(int status)
    {
        site.Answer = _ => FeedPage.Bare(status);
        await Fetching.GetAsync(site.Url("/feed"), new Uri(site.Origin).Authority);

        Assert.That(site.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nobody_listening_is_said_plainly() => Assert.That(
        await Fetching.GetAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}/"), "127.0.0.1"),
        Is.TypeOf<FetchResult.Failed>());
}
