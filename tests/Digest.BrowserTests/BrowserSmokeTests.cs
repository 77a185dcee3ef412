using Digest.World;
using static Microsoft.Playwright.Assertions;

namespace Digest.BrowserTests;

/// <summary>The browser itself works here: it opens, shows, clicks and reports faults. Everything else builds on that.</summary>
public sealed class BrowserSmokeTests : BrowserTest
{
    private const string Hello = """
        <!doctype html><html lang="en"><title>Rare earths today</title><link rel="icon" href="data:,">
        <h1>Dysprosium</h1><button onclick="document.querySelector('h1').textContent = Intl.DateTimeFormat().resolvedOptions().timeZone">Zone</button>
        """;

    private FeedServer site = null!;

    [SetUp]
    public async Task Start() => site = await FeedServer.StartAsync();

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task A_page_opens_and_its_button_works()
    {
        await Page.GotoAsync(site.Set("/", FeedPage.Html(Hello)));
        await Expect(Page).ToHaveTitleAsync("Rare earths today");
        await Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Zone" }).ClickAsync();
        await Expect(Page.GetByRole(Microsoft.Playwright.AriaRole.Heading)).ToHaveTextAsync("Europe/Berlin");
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public async Task What_goes_wrong_in_a_page_is_noticed()
    {
        await Page.GotoAsync(site.Set("/", FeedPage.Html(Hello + "<script>nothing.here()</script><img src='/missing'>")));
        await Await.Until(() => Faults.Count == 2, TimeSpan.FromSeconds(10), "two faults");
        Assert.That(Faults, Has.Some.Contains("nothing is not defined").And.Some.Contains("404"));
    }
}
