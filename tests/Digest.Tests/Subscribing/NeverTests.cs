using System.Net;
using Dapper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Subscribing;

/// <summary>"It wasn't me, never again": the second link of a confirm letter.</summary>
[OnBothDatabases]
internal sealed class NeverTests
{
    private const string Email = "one@example.org";

    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Subscribing:LettersPerAddressPerDay"] = "9",
        ["Newsletters:1:Slug"] = "evening",
        ["Newsletters:1:Name"] = "Evening",
        ["Newsletters:1:FromAddress"] = "desk@news.example",
    });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task T14_Looking_changes_nothing_and_the_button_keeps_the_address_off_everywhere()
    {
        await site.SignUpAsync(Email);
        await site.SignUpAsync(Email, ("newsletter", "evening"));
        var confirm = $"/confirm/{await site.TokenAsync(Email, TokenPurpose.Confirm)}";
        var never = $"/never/{await site.TokenAsync(Email, TokenPurpose.Never)}";
        for (var i = 0; i < 5; i++) Assert.That((await site.Http.GetAsync(never)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.CountAsync("select count(*) from suppression"), Is.Zero);

        var done = await site.Http.PostAsync(never, null);
        var again = await site.Http.PostAsync(never, null);
        await site.Http.PostAsync(confirm, null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((done.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
            Assert.That(await site.CountAsync("select count(*) from subscription where status <> 'unsubscribed'"), Is.Zero);
            Assert.That(await site.CountAsync("select count(*) from suppression where newsletter = 0 and reason = 'never'"), Is.EqualTo(1));
            Assert.That(await site.CountAsync("select count(*) from consent where act = 'never'"), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task T24_No_later_sign_up_makes_a_letter_and_the_answer_does_not_tell()
    {
        await site.SignUpAsync(Email);
        await site.Http.PostAsync($"/never/{await site.TokenAsync(Email, TokenPurpose.Never)}", null);
        var letters = await site.CountAsync("select count(*) from letter");
        site.Clock.Advance(TimeSpan.FromDays(40));

        var answer = await site.SignUpAsync(Email);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.IsSuccessStatusCode, Is.True);
            Assert.That(await site.CountAsync("select count(*) from letter"), Is.EqualTo(letters));
        }
    }

    [Test]
    public async Task T18_The_link_works_for_ever_and_when_the_row_is_unknown()
    {
        await site.SignUpAsync(Email);
        var never = $"/never/{await site.TokenAsync(Email, TokenPurpose.Never)}";
        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("delete from letter; delete from subscription; delete from subscriber", transaction: t));
        site.Clock.Advance(TimeSpan.FromDays(800));

        Assert.That((await site.Http.PostAsync(never, null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.CountAsync("select count(*) from suppression where reason = 'never'"), Is.EqualTo(1));
    }
}
