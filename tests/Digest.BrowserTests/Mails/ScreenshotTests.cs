using Digest.Tests.Mails;
using Digest.World;
using Microsoft.Playwright;

namespace Digest.BrowserTests.Mails;

/// <summary>
/// Pictures of the gallery for people to look at, in the folder that <c>DIGEST_SCREENSHOTS</c> names (<c>tests/screenshots</c>
/// does), else in one that goes away. Those of the README come into the folder <c>readme</c> in it.
/// </summary>
[Category("Full")]
public sealed class ScreenshotTests
{
    [Test]
    public async Task Every_theme_is_pictured_in_every_language_narrow_and_wide_light_and_dark_without_pictures_and_without_styles()
    {
        using var temp = new TempFolder();
        var folder = Environment.GetEnvironmentVariable("DIGEST_SCREENSHOTS") is { Length: > 0 } named ? named : temp.Path;
        await using var window = await MailWindow.OpenAsync();
        foreach (var mail in Gallery.All.Where(m => m.Edition is "calm" or "rich" or "nasty"))
        {
            await window.ShowAsync(mail);
            foreach (var (width, scheme) in (IEnumerable<(int, ColorScheme)>)[(640, ColorScheme.Light), (640, ColorScheme.Dark), (320, ColorScheme.Light), (320, ColorScheme.Dark)])
                await TakeAsync(window, folder, $"{mail.Name}-{width}-{scheme.ToString().ToLowerInvariant()}", width, scheme);
            await window.Page.EvaluateAsync("() => document.querySelectorAll('style').forEach(s => s.remove())");
            await TakeAsync(window, folder, $"{mail.Name}-640-no-styles", 640, ColorScheme.Light);
            await window.ShowAsync(mail, pictures: false);
            await TakeAsync(window, folder, $"{mail.Name}-640-no-pictures", 640, ColorScheme.Light);
        }
        Assert.That(Directory.GetFiles(folder, "*.png"), Has.Length.EqualTo(3 * 4 * 3 * 6));
    }

    [Test]
    public async Task The_pictures_of_the_README_weigh_little()
    {
        using var temp = new TempFolder();
        var folder = Path.Combine(Environment.GetEnvironmentVariable("DIGEST_SCREENSHOTS") is { Length: > 0 } named ? named : temp.Path, "readme");
        await using var window = await MailWindow.OpenAsync(scale: 1.5f);
        await TakeAsync(window, folder, "edition", 640, ColorScheme.Light, Gallery.Of("standard", "en", "calm"), height: 900);
        await TakeAsync(window, folder, "edition-dark", 360, ColorScheme.Dark, Gallery.Of("full", "de", "calm"), height: 720);
        await TakeAsync(window, folder, "edition-rtl", 360, ColorScheme.Light, Gallery.Of("standard", "ar", "rich"), height: 720);
        Assert.That(Directory.GetFiles(folder).Sum(f => new FileInfo(f).Length), Is.InRange(10_000, 400_000));
    }

    private static Task TakeAsync(MailWindow window, string folder, string name, int width, ColorScheme scheme) =>
        TakeAsync(window, folder, name, width, scheme, mail: null, height: null);

    /// <param name="window">Where it is taken.</param>
    /// <param name="folder">Where it is put.</param>
    /// <param name="name">Without <c>.png</c>.</param>
    /// <param name="width">Of the screen.</param>
    /// <param name="scheme">What the viewer prefers.</param>
    /// <param name="mail">Null: the one that stands there.</param>
    /// <param name="height">Null: all of it.</param>
    private static async Task TakeAsync(MailWindow window, string folder, string name, int width, ColorScheme scheme, GalleryMail? mail, int? height)
    {
        await window.LookAsync(width, scheme, height ?? 640);
        if (mail is not null) await window.ShowAsync(mail);
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = height is null });
    }
}
