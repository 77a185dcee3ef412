using System.Net;

namespace Digest.Tests.Subscribing;

/// <summary>The landing page in the states of an installation.</summary>
[OnBothDatabases]
internal sealed class LandingTests
{
    [Test]
    public async Task Without_a_newsletter_it_says_what_to_do_and_the_form_takes_nobody()
    {
        await using var site = await TestSite.StartAsync(new()
        {
            ["Newsletters:0:Slug"] = null,
            ["Newsletters:0:Name"] = null,
            ["Newsletters:0:TimeZone"] = null,
        });
        var answer = await site.Http.GetAsync("/");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await answer.WordsAsync(), Does.Contain("digest init"));
        Assert.That((int)(await site.SignUpAsync("a@example.org")).StatusCode, Is.EqualTo(422));
    }

    [Test]
    public async Task With_private_newsletters_only_there_is_no_page()
    {
        await using var site = await TestSite.StartAsync(new() { ["Newsletters:0:Private"] = "true" });

        Assert.That((await site.Http.GetAsync("/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await site.SignUpAsync("a@example.org")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await site.RowAsync("a@example.org"), Is.Null);
    }

    [Test]
    public async Task It_lists_the_latest_editions_and_lets_browsers_keep_it()
    {
        await using var site = await TestSite.StartAsync();
        await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story());
        var first = await site.Http.GetAsync("/");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        var second = await site.Http.SendAsync(again);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await first.PageAsync()).QuerySelector("h3 a")!.GetAttribute("href"), Is.EqualTo("/archive/oxide/2026-11-24"));
            Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That(second.Header("Content-Security-Policy"), Is.Null, "its nonce is not that of the page which the browser has");
        }
    }

    [Test]
    public async Task Below_a_folder_of_another_site_links_carry_the_folder()
    {
        await using var site = await TestSite.StartAsync(new() { ["BaseUrl"] = "http://localhost:5080/news" });
        var bare = await (await site.Http.GetAsync("/")).PageAsync();
        var whole = await site.Http.GetAsync("/news/");

        Assert.That(bare.QuerySelector("form")!.GetAttribute("action"), Is.EqualTo("/news/subscribe"));
        Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
