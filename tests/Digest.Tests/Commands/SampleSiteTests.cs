using System.Globalization;
using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Digest.Commands.Demo;
using Microsoft.Extensions.Time.Testing;

namespace Digest.Tests.Commands;

/// <summary>The sample site of the demo is a site like a publisher's: pages, a form and a feed that fit together.</summary>
[TestFixture]
internal sealed class SampleSiteTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Feed_and_pages_tell_the_same_eight_stories()
    {
        await using var site = await Start();
        using var client = new HttpClient { BaseAddress = site.Address };

        var feed = XDocument.Parse(await client.GetStringAsync(site.Feed));
        var items = feed.Descendants("item").ToList();
        Assert.That(items, Has.Count.EqualTo(8));
        foreach (var item in items)
        {
            var page = Strict(await client.GetStringAsync(item.Element("link")!.Value));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(page.QuerySelector("h1")!.TextContent, Is.EqualTo(item.Element("title")!.Value));
                Assert.That(page.QuerySelector(".story")!.TextContent, Does.Contain(item.Element("description")!.Value));
                Assert.That(DateTimeOffset.Parse(item.Element("pubDate")!.Value, CultureInfo.InvariantCulture), Is.LessThan(Now).And.GreaterThan(Now.AddDays(-3)));
                Assert.That(item.Elements().Last().Value, Does.StartWith("<p>"));
            }
        }
    }

    [Test]
    public async Task The_front_page_names_its_feed_and_posts_the_form_to_Digest()
    {
        await using var site = await Start();
        using var client = new HttpClient { BaseAddress = site.Address };

        var page = Strict(await client.GetStringAsync("/"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelector("link[rel=alternate]")!.GetAttribute("href"), Is.EqualTo("/feed.xml"));
            Assert.That(page.QuerySelector("form")!.GetAttribute("action"), Is.EqualTo("http://localhost:5080/subscribe"));
            Assert.That(page.QuerySelector("input[name=newsletter]")!.GetAttribute("value"), Is.EqualTo("daily"));
            Assert.That(page.QuerySelectorAll("article"), Has.Count.EqualTo(8));
            Assert.That(page.Body!.TextContent, Does.Not.Contain("[["));
            Assert.That((await client.GetAsync(new Uri("/news/none", UriKind.Relative))).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    private static Task<SampleSite> Start() =>
        SampleSite.Start(new Uri("http://localhost:5080"), "daily", new FakeTimeProvider(Now), CancellationToken.None);

    private static AngleSharp.Html.Dom.IHtmlDocument Strict(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);
}
