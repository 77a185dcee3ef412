using Digest.Tests;
using Digest.Tests.Walks;
using Microsoft.Playwright;

namespace Digest.BrowserTests.Readers;

/// <summary>A scanner with a whole browser opens every link of every mail five times, with scripts and without.</summary>
[TestFixture]
public sealed class LinkWalkTests : BrowserTest
{
    [Test]
    public async Task T14_A_browser_that_opens_every_link_changes_no_row_and_uses_nothing_up()
    {
        await using var gallery = await LinkGallery.OpenAsync();
        var links = gallery.Links();
        Assert.That(links, Has.Count.GreaterThan(8));
        var before = await DatabaseDump.ReadAsync(gallery.Room.DataFolder);
        await using var quiet = await Browser.Shared.NewContextAsync(new() { JavaScriptEnabled = false });
        foreach (var page in (IPage[])[Page, await quiet.NewPageAsync()])
            foreach (var link in links)
                for (var i = 0; i < 5; i++)
                    await page.GotoAsync(link, new() { WaitUntil = i == 0 ? WaitUntilState.NetworkIdle : WaitUntilState.Load });

        Assert.That(await DatabaseDump.ReadAsync(gallery.Room.DataFolder), Is.EqualTo(before));
        await gallery.PostAsync(await gallery.MailAsync("bob@readers.example", "/confirm/"));
        Assert.That((await gallery.Room.DoAsync("subscribers", "list", "oxide")).Out, Does.Match("active +bob@readers"));
    }
}
