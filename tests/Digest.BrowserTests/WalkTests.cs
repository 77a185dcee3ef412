using Deque.AxeCore.Playwright;
using Digest.World;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Digest.BrowserTests;

/// <summary>The whole walk as a person makes it: form, confirm letter, welcome edition, archive, and out again.</summary>
public sealed class WalkTests : BrowserTest
{
    private const string Nasty = """<img src=x onerror="window.__xss=1"> "><script>window.__xss=1</script> & acid""";
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==");
    private Newsroom room = null!;
    private DigestProcess server = null!;

    [SetUp]
    public async Task Open()
    {
        room = await Newsroom.OpenAsync(smtp: false);
        room.Site.Set("/feed.xml", RssFeed.Made(room.Site.Origin, 5, DateTimeOffset.UtcNow) with
        {
            Items =
            [
                new RssItem { Id = "nasty", Title = System.Net.WebUtility.HtmlEncode(Nasty), Url = room.Site.Url("/nasty"), Published = DateTimeOffset.UtcNow, Summary = Nasty, Html = Nasty },
                .. RssFeed.Made(room.Site.Origin, 5, DateTimeOffset.UtcNow).Items,
            ],
        });
        room.Site.Set("/x", new FeedPage { Body = Pixel, ContentType = "image/gif" });
        server = await room.ServeAsync();
        await room.DoAsync("send", Newsroom.Slug);
    }

    [TearDown]
    public async Task Close()
    {
        await server.DisposeAsync();
        await room.DisposeAsync();
    }

    [Test]
    public async Task A_person_signs_up_confirms_reads_the_welcome_edition_and_leaves()
    {
        await Page.GotoAsync(room.Address);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Straight Into Your Inbox" })).ToBeVisibleAsync();
        await Page.GetByLabel("e-mail").FillAsync("ann@readers.example");
        // Who is quicker than a person is taken for a program.
        await Page.WaitForFunctionAsync("() => performance.now() > 2500");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Subscribe" }).ClickAsync();
        await Expect(Page.GetByText("inbox", new() { Exact = false }).First).ToBeVisibleAsync();

        await OpenMailAsync("Please confirm");
        await FollowAsync("confirm");
        await PressAsync();
        await Expect(Page.GetByText("Your subscription is confirmed")).ToBeVisibleAsync();

        await OpenMailAsync("acid");
        await Expect(Page.FrameLocator("iframe").GetByText("Leave this newsletter")).ToBeVisibleAsync();
        await FollowAsync("unsubscribe");
        await PressAsync();
        await Expect(Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        var standing = await room.DoAsync("subscribers", "show", "ann@readers.example", "--json");
        Assert.That(standing.Out, Does.Contain("unsubscribed"));
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public async Task T34_A_strangers_markup_runs_nowhere()
    {
        await Page.GotoAsync($"{room.Address}/archive");
        await AssertHarmlessAsync();
        await Page.Locator($"a[href*='/archive/{Newsroom.Slug}/2']").First.ClickAsync();
        await Expect(Page.GetByText("& acid", new() { Exact = false }).First).ToBeVisibleAsync();
        await AssertHarmlessAsync();
        await room.DoAsync("subscribers", "add", Newsroom.Slug, "ann@readers.example", "--status", "active");
        room.Publish(7);
        await room.DoAsync("send", Newsroom.Slug);
        await Page.GotoAsync($"{room.Address}/outbox");
        await AssertHarmlessAsync();
        await Page.Locator("main a[href*='/outbox/']").First.ClickAsync();
        await AssertHarmlessAsync();
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public async Task Pages_hold_what_a_screen_reader_needs_and_work_without_scripts()
    {
        foreach (var path in (string[])["/", "/archive", "/outbox", "/nowhere"])
        {
            await Page.GotoAsync(room.Address + path);
            var found = await Page.RunAxe();
            Assert.That(found.Violations.Select(v => $"{path}: {v.Id}: {v.Help}"), Is.Empty);
        }
    }

    // A mail arrives within seconds; the page shows what is there when it is opened.
    private async Task OpenMailAsync(string subject)
    {
        var link = Page.Locator("main a[href*='/outbox/']").Filter(new() { HasText = subject });
        await Await.Until(async () =>
        {
            await Page.GotoAsync($"{room.Address}/outbox");
            return await link.CountAsync() > 0;
        }, TimeSpan.FromSeconds(30), $"a mail with \"{subject}\" in its subject");
        await link.First.ClickAsync();
    }

    // From the text view, where no frame that is still loading moves the links away under the pointer.
    private async Task FollowAsync(string page)
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = "Text", Exact = true }).ClickAsync();
        await Page.Locator($"li a[href*='/{page}/']").First.ClickAsync();
        await Page.WaitForURLAsync($"**/{page}/**");
    }

    private Task PressAsync() => Page.GetByRole(AriaRole.Button).First.ClickAsync();

    private async Task AssertHarmlessAsync()
    {
        foreach (var frame in Page.Frames)
            Assert.That(await frame.EvaluateAsync<bool>("() => typeof window.__xss !== 'undefined'"), Is.False, frame.Url);
    }
}
