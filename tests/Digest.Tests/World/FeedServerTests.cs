using System.Net;
using System.Xml.Linq;
using Digest.World;

namespace Digest.Tests.World;

public sealed class FeedServerTests
{
    private FeedServer site = null!;
    private HttpClient client = null!;

    [SetUp]
    public async Task Start()
    {
        site = await FeedServer.StartAsync();
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Origin) };
    }

    [TearDown]
    public async Task Stop()
    {
        client.Dispose();
        await site.DisposeAsync();
    }

    [Test]
    public async Task Unchanged_content_is_not_sent_again_and_changed_content_is()
    {
        site.Set("/feed", RssFeed.Made(site.Origin, 3, DateTimeOffset.UtcNow));
        using var first = await client.GetAsync("/feed");
        using var second = await GetAsync("/feed", r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));
        site.Set("/feed", RssFeed.Made(site.Origin, 4, DateTimeOffset.UtcNow));
        using var third = await GetAsync("/feed", r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!));

        Assert.That(new[] { first, second, third }.Select(r => (int)r.StatusCode), Is.EqualTo([200, 304, 200]));
        Assert.That(site.Requests.Select(r => r.Status), Is.EqualTo([200, 304, 200]));
        Assert.That(site.Requests[1].Headers["if-none-match"], Is.EqualTo(first.Headers.ETag!.Tag));
    }

    [Test]
    public async Task A_date_is_a_validator_too()
    {
        var changed = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        site.Set("/page", FeedPage.Html("<p>x") with { ETag = null, LastModified = changed.AddMilliseconds(300) });
        using var same = await GetAsync("/page", r => r.Headers.IfModifiedSince = changed);
        using var older = await GetAsync("/page", r => r.Headers.IfModifiedSince = changed.AddSeconds(-1));

        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(older.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(older.Content.Headers.LastModified, Is.EqualTo(changed));
    }

    [Test]
    public async Task The_hook_goes_first_and_what_is_not_set_is_not_found()
    {
        site.Set("/old", FeedPage.Redirect("/new", 301));
        site.Answer = r => r.Query == "?broken" ? FeedPage.Bare(503) : null;
        using var broken = await client.PostAsync("/old?broken", new StringContent("said"));
        using var moved = await client.GetAsync("/old");
        using var missing = await client.GetAsync("/else");

        Assert.That(new[] { broken, moved, missing }.Select(r => (int)r.StatusCode), Is.EqualTo([503, 301, 404]));
        Assert.That(moved.Headers.Location!.OriginalString, Is.EqualTo("/new"));
        Assert.That(site.Requests[0].Body, Is.EqualTo("said"));
    }

    [Test]
    public void A_made_up_feed_is_complete_and_says_nothing_twice()
    {
        var newest = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        var xml = XDocument.Parse(RssFeed.Made("http://x.test", 1001, newest).ToXml());
        var items = xml.Descendants("item").ToList();

        Assert.That(items.Select(i => i.Element("title")!.Value), Is.Unique);
        Assert.That(items.Select(i => i.Element("guid")!.Value), Is.Unique);
        Assert.That(items[0].Element("pubDate")!.Value, Is.EqualTo("Tue, 24 Nov 2026 06:00:00 GMT"));
        Assert.That(items[0].Element("link")!.Value, Is.EqualTo("http://x.test/articles/0001"));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage> shape)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        shape(request);
        return await client.SendAsync(request);
    }
}
