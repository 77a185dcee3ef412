using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Digest.Tests.Subscribing;

/// <summary>The form in all its encodings: what is taken, what is refused, and how each is answered.</summary>
[OnBothDatabases]
internal sealed class SignUpTests
{
    private TestSite site = null!;

    [OneTimeSetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Subscribing:LettersPerHour"] = "10000",
        ["Subscribing:LettersPerDomainPerHour"] = "10000",
        ["Newsletters:0:Form:Success"] = "Look into your inbox, dear <reader>.",
        ["Newsletters:1:Slug"] = "secret",
        ["Newsletters:1:Private"] = "true",
        ["Newsletters:2:Slug"] = "magnets",
    });

    [OneTimeTearDown]
    public async Task Stop() => await site.DisposeAsync();

    [Test]
    public async Task A_form_makes_a_pending_reader_and_one_letter()
    {
        var before = await site.LettersAsync();
        var answer = await site.SignUpAsync("  New.Reader@Example.ORG ", ("name", "A\r\nB\u0007\u202eC" + new string('x', 90)), ("time_zone", "America/New_York"));

        var row = (await site.RowAsync("new.reader@example.org"))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await answer.WordsAsync(), Does.Contain("Look into your inbox, dear <reader>."));
            Assert.That(row.Status, Is.EqualTo("pending"));
            Assert.That(row.Email, Is.EqualTo("New.Reader@example.org"));
            Assert.That(row.Name, Has.Length.EqualTo(64).And.StartWith("A BCxx"));
            Assert.That(row.TimeZone, Is.EqualTo("America/New_York"));
            Assert.That(row.AskedAt, Is.EqualTo(site.Clock.GetUtcNow()));
            Assert.That(await site.LettersAsync(), Is.EqualTo(before + 1));
        }
    }

    [Test]
    public async Task Multipart_without_cookies_works_as_well()
    {
        using var form = new MultipartFormDataContent { { new StringContent("multi@example.org"), "email" }, { new StringContent("magnets"), "newsletter" } };
        var answer = await site.Http.PostAsync("/subscribe", form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await site.RowAsync("multi@example.org", "magnets"))?.Status, Is.EqualTo("pending"));
    }

    [Test]
    public async Task Json_is_answered_with_202_and_the_success_text()
    {
        var answer = await site.Http.PostAsJsonAsync("/subscribe", new { email = "json@example.org", topics = new[] { "none" }, anything = 1 });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>(), Is.EqualTo(
                new Dictionary<string, string> { ["status"] = "check_inbox", ["message"] = "Look into your inbox, dear <reader>." }));
            Assert.That(await site.StatusAsync("json@example.org"), Is.EqualTo("pending"));
        }
    }

    [Test]
    public async Task A_form_that_accepts_json_gets_json()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/subscribe")
        {
            Content = new FormUrlEncodedContent([new("email", "nobody"), new("next", "https://www.site.example/thanks")]),
            Headers = { { "Accept", "application/json" } },
        };
        var answer = await site.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("email").GetString(), Does.Contain("name@example.org"));
    }

    [Test]
    public async Task A_wrong_address_shows_the_form_again_with_the_error()
    {
        var answer = await site.SignUpAsync("<b>no address");
        var page = await answer.PageAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(422));
            Assert.That(page.QuerySelector("#email")!.GetAttribute("value"), Is.EqualTo("<b>no address"));
            Assert.That(page.QuerySelector("[role=alert]")!.TextContent, Does.Contain("name@example.org"));
        }
    }

    [TestCase("secret")]
    [TestCase("nowhere")]
    [TestCase("OXIDE")]
    [TestCase("oxide' or 1=1 --")]
    public async Task T10_A_newsletter_that_is_not_on_the_form_is_refused_the_same_way_and_nobody_is_subscribed(string slug)
    {
        var private_ = await site.Http.PostAsJsonAsync("/subscribe", new { email = "t10@example.org", newsletter = "secret" });
        var answer = await site.Http.PostAsJsonAsync("/subscribe", new { email = "t10@example.org", newsletter = slug });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(422));
            Assert.That(await answer.FingerprintAsync(), Is.EqualTo(await private_.FingerprintAsync()));
            Assert.That(await site.RowAsync("t10@example.org", "secret"), Is.Null);
        }
    }

    [TestCase("email=a@x.org&email=b@x.org", 422)]
    [TestCase("email=t10@x.org&newsletter=oxide&newsletter=secret", 422)]
    [TestCase("email=%", 422)]
    [TestCase("", 422)]
    public async Task T10_Fields_given_twice_or_not_at_all_are_refused(string body, int status)
    {
        var answer = await site.Http.PostAsync("/subscribe", new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await site.RowAsync("t10@x.org"), Is.Null);
    }

    [TestCase("{\"email\":\"t10@x.org\",\"email\":\"t10b@x.org\"}", 400)]
    [TestCase("{\"email\":\"t10@x.org\"", 400)]
    [TestCase("[\"t10@x.org\"]", 400)]
    [TestCase("{\"email\":[[[[1]]]]}", 400)]
    [TestCase("{\"email\":[\"t10@x.org\"]}", 422)]
    [TestCase("{\"email\":1}", 422)]
    [TestCase("{\"email\":\"\\ud800@x.org\"}", 422)]
    [TestCase("{\"email\":null}", 422)]
    [TestCase("{\"email\":\"t10@x.org\",\"name\":{}}", 422)]
    [TestCase("null", 400)]
    public async Task T10_Json_is_read_strictly(string body, int status)
    {
        var answer = await site.Http.PostAsync("/subscribe", new StringContent(body, Encoding.UTF8, "application/json"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(status));
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
            Assert.That(await site.RowAsync("t10@x.org"), Is.Null);
        }
    }

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("nonsense")]
    [TestCase("multipart/form-data", 400)]
    public async Task Another_kind_of_body_is_refused(string type, int status = 415)
    {
        using var content = new ByteArrayContent("email=type@example.org"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await site.Http.PostAsync("/subscribe", content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await site.RowAsync("type@example.org"), Is.Null);
    }

    [Test]
    public async Task A_file_in_the_form_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("file@example.org"), "email" }, { new StringContent("x"), "name", "name.txt" } };

        Assert.That((await site.Http.PostAsync("/subscribe", form)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("Mars/Olympus")]
    [TestCase("../../etc/passwd")]
    [TestCase("W. Europe Standard Time")]
    public async Task A_zone_that_is_none_is_not_kept_and_turns_nobody_away(string zone)
    {
        var email = $"zone{zone.Length}@example.org";
        Assert.That((await site.SignUpAsync(email, ("time_zone", zone))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await site.RowAsync(email))!.TimeZone, Is.Null);
    }

    [Test]
    public async Task Who_names_a_newsletter_that_is_not_offered_gets_no_other() =>
        Assert.That((await site.Http.GetAsync("/?newsletter=unknown")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

    [Test]
    public async Task The_landing_page_offers_the_public_newsletters()
    {
        var page = await (await site.Http.GetAsync("/?newsletter=magnets")).PageAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.QuerySelectorAll("input[type=radio]").Select(i => i.GetAttribute("value")), Is.EqualTo(new[] { "oxide", "magnets" }));
            Assert.That(page.QuerySelector("input[checked]")!.GetAttribute("value"), Is.EqualTo("magnets"));
            Assert.That(page.QuerySelector("form")!.GetAttribute("action"), Is.EqualTo("/subscribe"));
        }
    }
}
