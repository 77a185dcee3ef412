using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Digest.BrowserTests;

/// <summary>A test in a browser that has never seen anything: its own context, so no cookie or cache of another test.</summary>
public abstract class BrowserTest
{
    private readonly ConcurrentQueue<string> faults = new();
    private IBrowserContext? context;

    /// <summary>More pages of the same visitor come from here.</summary>
    protected IBrowserContext Context => context ?? throw new InvalidOperationException("The test has not begun.");

    protected IPage Page { get; private set; } = null!;

    /// <summary>Errors that pages of this test met: uncaught exceptions and messages at the error level, in order.</summary>
    protected IReadOnlyList<string> Faults => [.. faults];

    [SetUp]
    public async Task OpenBrowser()
    {
        faults.Clear();
        context = await Browser.Shared.NewContextAsync(Options());
        context.SetDefaultTimeout(15_000);
        context.WebError += (_, error) => faults.Enqueue(error.Error);
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
                faults.Enqueue($"{message.Text} {message.Location}");
        };
        Page = await context.NewPageAsync();
    }

    [TearDown]
    public async Task CloseBrowser()
    {
        if (context is not null)
            await context.DisposeAsync();
    }

    /// <summary>What kind of visitor it is: language, zone, screen, scripts or none.</summary>
    protected virtual BrowserNewContextOptions Options() => new() { Locale = "en-GB", TimezoneId = "Europe/Berlin" };
}
