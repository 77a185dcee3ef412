using System.Net;
using Dapper;
using Digest.Readers;
using Digest.Storage;
using Digest.Subscribing;

namespace Digest.Tests.Subscribing;

/// <summary>Leaving: by the mail program's one click and by the page's button.</summary>
[OnBothDatabases]
internal sealed class LeaveTests
{
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(new() { ["Subscribing:LettersPerDomainPerHour"] = "10000" });

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    public static IEnumerable<TestCaseData> Bodies()
    {
        yield return new TestCaseData(new StringContent("List-Unsubscribe=One-Click", null, "application/x-www-form-urlencoded"), "one-click").SetArgDisplayNames("urlencoded");
        yield return new TestCaseData(new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } }, "one-click").SetArgDisplayNames("multipart");
        yield return new TestCaseData(new StringContent("", null, "application/x-www-form-urlencoded"), "page").SetArgDisplayNames("button");
        yield return new TestCaseData(null, "page").SetArgDisplayNames("no body");
        yield return new TestCaseData(new StringContent("{\"broken", null, "application/json"), "page").SetArgDisplayNames("broken json");
        yield return new TestCaseData(new ByteArrayContent(new byte[200_000]), "page").SetArgDisplayNames("too large");
        yield return new TestCaseData(new StringContent("--x\r\nbroken", null, "multipart/form-data"), "page").SetArgDisplayNames("broken multipart");
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task T22_One_click_leaves_at_once_whatever_the_body(HttpContent? body, string way)
    {
        var email = $"{TestContext.CurrentContext.Random.GetString(12, "abcdefghij")}@example.org";
        await site.ReaderAsync(email);
        var link = $"/unsubscribe/{await site.TokenAsync(email, TokenPurpose.Leave)}";
        using var request = new HttpRequestMessage(HttpMethod.Post, link) { Content = body };
        request.Headers.Add("Origin", "https://mail.example");
        var answer = await site.Http.SendAsync(request);

        var id = Convert.ToHexString((await site.RowAsync(email))!.PublicId.ToBytes());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Header("Set-Cookie"), Is.Null);
            Assert.That(await site.StatusAsync(email), Is.EqualTo("unsubscribed"));
            Assert.That(await site.QueryAsync<string>($"select way from consent where act = 'left' and {TestDatabase.Hex("subscription")} = '{id}'"), Is.EqualTo(way));
        }
    }

    [TestCase("true", false), TestCase("false", true)]
    public async Task Who_left_is_led_to_the_form_where_there_is_one(string isPrivate, bool leads)
    {
        await using var own = await TestSite.StartAsync(new() { ["Newsletters:1:Slug"] = "board", ["Newsletters:1:Private"] = isPrivate });
        await own.Get<Invitations>().AddAsync(await own.NewsletterAsync("board"), MailAddress.Parse("one@example.org")!, new Standing(SubscriptionStatus.Active), default);
        var page = await (await own.Http.PostAsync($"/unsubscribe/{await own.TokenAsync("one@example.org", TokenPurpose.Leave, "board")}", null)).PageAsync();

        Assert.That(page.QuerySelectorAll("p.links a").Length > 0, Is.EqualTo(leads));
    }

    [Test]
    public async Task T22_Looking_changes_nothing_and_leaving_again_is_the_same()
    {
        await site.ReaderAsync("again@example.org");
        var link = $"/unsubscribe/{await site.TokenAsync("again@example.org", TokenPurpose.Leave)}";
        var shown = await site.Http.GetAsync(link);
        await site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link));
        Assert.That(await site.StatusAsync("again@example.org"), Is.EqualTo("active"));
        Assert.That((await shown.PageAsync()).QuerySelector("form")!.GetAttribute("action"), Is.EqualTo(link));

        var first = await (await site.Http.PostAsync(link, null)).FingerprintAsync();
        var second = await (await site.Http.PostAsync(link, null)).FingerprintAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second, Is.EqualTo(first));
            Assert.That(await site.StatusAsync("again@example.org"), Is.EqualTo("unsubscribed"));
            Assert.That(await site.CountAsync("select count(*) from subscription where status = 'active' and subscriber = (select id from subscriber where email = 'again@example.org')"), Is.Zero);
        }
    }

    [Test]
    public async Task T18_A_reader_whom_the_database_does_not_know_is_suppressed_by_the_hash()
    {
        await site.ReaderAsync("unknown@example.org");
        var row = (await site.RowAsync("unknown@example.org"))!;
        var token = await site.TokenAsync("unknown@example.org", TokenPurpose.Leave);
        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("delete from subscription where id = @Id", new { row.Id }, t));
        site.Clock.Advance(TimeSpan.FromDays(730));
        var answer = await site.Http.PostAsync($"/unsubscribe/{token}", null);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await site.CountAsync($"select count(*) from suppression where {TestDatabase.Hex("address_hash")} = '{Convert.ToHexString(row.AddressHash)}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task T22_Who_hangs_up_before_the_body_ends_has_left_all_the_same()
    {
        await site.ReaderAsync("hangup@example.org");
        var token = await site.TokenAsync("hangup@example.org", TokenPurpose.Leave);
        using (var raw = await RawHttp.ConnectAsync(site.Address))
            await raw.SendAsync($"POST /unsubscribe/{token} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\nList-Unsub");

        await Digest.World.Await.Until(
            async () => await site.StatusAsync("hangup@example.org") == "unsubscribed", TimeSpan.FromSeconds(5), "the reader to be gone");
    }
}
