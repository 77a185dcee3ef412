using Deque.AxeCore.Playwright;
using Digest.Templating;
using Microsoft.Playwright;

namespace Digest.BrowserTests.Pages;

/// <summary>Every page that readers see, as it looks in a real browser: narrow and wide, light and dark, in every language that is shipped.</summary>
public sealed class PageLookTests : BrowserTest
{
    private const int Narrow = 320, Wide = 1280;
    private static readonly Templates Shipped = new(Path.Combine(AppContext.BaseDirectory, "templates"));

    private static readonly (string Language, int Width, ColorScheme Scheme)[] Looks =
    [
        ("en", Narrow, ColorScheme.Light), ("en", Narrow, ColorScheme.Dark), ("en", Wide, ColorScheme.Light), ("en", Wide, ColorScheme.Dark),
        ("ar", Narrow, ColorScheme.Dark),
    ];

    private static IEnumerable<string> Names => Samples.Html.Where(name => name.StartsWith("pages/", StringComparison.Ordinal) && !name.StartsWith("pages/outbox", StringComparison.Ordinal));

    [TestCaseSource(nameof(Names))]
    public async Task Axe_finds_no_violation_light_and_dark_narrow_and_wide(string name)
    {
        var problems = new List<string>();
        foreach (var (language, width, scheme) in Looks)
        {
            await ShowAsync(name, language);
            await LookAsync(width, scheme);
            var found = await Page.RunAxe();
            problems.AddRange(found.Violations.Select(v => $"{language}, {width}, {scheme}: {v.Id}: {v.Help}: {v.Nodes[0].Html}"));
            Assert.That(found.Passes, Has.Length.GreaterThan(5));
        }
        Assert.That(problems, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public async Task Nothing_moves_sideways_and_what_is_pressed_is_large_enough_at_320_pixels(string name)
    {
        await LookAsync(Narrow, ColorScheme.Light);
        var problems = new List<string>();
        foreach (var language in Samples.Languages)
        {
            await ShowAsync(name, language);
            problems.AddRange((await Page.EvaluateAsync<string[]>("""
                () => {
                  const found = [];
                  if (document.documentElement.scrollWidth > 320) found.push('moves sideways: ' + document.documentElement.scrollWidth);
                  for (const e of document.querySelectorAll('button, input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([tabindex="-1"]), select, .links a, .choice')) {
                    const box = e.getBoundingClientRect();
                    if (box.width > 0 && box.left >= 0 && box.height < 44) found.push('too low to press: ' + e.outerHTML.slice(0, 80) + ' ' + box.height);
                  }
                  return found;
                }
                """)).Select(p => $"{language}: {p}"));
        }
        Assert.That(problems, Is.Empty);
    }

    private Task ShowAsync(string name, string language) => Page.SetContentAsync(Shipped.Render(
        name, new Samples(dir: language == "ar" ? "rtl" : "ltr", language: language).For(name), new Voice(language)));

    private async Task LookAsync(int width, ColorScheme scheme)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
    }
}
