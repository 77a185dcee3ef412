using System.Text.Json;
using Deque.AxeCore.Playwright;
using Digest.World;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Digest.BrowserTests;

/// <summary>The form that <c>digest form</c> prints, on a page of another origin whose policy allows no script but ours.</summary>
public sealed class SignUpFormTests : BrowserTest
{
    private const string Success = "Look into your inbox";

    private Newsroom room = null!;
    private DigestProcess server = null!;
    private string snippet = "";

    [OneTimeSetUp]
    public async Task Open()
    {
        room = await Newsroom.OpenAsync(smtp: false);
        room.Settings["Digest__Subscribing__AllowedOrigins__0"] = room.Site.Origin;
        room.Settings["Digest__Subscribing__SignupsPerClientPerHour"] = "1000";
        room.Settings["Digest__Subscribing__SignupsPerClientPerDay"] = "1000";
        room.Settings["Digest__Newsletters__0__Form__Success"] = $"{Success}.";
        server = await room.ServeAsync();
        snippet = (await room.DoAsync("form", Newsroom.Slug)).Out;
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await server.DisposeAsync();
        await room.DisposeAsync();
    }

    [Test]
    public async Task Without_scripts_the_plain_form_signs_up()
    {
        await using var context = await Browser.Shared.NewContextAsync(new() { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(Put("/plain", snippet));
        await page.GetByLabel("e-mail").FillAsync("plain@readers.example");
        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(page.GetByText(Success)).ToBeVisibleAsync();
        Assert.That(page.Url, Is.EqualTo($"{room.Address}/subscribe"));
        Assert.That(await StandingAsync("plain@readers.example"), Is.EqualTo(("pending", (string?)null)));
    }

    [Test]
    public async Task With_scripts_the_success_text_takes_the_forms_place_and_the_focus_and_the_zone_arrives()
    {
        await Page.GotoAsync(Put("/two", snippet + "<hr>" + snippet.Replace("oxide-", "second-", StringComparison.Ordinal)));
        var forms = Page.Locator("form[data-digest]");
        await Expect(forms).ToHaveCountAsync(2);
        await forms.First.GetByLabel("e-mail").FillAsync("script@readers.example");
        await forms.First.GetByLabel("e-mail").PressAsync("Enter");
        await forms.First.GetByRole(AriaRole.Button).ClickAsync(); // impatient

        var told = Page.GetByRole(AriaRole.Status);
        await Expect(told).ToContainTextAsync(Success);
        await Expect(told).ToBeFocusedAsync();
        await Expect(Page.Locator("form")).ToHaveCountAsync(1);
        Assert.That(Page.Url, Does.EndWith("/two"));
        Assert.That(await StandingAsync("script@readers.example"), Is.EqualTo(("pending", "Europe/Berlin")));
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public async Task An_error_stands_at_the_field_and_is_gone_when_it_is_mended()
    {
        await Page.GotoAsync(Put("/wrong", snippet));
        var field = Page.GetByLabel("e-mail");
        await Expect(Page.Locator("form[data-digest]")).ToHaveCountAsync(1);
        await field.FillAsync("ann@localhost");
        await Page.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name@example.org");
        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        var described = (await field.GetAttributeAsync("aria-describedby"))!.Split(' ');
        Assert.That(described, Has.Length.EqualTo(2).And.Contains("oxide-consent"));
        await Expect(Page.Locator($"#{described[1]}")).ToContainTextAsync("name@example.org");
        Assert.That((await Page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Help}"), Is.Empty);

        await field.FillAsync("mended@gmial.com");
        await Page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Status)).ToContainTextAsync("mended@gmail.com");
        await Expect(field).Not.ToHaveAttributeAsync("aria-invalid", "true");
        Assert.That((await StandingAsync("mended@gmial.com")).Status, Is.EqualTo("pending"), "a hint refuses nobody");
    }

    [Test]
    public async Task T13_Where_fetch_may_not_the_form_is_sent_as_it_is_and_once()
    {
        // The same site by a name that is not listed.
        await Page.GotoAsync(Put("/unlisted", snippet).Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        await Expect(Page.Locator("form[data-digest]")).ToHaveCountAsync(1);
        await Page.GetByLabel("e-mail").FillAsync("unlisted@readers.example");
        await Page.GetByRole(AriaRole.Button).ClickAsync();

        await Page.WaitForURLAsync($"{room.Address}/subscribe");
        await Expect(Page.GetByText(Success)).ToBeVisibleAsync();
        Assert.That(await StandingAsync("unlisted@readers.example"), Is.EqualTo(("pending", "Europe/Berlin")));
        var proof = await room.DoAsync("subscribers", "list", Newsroom.Slug);
        Assert.That(proof.Out.Split("unlisted@").Length, Is.EqualTo(2));
    }

    [Test]
    public async Task The_trap_of_the_landing_page_is_seen_and_met_by_nobody()
    {
        await Page.GotoAsync(room.Address);
        var field = Page.GetByLabel("e-mail");
        await field.FocusAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await field.FocusAsync();
        await Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(Page.Locator("[name=digest_comment]")).Not.ToBeFocusedAsync();
        Assert.That(await Page.Locator(".away").EvaluateAsync<double>("e => e.getBoundingClientRect().width"), Is.LessThanOrEqualTo(1));
        Assert.That(await Page.Locator("script").CountAsync(), Is.Zero, "our own pages need none");
    }

    private string Put(string path, string body) => room.Site.Set(path, FeedPage.Html($"<!doctype html><html lang=\"en\"><title>Metals</title><link rel=\"icon\" href=\"data:,\"><main><h1>Metals</h1>{body}</main>") with
    {
        Headers = new Dictionary<string, string>
        {
            ["Content-Security-Policy"] = $"default-src 'none'; script-src {room.Address}; connect-src {room.Address}; form-action {room.Address}; style-src 'unsafe-inline'; img-src data:",
        },
    });

    private async Task<(string? Status, string? Zone)> StandingAsync(string email)
    {
        using var shown = JsonDocument.Parse((await room.DoAsync("subscribers", "show", email, "--json")).Out);
        var standing = shown.RootElement.GetProperty("subscriptions")[0];
        return (standing.GetProperty("status").GetString(), standing.GetProperty("time_zone").GetString());
    }
}
