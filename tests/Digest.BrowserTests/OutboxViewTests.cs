using Digest.World;
using Microsoft.Playwright;

namespace Digest.BrowserTests;

/// <summary>How a mail looks on a phone and to who prefers dark is seen in any browser, without scripts.</summary>
public sealed class OutboxViewTests : BrowserTest
{
    private const string Mail = """
        Subject: Acid
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8

        <!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"><style>
        p { color: rgb(1, 1, 1); width: 100vw; margin: 0; }
        body { margin: 0; background: rgb(250, 250, 250); }
        @media (prefers-color-scheme: dark) { p { color: rgb(2, 2, 2); } body { background: rgb(20, 20, 20); } }
        @media (max-width: 599px) { p { font-weight: 900; } }
        </style></head><body><p>Acid is scarce</p></body></html>
        """;

    private Newsroom room = null!;
    private DigestProcess server = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        room = await Newsroom.OpenAsync(smtp: false);
        Directory.CreateDirectory(room.Outbox);
        await File.WriteAllTextAsync(Path.Combine(room.Outbox, "one.eml"), Mail);
        server = await room.ServeAsync();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await server.DisposeAsync();
        await room.DisposeAsync();
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task The_views_show_what_they_say_whatever_the_system_prefers(ColorScheme system)
    {
        await using var context = await Browser.Shared.NewContextAsync(new() { ColorScheme = system, JavaScriptEnabled = false, ViewportSize = new() { Width = 1280, Height = 800 } });
        var page = await context.NewPageAsync();
        Assert.That(await SeenAsync(page, "HTML"), Is.EqualTo(("rgb(1, 1, 1)", "rgb(250, 250, 250)", false)));
        Assert.That(await SeenAsync(page, "Narrow"), Is.EqualTo(("rgb(1, 1, 1)", "rgb(250, 250, 250)", true)));
        Assert.That(await WidthAsync(page), Is.EqualTo(320));
        Assert.That(await SeenAsync(page, "Dark"), Is.EqualTo(("rgb(2, 2, 2)", "rgb(20, 20, 20)", false)));
        Assert.That(await WidthAsync(page), Is.GreaterThan(500));
    }

    [Test]
    public async Task A_phone_shows_the_narrow_view_without_moving_sideways()
    {
        await Page.SetViewportSizeAsync(320, 640);
        await Page.GotoAsync($"{room.Address}/outbox/one?view=narrow");
        Assert.That(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(320));
    }

    private async Task<(string Ink, string Paper, bool Narrow)> SeenAsync(IPage page, string tab)
    {
        await page.GotoAsync($"{room.Address}/outbox/one?view=text");
        await page.GetByRole(AriaRole.Link, new() { Name = tab, Exact = true }).ClickAsync();
        var words = page.FrameLocator("iframe").Locator("p");
        var ink = await words.EvaluateAsync<string>("p => getComputedStyle(p).color");
        var paper = await words.EvaluateAsync<string>("p => getComputedStyle(document.body).backgroundColor");
        return (ink, paper, await words.EvaluateAsync<string>("p => getComputedStyle(p).fontWeight") == "900");
    }

    private static Task<int> WidthAsync(IPage page) => page.FrameLocator("iframe").Locator("p").EvaluateAsync<int>("() => window.innerWidth");
}
