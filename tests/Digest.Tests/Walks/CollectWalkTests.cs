using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>Collecting as its operator sees it, by commands in processes of their own.</summary>
public sealed class CollectWalkTests
{
    private const string Highlight = "Its first ore is sold for two years ahead.";
    private Newsroom room = null!;

    [SetUp]
    public async Task Open()
    {
        room = await Newsroom.OpenAsync(keepMails: true);
        await room.ImportAsync(1);
        Put(RssFeed.Made(room.Site.Origin, 5, DateTimeOffset.UtcNow.AddHours(-1)));
        room.Site.Set("/articles/0001", FeedPage.Html($"""
            <html lang="en"><head><title>A mine reopens</title></head><body><article><h1>A mine reopens</h1>
            <h2>Highlights</h2><ul><li>The mine had been shut for nine years.</li><li>{Highlight}</li></ul>
            {string.Concat(Enumerable.Range(1, 8).Select(i => $"<p>Paragraph {i} goes on about the mine, the people who work there and the price of the metal that they bring to the surface every day.</p>"))}
            </article></body></html>
            """));
    }

    [TearDown]
    public Task Close() => room.DisposeAsync().AsTask();

    private void Put(RssFeed feed) => room.Site.Set("/feed.xml", feed);

    private string Source => room.Site.Url("/feed.xml");

    [Test]
    public async Task What_an_articles_page_sums_up_stands_in_the_mail()
    {
        Assert.That((await room.DoAsync("send", Newsroom.Slug)).Out, Does.Contain("1 sent"));
        Assert.That(room.Relay.Mails.Single().Read().HtmlBody, Does.Contain(Highlight));
    }

    [Test]
    public async Task C27_A_flood_is_shown_and_mailed_only_when_somebody_keeps_it([Values] bool keep)
    {
        await room.DoAsync("send", Newsroom.Slug);
        Put(RssFeed.Made(room.Site.Origin, 40, DateTimeOffset.UtcNow.AddDays(-9), first: 100));
        var collected = await room.DoAsync("collect");
        var listed = await room.DoAsync("source", "list", Newsroom.Slug);
        var nothing = await room.DoAsync("send", Newsroom.Slug);
        var decided = await room.DoAsync("source", keep ? "keep" : "discard", Newsroom.Slug, Source);
        var sent = await room.DoAsync("send", Newsroom.Slug);

        Assert.That(collected.Out, Does.Contain("40 in quarantine: 40 of 40 articles are new at once, 40 of them dated older than two days"));
        Assert.That(listed.Out, Does.Contain("; 40 in quarantine"));
        Assert.That(nothing.Out, Does.Contain("Nothing new"));
        Assert.That(decided.Err, Does.Contain(keep ? "40 articles" : "are let go"));
        Assert.That(sent.Out, Does.Contain(keep ? "1 sent" : "Nothing new"));
        Assert.That(room.Relay.Mails, Has.Count.EqualTo(keep ? 2 : 1));
    }

    [Test]
    public async Task A_sick_feed_is_listed_with_what_ails_it()
    {
        room.Site.Remove("/feed.xml");
        await room.DoAsync("collect");
        var failing = await room.DoAsync("source", "list", Newsroom.Slug);
        room.Site.Set("/feed.xml", FeedPage.Bare(410));
        await room.DoAsync("collect");
        var ended = await room.DoAsync("source", "list", Newsroom.Slug);

        Assert.That(failing.Out, Does.Contain("never read; next ").And.Contain("; problem: answered 404 (1 times in a row, since "));
        Assert.That(ended.Out, Does.Contain("asked no more: gone for good (410)"));
    }
}
