using System.Net;
using System.Text.Json;
using Dapper;
using Digest.Readers;
using Digest.Storage;

namespace Digest.Tests.Subscribing.Choosing;

/// <summary>The preferences page, by its links and its buttons.</summary>
[OnBothDatabases]
internal sealed class PreferencesTests
{
    private const string Ann = "ann@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start()
    {
        site = await TestSite.StartAsync(new()
        {
            ["Newsletters:0:Weekly"] = "Monday",
            ["Newsletters:0:ReaderTime"] = "true",
            ["Newsletters:0:Sources:0:Url"] = "https://a.example/feed",
            ["Newsletters:0:Sources:0:Topic"] = "Markets",
            ["Newsletters:0:Sources:1:Url"] = "https://b.example/feed",
            ["Newsletters:0:Sources:1:Topic"] = "Mines",
            ["Newsletters:1:Slug"] = "gold",
        });
        await site.ReaderAsync(Ann);
        // What a worker's start does with configured sources.
        await site.Get<Writer>().WriteAsync(async (c, t) =>
        {
            foreach (var (i, topic) in new[] { "Markets", "Mines" }.Index())
            {
                var source = await c.ExecuteScalarAsync<long>("insert into source (url, next_check_at, created_at) values (@topic, 0, 0) returning id", new { topic }, t);
                await c.ExecuteAsync("insert into newsletter_source (newsletter, source, topic, added_at) values (1, @source, @topic, @i)", new { source, topic, i }, t);
            }
        });
    }

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    private async Task<string> LinkAsync(string email = Ann) => $"/preferences/{await site.TokenAsync(email, TokenPurpose.Preferences)}";

    private static Task<HttpResponseMessage> PressAsync(TestSite site, string link, string action, params (string Name, string Value)[] fields) =>
        site.Http.PostAsync(link, new FormUrlEncodedContent([new("action", action), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]));

    private async Task<HttpResponseMessage> PressAsync(string action, params (string Name, string Value)[] fields) => await PressAsync(site, await LinkAsync(), action, fields);

    [Test]
    public async Task A_language_of_a_region_stays_chosen()
    {
        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("update subscription set language = 'de-AT'", transaction: t));
        var page = await (await site.Http.GetAsync(await LinkAsync())).PageAsync();
        Assert.That(page.QuerySelector("select[name=language] option[selected]")?.GetAttribute("value"), Is.EqualTo("de-AT"));
        await PressAsync("save", ("language", "de-AT"), ("text_only", "yes"));
        Assert.That((await site.RowAsync(Ann))!.Language, Is.EqualTo("de-AT"));
    }

    [Test]
    public async Task The_page_shows_what_there_is_and_takes_every_choice()
    {
        var page = await (await site.Http.GetAsync(await LinkAsync())).PageAsync();
        Assert.That(page.QuerySelectorAll("input[name=topics]:checked").Select(e => e.GetAttribute("value")), Is.EqualTo(["Markets", "Mines"]), "all, when none is chosen");
        Assert.That(page.QuerySelectorAll("script, [onclick]"), Is.Empty);

        var saved = await PressAsync("save", ("topics", "Mines"), ("cadence", "weekly"), ("send_at", "06:00"), ("time_zone", "Asia/Tokyo"), ("language", "de"), ("text_only", "yes"));
        var row = (await site.RowAsync(Ann))!;
        var after = await saved.PageAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((row.Topics, row.Cadence, row.SendAt, row.TimeZone, row.Language, row.Format), Is.EqualTo(("Mines", "weekly", "06:00", "Asia/Tokyo", "de", "text")));
            Assert.That(after.QuerySelector("[role=status]"), Is.Not.Null);
            Assert.That(after.QuerySelectorAll("input:checked").Select(e => e.GetAttribute("value")), Is.EqualTo(["Mines", "weekly", "yes"]));
            Assert.That(after.QuerySelectorAll("option[selected]").Select(e => e.GetAttribute("value")), Is.EqualTo(["06:00", "Asia/Tokyo", "de"]));
            Assert.That(after.DocumentElement.GetAttribute("lang"), Is.EqualTo("de"), "in the language that was chosen");
            Assert.That(await site.QueryAsync<string>("select detail from consent where act = 'settings'"),
                Is.EqualTo("topics: Mines; cadence: weekly; zone: Asia/Tokyo; hour: 06:00; language: de; format: text"));
        }
    }

    [TestCase(0), TestCase(2)]
    public async Task None_and_all_topics_are_the_same(int chosen)
    {
        await PressAsync("save", ("topics", "Mines"));
        await PressAsync("save", [.. new[] { "Markets", "Mines" }.Take(chosen).Select(t => ("topics", t))]);
        Assert.That((await site.RowAsync(Ann))!.Topics, Is.Empty);
    }

    [TestCase("save", "time_zone", "Nowhere/Town")]
    [TestCase("save", "send_at", "25:00")]
    [TestCase("pause", "paused_until", "2026-11-24")]
    [TestCase("pause", "paused_until", "2027-11-26")]
    [TestCase("pause", "paused_until", "soon")]
    [TestCase("move", "email", "nobody")]
    public async Task What_can_not_be_is_said_at_its_field_and_changes_nothing(string action, string field, string value)
    {
        var before = await DatabaseDump.ReadAsync(site.Get<Database>());
        var answer = await PressAsync(action, (field, value));
        var input = (await answer.PageAsync()).QuerySelector($"[name={field}]")!;
        var error = input.Owner!.GetElementById(input.GetAttribute("aria-describedby")!)!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That((input.GetAttribute("aria-invalid"), input.HasAttribute("autofocus"), error.GetAttribute("role")), Is.EqualTo(("true", true, "alert")));
            Assert.That(await DatabaseDump.ReadAsync(site.Get<Database>()), Is.EqualTo(before));
        }
    }

    [Test]
    public async Task T21_A_body_speaks_for_nobody_else_and_moves_no_address_by_itself()
    {
        await site.ReaderAsync("bob@example.org");
        var bob = (await site.RowAsync("bob@example.org"))!;
        (string, string)[] foreign =
        [
            ("subscriber", $"{bob.Subscriber}"), ("subscription", bob.PublicId.ToString()), ("id", $"{bob.Id}"), ("newsletter", "gold"), ("status", "unsubscribed"), ("address", "bob@example.org"),
        ];
        await PressAsync("save", [("cadence", "weekly"), .. foreign]);
        await PressAsync("move", [("email", "new@example.org"), .. foreign]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That($"{await site.RowAsync("bob@example.org")}", Is.EqualTo($"{bob}"));
            Assert.That((await site.RowAsync(Ann))!.Cadence, Is.EqualTo("weekly"));
            Assert.That(await site.RowAsync(Ann, "gold"), Is.Null);
            Assert.That(await site.CountAsync("select count(*) from subscriber where email = 'new@example.org'"), Is.Zero);
            Assert.That(await site.QueryAsync<string>("select address from letter where kind = 'move'"), Is.EqualTo("new@example.org"));
        }
    }

    [TestCase("erase_everything"), TestCase(""), TestCase("link")]
    public async Task A_button_that_is_not_there_does_nothing(string action)
    {
        var before = await DatabaseDump.ReadAsync(site.Get<Database>());
        Assert.That((await PressAsync(action)).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await DatabaseDump.ReadAsync(site.Get<Database>()), Is.EqualTo(before));
    }

    [Test]
    public async Task An_old_link_changes_nothing_and_offers_a_new_one_by_mail_once_a_day()
    {
        var link = await LinkAsync();
        site.Clock.Advance(TimeSpan.FromDays(90));
        Assert.That((await site.Http.GetAsync(link)).StatusCode, Is.EqualTo(HttpStatusCode.OK), "to the second");
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var shown = await site.Http.GetAsync(link);
        var saved = await PressAsync(site, link, "save", ("cadence", "weekly"));
        var asked = await PressAsync(site, link, "link");
        var again = await PressAsync(site, link, "link");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((shown.StatusCode, saved.StatusCode, asked.StatusCode), Is.EqualTo((HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.OK)));
            Assert.That((await shown.PageAsync()).QuerySelector("input[name=action]")!.GetAttribute("value"), Is.EqualTo("link"));
            Assert.That((await site.RowAsync(Ann))!.Cadence, Is.EqualTo("daily"));
            Assert.That(await site.QueryAsync<(string, string)>("select kind, address from letter where kind = 'link'"), Is.EqualTo(("link", Ann)));
            Assert.That(await again.FingerprintAsync(), Is.EqualTo(await asked.FingerprintAsync()));
            Assert.That((await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync(Ann, TokenPurpose.Leave)}", null)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await site.StatusAsync(Ann), Is.EqualTo("unsubscribed"), "leaving works for ever");
        }
    }

    [TestCase("pending"), TestCase("unsubscribed")]
    public async Task Who_does_not_read_it_is_shown_the_form_whatever_they_press(string status)
    {
        await site.Get<Writer>().WriteAsync((c, t) => c.ExecuteAsync("update subscription set status = @status", new { status }, t));
        var before = await DatabaseDump.ReadAsync(site.Get<Database>());
        var shown = await site.Http.GetAsync(await LinkAsync());
        await PressAsync("save", ("cadence", "weekly"));
        await PressAsync("erase", ("sure", "yes"));

        Assert.That((await shown.PageAsync()).QuerySelector("main a")!.GetAttribute("href"), Is.EqualTo("/?newsletter=oxide"));
        Assert.That(await DatabaseDump.ReadAsync(site.Get<Database>()), Is.EqualTo(before));
    }

    [Test]
    public async Task The_download_holds_what_there_is_of_the_person_and_nothing_of_others()
    {
        await site.ReaderAsync("bob@example.org");
        var answer = await PressAsync("download");
        var text = await answer.Content.ReadAsStringAsync();
        var data = JsonDocument.Parse(text).RootElement;
        var subscription = data.GetProperty("subscriptions").EnumerateArray().Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
            Assert.That(answer.Header("Cache-Control"), Is.EqualTo("no-store"));
            Assert.That(data.GetProperty("email").GetString(), Is.EqualTo(Ann));
            Assert.That(subscription.GetProperty("consent").EnumerateArray().Select(e => e.GetProperty("act").GetString()), Is.EqualTo(["requested", "confirmed", "exported"]));
            Assert.That(subscription.GetProperty("letters").GetArrayLength(), Is.EqualTo(1));
            Assert.That(text, Does.Not.Contain("bob@"));
        }
    }
}
