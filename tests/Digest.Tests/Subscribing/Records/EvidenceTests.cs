using System.Net.Http.Headers;
using System.Text;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Keys;
using Digest.Subscribing.Erasing;
using Digest.Subscribing.Records;
using Digest.Tests.Composing;

namespace Digest.Tests.Subscribing.Records;

/// <summary>What is written down of a person's yes and no, and what is not.</summary>
[OnBothDatabases]
internal sealed class EvidenceTests
{
    private const string Ann = "ann@example.org";
    private TestSite site = null!;

    [SetUp]
    public async Task Start() => site = await TestSite.StartAsync(new()
    {
        ["Newsletters:0:PrivacyUrl"] = "https://www.example.org/privacy",
        ["Newsletters:0:Form:Consent"] = "I want it, and may leave.",
        ["Subscribing:AllowedOrigins:0"] = "https://www.example.org",
    });

    [TearDown]
    public async Task Stop() => await site.DisposeAsync();

    private async Task LiveAsync()
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, "/subscribe") { Content = new FormUrlEncodedContent([new("email", Ann)]) };
        form.Headers.Referrer = new Uri("https://www.example.org/news?from=search");
        form.Headers.UserAgent.Add(new ProductInfoHeaderValue("TellTaleBrowser", "1.0"));
        (await site.Http.SendAsync(form)).EnsureSuccessStatusCode();
        await site.Http.PostAsync($"/confirm/{await site.TokenAsync(Ann, TokenPurpose.Confirm)}", null);
        await PressAsync("save", ("text_only", "yes"));
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Http.PostAsync($"/unsubscribe/{await site.TokenAsync(Ann, TokenPurpose.Leave)}", new StringContent("List-Unsubscribe=One-Click"));
    }

    private async Task PressAsync(string action, params (string Name, string Value)[] fields) => await site.Http.PostAsync(
        $"/preferences/{await site.TokenAsync(Ann, TokenPurpose.Preferences)}",
        new FormUrlEncodedContent([new("action", action), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]));

    private Task<PersonRecord> RecordAsync() => site.Get<PersonRecords>().OfAsync(MailAddress.Parse(Ann)!, default);

    [Test]
    public async Task Each_act_is_there_with_what_was_shown_when_where_and_how()
    {
        await LiveAsync();
        var evidence = (await RecordAsync()).Subscriptions.Single().Evidence;
        var asked = evidence[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(evidence.Select(e => $"{e.Act} {e.Way}"), Is.EqualTo(["requested form", "confirmed page", "settings page", "left one-click"]));
            Assert.That((asked.Wording, asked.Privacy, asked.Page, asked.Client), Is.EqualTo(("I want it, and may leave.", "https://www.example.org/privacy", "https://www.example.org/news", "127.0.0.0/24")));
            Assert.That(asked.Version, Does.Match("^[0-9a-f]{8}$"));
            Assert.That(evidence[2].Detail, Is.EqualTo("format: text"));
        }
    }

    [Test]
    public async Task The_dossier_tells_it_to_somebody_who_knows_nothing_of_the_program()
    {
        await LiveAsync();
        var text = string.Join('\n', Dossier.Of(Ann, await RecordAsync(), site.Clock.GetUtcNow()));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.StartWith($"Evidence of consent: {Ann}\n").And.Contain("The Daily Oxide (oxide)"));
            Assert.That(text, Does.Contain("2026-11-24 08:00:00  asked to subscribe (form), on https://www.example.org/news, from the network 127.0.0.0/24"));
            Assert.That(text, Does.Contain("shown: \"I want it, and may leave.\"").And.Contain("privacy notice: https://www.example.org/privacy"));
            Assert.That(text, Does.Contain("2026-11-24 09:00:00  left (one click in the mail program)").And.Contain("Not mailed by oxide since 2026-11-24 09:00:00: they left."));
        }
    }

    [Test]
    public async Task After_an_erasure_dates_and_acts_are_left_and_found_by_the_address_alone()
    {
        await LiveAsync();
        await site.Get<Erasure>().EraseAsync(MailAddress.Parse(Ann)!, "cli", default);
        var person = await RecordAsync();
        var text = string.Join('\n', Dossier.Of("(asked for)", person, site.Clock.GetUtcNow()));

        Assert.That(text, Does.Contain("had their data erased").And.Contain("confirmed (button of a page)").And.Not.Contain("ann@").And.Not.Contain("127.0.0"));
        Assert.That(Happening.Of(person).Select(h => h.At), Is.Ordered);
        Assert.That(PersonJson.Trace(Ann, person)["events"]!.AsArray(), Has.Count.GreaterThan(4));
    }

    [Test]
    public async Task T20_No_secret_stands_in_the_database()
    {
        await LiveAsync();
        await PressAsync("move", ("email", "new@example.org"));
        var dump = string.Join('\n', (await DatabaseDump.ReadAsync(site.Get<Database>())).Values);
        var secrets = new List<string>();
        foreach (var purpose in Enum.GetValues<TokenPurpose>()) secrets.Add(await site.TokenAsync(Ann, purpose));
        foreach (var token in secrets.ToList()) secrets.Add(Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(token)));
        var keys = site.Get<KeyRing>();
        foreach (var secret in (byte[][])[keys.Token.Secret, keys.Address.Secret]) secrets.AddRange([Convert.ToHexString(secret), Convert.ToBase64String(secret)]);

        Assert.That(secrets.Where(s => dump.Contains(s, StringComparison.OrdinalIgnoreCase)), Is.Empty);
        var files = DatabaseDump.FilesWith(site.DataFolder, Encoding.Latin1.GetString(keys.Token.Secret)).Select(Path.GetFileName);
        Assert.That(files, Is.Empty, "nor in its raw bytes; the master key wraps it");
    }

    [Test]
    public async Task T57_By_default_nobody_is_watched()
    {
        await LiveAsync();
        var dump = string.Join('\n', (await DatabaseDump.ReadAsync(site.Get<Database>())).Values);
        Assert.That(dump, Does.Not.Contain("TellTale").And.Not.Contain("127.0.0.1").And.Not.Contain("from=search"));

        var edition = MailWorld.Edition(MailWorld.Newsletter(), MailWorld.Stories(5));
        var mail = MailWorld.Render(edition);
        using var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.Html);
        var images = page.QuerySelectorAll("img").Select(i => i.GetAttribute("src"));
        Assert.That(images, Is.SubsetOf(edition.Stories.Select(s => s.Image)), "no pixel, no proxy: a story's own picture");
        foreach (var story in edition.Stories)
            Assert.That(page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")), Does.Contain(story.Url), "links lead where they say");
        Assert.That(mail.Html, Does.Not.Contain("background=").And.Not.Contain("url(http"));
    }
}
