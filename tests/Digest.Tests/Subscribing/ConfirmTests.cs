using System.Net;
using Digest.Readers;

namespace Digest.Tests.Subscribing;

/// <summary>The page of a confirm link, from the first look to long after.</summary>
[OnBothDatabases]
internal sealed class ConfirmTests
{
    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new() { ["Subscribing:LettersPerAddressPerDay"] = "9" });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task T14_Looking_changes_nothing_and_the_button_confirms_once_and_for_all()
    {
        var link = await AskAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.That((await site.Http.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("pending"));

        var page = await (await site.Http.GetAsync(link)).PageAsync();
        var form = page.QuerySelector("form")!;
        Assert.That((form.GetAttribute("method"), form.GetAttribute("action")), Is.EqualTo(("post", link)));
        var confirmed = await site.Http.PostAsync(link, null);
        var again = await site.Http.PostAsync(link, null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelectorAll("script"), Is.Empty);
            Assert.That(confirmed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await confirmed.WordsAsync(), Does.Contain("Your first edition comes tomorrow at 07:00 (Berlin time)."));
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await again.WordsAsync(), Does.Contain("Already confirmed"));
            Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("active"));
            Assert.That(await site.CountAsync("select count(*) from consent where act = 'confirmed'"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task T15_After_its_time_a_link_says_so_and_confirms_nobody()
    {
        var link = await AskAsync();
        site.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        await ExpectExpiredAsync(link);
    }

    [Test]
    public async Task T15_Within_its_time_to_the_second_a_link_works()
    {
        var link = await AskAsync();
        site.Clock.Advance(TimeSpan.FromDays(7));

        await site.Http.PostAsync(link, null);
        Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("active"));
    }

    [Test]
    public async Task T15_A_newer_letter_ends_the_older_link()
    {
        var older = await AskAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        var newer = await AskAsync();

        await ExpectExpiredAsync(older);
        Assert.That((await site.Http.PostAsync(newer, null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("active"));
        Assert.That(await (await site.Http.GetAsync(older)).WordsAsync(), Does.Contain("Already confirmed"));
    }

    [Test]
    public async Task T15_After_leaving_an_old_link_changes_nothing_and_offers_the_form()
    {
        var link = await AskAsync();
        await site.Http.PostAsync(link, null);
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync("one@example.org", TokenPurpose.Leave)}", null);
        var shown = await site.Http.GetAsync(link);
        var pressed = await site.Http.PostAsync(link, null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(pressed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await pressed.PageAsync()).QuerySelector("main a")!.GetAttribute("href"), Is.EqualTo("/?newsletter=oxide"));
            Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("unsubscribed"));
        }
    }

    [Test]
    public async Task T15_A_link_from_before_leaving_does_not_confirm_the_next_sign_up()
    {
        var old = await AskAsync();
        await site.Http.PostAsync(old, null);
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync("one@example.org", TokenPurpose.Leave)}", null);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var fresh = await AskAsync();

        await ExpectExpiredAsync(old);
        await site.Http.PostAsync(fresh, null);
        Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo("active"));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.Zero);
    }

    [Test]
    public async Task Who_confirms_gets_the_latest_edition_planned_in_the_same_step()
    {
        await site.PublishAsync(new DateOnly(2026, 11, 23), stories: TestSite.Story());
        var latest = await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story());
        var link = await AskAsync();
        var answer = await site.Http.PostAsync(link, null);
        await site.Http.PostAsync(link, null);

        Assert.That(await answer.WordsAsync(), Does.Contain("The latest edition is on its way to you."));
        Assert.That(await site.QueryAsync<(long, string)>("select edition, origin from delivery"), Is.EqualTo((latest.Id, "welcome")));
    }

    [Test]
    public async Task Who_comes_back_to_an_edition_that_they_have_is_promised_the_next_one()
    {
        await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story());
        await site.Http.PostAsync(await AskAsync(), null);
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync("one@example.org", TokenPurpose.Leave)}", null);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var words = await (await site.Http.PostAsync(await AskAsync(), null)).WordsAsync();

        Assert.That(words, Does.Contain("The next edition comes").And.Not.Contain("on its way"));
        Assert.That(await site.CountAsync("select count(*) from delivery"), Is.EqualTo(1));
    }

    [Test]
    public async Task Two_buttons_pressed_at_once_confirm_once()
    {
        await site.PublishAsync(new DateOnly(2026, 11, 24), stories: TestSite.Story());
        var link = await AskAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.Http.PostAsync(link, null)));

        Assert.That(await site.CountAsync("select count(*) from consent where act = 'confirmed'"), Is.EqualTo(1));
        Assert.That(await site.CountAsync("select count(*) from delivery"), Is.EqualTo(1));
    }

    private async Task<string> AskAsync()
    {
        await site.SignUpAsync("one@example.org");
        return $"/confirm/{await site.TokenAsync("one@example.org", TokenPurpose.Confirm)}";
    }

    private async Task ExpectExpiredAsync(string link)
    {
        var before = await site.StatusAsync("one@example.org");
        var shown = await site.Http.GetAsync(link);
        var pressed = await site.Http.PostAsync(link, null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.StatusCode, Is.EqualTo(HttpStatusCode.Gone));
            Assert.That(pressed.StatusCode, Is.EqualTo(HttpStatusCode.Gone));
            Assert.That((await pressed.PageAsync()).QuerySelector("main a")!.GetAttribute("href"), Is.EqualTo("/?newsletter=oxide"));
            Assert.That(await site.StatusAsync("one@example.org"), Is.EqualTo(before));
        }
    }
}
