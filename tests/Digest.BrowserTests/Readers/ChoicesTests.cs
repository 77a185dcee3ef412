using System.Globalization;
using Digest.World;
using Microsoft.Playwright;
using MimeKit;
using static Microsoft.Playwright.Assertions;

namespace Digest.BrowserTests.Readers;

/// <summary>What readers do by the links of their mails, as a person with a browser does it, with scripts and without.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class ChoicesTests(bool scripts) : BrowserTest
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private Newsroom room = null!;
    private DigestProcess server = null!;

    protected override BrowserNewContextOptions Options() => new()
    {
        Locale = "en-GB",
        TimezoneId = "Europe/Berlin",
        JavaScriptEnabled = scripts,
        ViewportSize = new ViewportSize { Width = 320, Height = 640 },
    };

    [OneTimeSetUp]
    public async Task Open()
    {
        room = await Newsroom.OpenAsync(smtp: false);
        room.Settings["Digest__Newsletters__0__Weekly"] = "Monday";
        room.Settings["Digest__Newsletters__0__ReaderTime"] = "true";
        server = await room.ServeAsync();
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await server.DisposeAsync();
        await room.DisposeAsync();
    }

    [Test]
    public async Task A_person_confirms()
    {
        await Page.GotoAsync(room.Address);
        var opened = System.Diagnostics.Stopwatch.StartNew();
        await Page.GetByLabel("e-mail").FillAsync("ann@readers.example");
        // Who is quicker than a person is taken for a program.
        await Await.Until(() => Task.FromResult(opened.Elapsed.TotalSeconds > 2.5), TimeSpan.FromSeconds(25), "the form to be as old as a person's");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Subscribe" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await Page.GotoAsync(await LinkAsync("ann@readers.example", "/confirm/"));
        await PressAsync("Confirm my subscription");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("confirmed");
        await AssertStandingAsync("ann@readers.example", "\"status\": \"active\"");
    }

    [Test]
    public async Task A_person_chooses_when_and_how_it_comes()
    {
        await OpenPreferencesAsync("bob@readers.example");
        await Page.GetByLabel("Once a week").CheckAsync();
        await Page.GetByLabel("At what time").SelectOptionAsync("06:00");
        await Page.GetByLabel("Where you are").SelectOptionAsync("Asia/Tokyo");
        await Page.GetByLabel("Plain text only").CheckAsync();
        await PressAsync("Save");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved");
        await Expect(Page.GetByLabel("Once a week")).ToBeCheckedAsync();
        await AssertStandingAsync("bob@readers.example", "\"time_zone\": \"Asia/Tokyo\"", "\"send_at\": \"06:00\"");
    }

    [Test]
    public async Task A_person_pauses_and_gets_the_catch_up()
    {
        await OpenPreferencesAsync("cleo@readers.example");
        await PressAsync("Pause until then");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Paused");
        await AssertStandingAsync("cleo@readers.example", "\"status\": \"paused\"");
        await SendAsync();
        await PressAsync("End the pause now");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The pause is over");
        await SendAsync();
        await Await.Until(() => Task.FromResult(Mails("cleo@readers.example").Any(m => m.TextBody!.Contains("What you missed", StringComparison.Ordinal))), Long, "the catch-up edition");
    }

    [Test]
    public async Task A_person_moves_to_another_address()
    {
        await OpenPreferencesAsync("dora@readers.example");
        await Page.GetByLabel("New e-mail address").FillAsync("dora@new.example");
        await PressAsync("Change the address");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("inbox of the new address");
        await Page.GotoAsync(await LinkAsync("dora@new.example", "/address/"));
        await PressAsync("Send it to this address");
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("From now on");
        await AssertStandingAsync("dora@new.example", "\"status\": \"active\"");
        await LinkAsync("dora@readers.example", "/?newsletter=");
    }

    [Test]
    public async Task A_person_leaves_and_takes_it_back()
    {
        await OpenPreferencesAsync("egon@readers.example");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Leave this newsletter" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Once a week instead" })).ToBeVisibleAsync();
        await PressAsync("Leave this newsletter");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "You have left" })).ToBeVisibleAsync();
        await AssertStandingAsync("egon@readers.example", "\"status\": \"unsubscribed\"");
        await PressAsync("take it back");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Welcome back" })).ToBeVisibleAsync();
        await AssertStandingAsync("egon@readers.example", "\"status\": \"active\"");
    }

    [Test]
    public async Task A_person_downloads_what_is_held_and_is_erased_after_a_second_question()
    {
        await OpenPreferencesAsync("fred@readers.example");
        var download = await Page.RunAndWaitForDownloadAsync(() => PressAsync("Download my data"));
        Assert.That(await File.ReadAllTextAsync(await download.PathAsync()), Does.Contain("\"email\": \"fred@readers.example\""));
        await PressAsync("Erase me");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Erase everything about you?" })).ToBeVisibleAsync();
        await AssertStandingAsync("fred@readers.example", "\"status\": \"active\"");
        await PressAsync("Erase everything");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "You are erased" })).ToBeVisibleAsync();
        await AssertStandingAsync("fred@readers.example", "\"suppressed\": \"erased\"");
    }

    private async Task OpenPreferencesAsync(string email)
    {
        await room.DoAsync("subscribers", "add", Newsroom.Slug, email, "--status", "active");
        await SendAsync();
        await Page.GotoAsync(await LinkAsync(email, "/preferences/"));
        await Expect(Page.GetByText(email)).ToBeVisibleAsync();
        Assert.That(await Page.Locator("html").EvaluateAsync<int>("e => e.scrollWidth"), Is.LessThanOrEqualTo(320), "nothing stands out of a narrow screen");
    }

    private async Task SendAsync()
    {
        room.Publish(2);
        await room.DoAsync("send", Newsroom.Slug);
    }

    private Task PressAsync(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    private async Task AssertStandingAsync(string email, params string[] words)
    {
        var shown = await room.DoAsync("subscribers", "show", email, "--json");
        foreach (var word in words) Assert.That(shown.Out, Does.Contain(word));
        Assert.That(Faults, Is.Empty);
    }

    private async Task<string> LinkAsync(string to, string kind)
    {
        string? link = null;
        await Await.Until(() => Task.FromResult((link = Mails(to).SelectMany(m => (m.TextBody ?? "").Split('\n', '\r')).FirstOrDefault(l => l.StartsWith(room.Address, StringComparison.Ordinal) && l.Contains(kind, StringComparison.Ordinal))) is not null),
            Long, string.Create(CultureInfo.InvariantCulture, $"a mail to {to} with a link {kind}"));
        return link!;
    }

    private IEnumerable<MimeMessage> Mails(string to) => Directory.Exists(room.Outbox)
        ? Directory.EnumerateFiles(room.Outbox, "*.eml").OrderByDescending(File.GetLastWriteTimeUtc).Select(file => MimeMessage.Load(file)).Where(m => m.To.Mailboxes.Single().Address == to)
        : [];
}
