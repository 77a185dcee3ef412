using Microsoft.Playwright;

namespace Digest.BrowserTests;

/// <summary>
/// The one Chromium of a test run. It is Debian's, unless <c>DIGEST_CHROMIUM</c> names another; it runs without its
/// sandbox (tests run as root in containers) and calls nobody by itself.
/// </summary>
[SetUpFixture]
public sealed class Browser
{
    private static IPlaywright? playwright;
    private static IBrowser? shared;

    /// <summary>Tests take a context of their own from it: see <see cref="BrowserTest"/>.</summary>
    public static IBrowser Shared => shared ?? throw new InvalidOperationException("The browser has not been started.");

    [OneTimeSetUp]
    public async Task Start()
    {
        playwright = await Playwright.CreateAsync();
        shared = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("DIGEST_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            ],
        });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (shared is not null)
            await shared.DisposeAsync();
        playwright?.Dispose();
    }
}
