using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Digest.Subscribing.Forms;

namespace Digest.Tests.Subscribing.Forms;

/// <summary>Forms that programs fill: answered like all others, and nothing comes of them.</summary>
[OnBothDatabases]
internal sealed partial class BotCheckTests
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(1.9);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [TestCase("trap")]
    [TestCase("too_fast")]
    [TestCase("too_old")]
    [TestCase("forged")]
    public async Task T04_A_form_that_a_program_filled_looks_like_success_and_does_nothing(string reason)
    {
        await using var site = await TestSite.StartAsync();
        var counted = new Dictionary<string, long>();
        using var listener = Listen(site, counted);
        var token = site.Get<FormTokens>().Write();
        site.Clock.Advance(reason switch { "too_fast" => Briefly, "too_old" => Day + TimeSpan.FromSeconds(1), _ => TimeSpan.FromMinutes(1) });
        var (name, value) = reason switch
        {
            "trap" => (FieldNames.Trap, "Buy now"),
            "forged" => (FieldNames.Token, token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA")),
            _ => (FieldNames.Token, token),
        };
        foreach (var json in (bool[])[false, true])
        {
            var answer = await PostAsync(site, json, "bot@example.org", name, value);
            var human = await PostAsync(site, json, $"human{json}@example.org", "x", "y");
            Assert.That(await answer.FingerprintAsync(), Is.EqualTo(await human.FingerprintAsync()));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await site.RowAsync("bot@example.org"), Is.Null);
            Assert.That(await site.CountAsync("select count(*) from subscriber"), Is.EqualTo(2));
            Assert.That(await site.LettersAsync(), Is.EqualTo(2));
            Assert.That(await site.CountAsync("select count(*) from consent"), Is.EqualTo(2));
            Assert.That(counted, Is.EqualTo(new Dictionary<string, long> { [reason] = 2 }));
        }
    }

    [Test]
    public async Task T04_Every_other_token_is_forged([Values("x", "", " ", "RgAAAQ", "ä")] string more)
    {
        await using var site = await TestSite.StartAsync();
        var tokens = site.Get<FormTokens>();
        var token = tokens.Write();
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        if (more.Length > 0) Assert.That(tokens.Judge(token + more), Is.EqualTo(FormAge.Forged));
        else
            for (var i = 0; i < token.Length; i++)
                Assert.That(tokens.Judge(token[..i] + (token[i] == 'A' ? 'E' : 'A') + token[(i + 1)..]), Is.EqualTo(FormAge.Forged), $"{i}");
    }

    [Test]
    public async Task T04_A_form_of_our_own_that_a_person_fills_is_taken_and_so_is_one_without_a_token()
    {
        await using var site = await TestSite.StartAsync();
        var page = await site.Http.GetStringAsync("/");
        var token = Token().Match(page).Groups[1].Value;
        site.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await site.SignUpAsync("person@example.org", (FieldNames.Token, token), (FieldNames.Trap, ""))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        site.Clock.Advance(Day - TimeSpan.FromSeconds(2));
        await site.SignUpAsync("patient@example.org", (FieldNames.Token, token));
        await site.SignUpAsync("elsewhere@example.org");

        foreach (var email in (string[])["person@example.org", "patient@example.org", "elsewhere@example.org"])
            Assert.That(await site.StatusAsync(email), Is.EqualTo("pending"), email);
    }

    [Test]
    public async Task A_browser_keeps_the_page_no_longer_than_its_token_is_fresh()
    {
        await using var site = await TestSite.StartAsync();
        var tag = (await site.Http.GetAsync("/")).Headers.ETag!;
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.NotModified));
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.That(await StatusAsync(), Is.EqualTo(HttpStatusCode.OK));

        async Task<HttpStatusCode> StatusAsync() =>
            (await site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { tag } } })).StatusCode;
    }

    [Test]
    public async Task Who_mends_a_typing_error_goes_on_with_the_form_that_they_have()
    {
        await using var site = await TestSite.StartAsync();
        var token = Token().Match(await site.Http.GetStringAsync("/")).Groups[1].Value;
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        var again = await site.SignUpAsync("no address", (FieldNames.Token, token));
        Assert.That(Token().Match(await again.Content.ReadAsStringAsync()).Groups[1].Value, Is.EqualTo(token));
    }

    private static Task<HttpResponseMessage> PostAsync(TestSite site, bool json, string email, string name, string value) => json
        ? site.Http.PostAsJsonAsync("/subscribe", new Dictionary<string, string> { ["email"] = email, [name] = value })
        : site.SignUpAsync(email, (name, value));

    private static MeterListener Listen(TestSite site, Dictionary<string, long> counted)
    {
        var factory = site.Get<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == "digest.signup.ignored") l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, n, tags, _) => counted[(string)tags[0].Value!] = counted.GetValueOrDefault((string)tags[0].Value!) + n);
        listener.Start();
        return listener;
    }

    [GeneratedRegex("form_token\" value=\"([^\"]+)", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
