using System.Net;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Subscribing;
using Digest.Subscribing.Forms;

namespace Digest.Tests.Subscribing;

/// <summary>What pages and letters say to whom: in whose language, and only what is so.</summary>
[OnBothDatabases]
internal sealed class PageTextTests
{
    private const string Email = "one@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new() { ["Newsletters:0:Language"] = "de", ["Newsletters:0:Weekly"] = "Monday" });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task The_form_speaks_the_newsletters_language_where_the_publisher_set_no_words()
    {
        var page = await (await site.Http.GetAsync("/")).PageAsync();
        var snippet = site.Get<FormSnippet>().Of(await site.NewsletterAsync());

        Assert.That((page.QuerySelector("h1")!.TextContent, page.QuerySelector("form button")!.TextContent), Is.EqualTo(("Direkt in Ihr Postfach", "Abonnieren")));
        Assert.That(snippet, Does.Contain("Abonnieren").And.Contain("willigen Sie ein"));
        Assert.That(await (await site.SignUpAsync(Email)).WordsAsync(), Does.Contain("drücken Sie den Knopf in der Mail"));
    }

    [Test]
    public async Task T15_An_expired_link_offers_a_new_letter_within_the_limits()
    {
        await site.SignUpAsync(Email);
        var link = $"/confirm/{await site.TokenAsync(Email, TokenPurpose.Confirm)}";
        site.Clock.Advance(TimeSpan.FromDays(8));

        var expired = await site.Http.GetAsync(link);
        var form = (await expired.PageAsync()).QuerySelector("form")!;
        var letters = await site.LettersAsync();
        for (var i = 0; i < 2; i++) await site.Http.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent([new("action", "again")]));

        Assert.That(expired.StatusCode, Is.EqualTo(HttpStatusCode.Gone));
        Assert.That(await site.LettersAsync(), Is.EqualTo(letters + 1), "one a day");
        await site.Http.PostAsync($"/confirm/{await site.TokenAsync(Email, TokenPurpose.Confirm)}", null);
        Assert.That(await site.StatusAsync(Email), Is.EqualTo("active"));
    }

    [Test]
    public async Task Who_has_left_is_told_so_and_asked_nothing()
    {
        await site.ReaderAsync(Email);
        var link = $"/unsubscribe/{await site.TokenAsync(Email, TokenPurpose.Leave)}";
        Assert.That((await (await site.Http.GetAsync(link)).PageAsync()).QuerySelectorAll("button"), Is.Not.Empty);
        await site.Http.PostAsync(link, null);

        var page = await (await site.Http.GetAsync(link)).PageAsync();
        Assert.That((page.QuerySelector("h1")!.TextContent, page.QuerySelectorAll("button").Length), Is.EqualTo(("Abbestellt", 0)));
    }

    [Test]
    public async Task A_weekly_reader_reads_of_their_day()
    {
        await site.ReaderAsync(Email);
        var link = $"/preferences/{await site.TokenAsync(Email, TokenPurpose.Preferences)}";
        var page = await (await site.Http.PostAsync(link, new FormUrlEncodedContent([new("action", "save"), new("cadence", "weekly")]))).WordsAsync();

        Assert.That(page, Does.Contain("jeden Montag um 07:00 Uhr").And.Not.Contain("täglich um"));
    }

    [Test]
    public async Task A_letter_says_who_asked_the_person_or_the_publisher([Values] bool invited)
    {
        if (invited) await site.Get<Invitations>().AddAsync(await site.NewsletterAsync(), MailAddress.Parse(Email)!, new Standing(SubscriptionStatus.Pending), default);
        else await site.SignUpAsync(Email);
        var letter = await site.QueryAsync<Letter>("select id, public_id, kind, newsletter, subscription, address, data, tries, created_at, free_at from letter");
        var text = (await site.Make<LetterWriter>().WriteAsync(letter, default))!;

        foreach (var part in new[] { text.Text, text.Html })
            Assert.That(part, invited ? Does.Contain("Herausgeber von").And.Not.Contain("Jemand hat") : Does.Contain("Jemand hat").And.Not.Contain("Herausgeber von"));
    }
}
