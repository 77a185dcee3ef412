using Deque.AxeCore.Playwright;
using Digest.Tests.Mails;
using Microsoft.Playwright;

namespace Digest.BrowserTests.Mails;

/// <summary>Mails as they look in a real browser: on narrow and wide screens, light and dark, without pictures, without styles.</summary>
public sealed class MailLookTests
{
    private static readonly string[] Editions = ["calm", "rich", "nasty"];
    private MailWindow window = null!;

    [OneTimeSetUp]
    public async Task Open() => window = await MailWindow.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await window.DisposeAsync();

    [Test]
    public async Task A_mail_can_be_read_at_320_and_640_pixels_light_dark_without_pictures_and_without_styles(
        [Values("standard", "brief", "full")] string theme, [Values("en", "de", "ar", "zh")] string language)
    {
        var problems = new List<string>();
        foreach (var edition in Editions)
        {
            await LookAsync(Gallery.Of(theme, language, edition), pictures: true, stripped: false, problems);
            await LookAsync(Gallery.Of(theme, language, edition), pictures: false, stripped: false, problems);
            await LookAsync(Gallery.Of(theme, language, edition), pictures: true, stripped: true, problems);
        }
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public async Task Axe_finds_nothing_serious([Values("standard", "brief", "full")] string theme, [Values("en", "de", "ar", "zh")] string language)
    {
        var problems = new List<string>();
        // The nasty one holds everything but topics.
        foreach (var edition in theme == "standard" ? Editions.Skip(1) : ["nasty"])
        {
            await window.ShowAsync(Gallery.Of(theme, language, edition));
            await window.LookAsync(640, ColorScheme.Light);
            var found = await window.Page.RunAxe();
            problems.AddRange(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{edition}: {v.Id}: {v.Help}: {v.Nodes[0].Html}"));
            Assert.That(found.Passes, Has.Length.GreaterThan(5));
        }
        Assert.That(problems, Is.Empty);
    }

    [Test]
    public async Task What_cannot_be_read_is_noticed()
    {
        await window.ShowAsync(Gallery.Of("standard", "en", "calm"));
        await window.LookAsync(320, ColorScheme.Light);
        await window.Page.EvaluateAsync("""
            () => {
              document.querySelector('h1').style.width = '900px';
              document.querySelector('h2').style.marginTop = '700px';
              document.querySelectorAll('p')[0].style.color = '#999';
              document.querySelectorAll('p')[0].style.fontSize = '13px';
            }
            """);
        var problems = string.Join('\n', await window.ProblemsAsync());
        Assert.That(problems, Does.Contain("moves sideways").And.Contain("the first title").And.Contain("contrast").And.Contain("13px"));
    }

    private async Task LookAsync(GalleryMail mail, bool pictures, bool stripped, List<string> problems)
    {
        await window.ShowAsync(mail, pictures);
        if (stripped) await window.Page.EvaluateAsync("() => document.querySelectorAll('style').forEach(s => s.remove())");
        foreach (var width in (int[])[320, 640])
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await window.LookAsync(width, scheme);
                problems.AddRange((await window.ProblemsAsync()).Take(3).Select(p =>
                    $"{mail.Name}, {width}, {scheme}{(pictures ? "" : ", no pictures")}{(stripped ? ", no styles" : "")}: {p}"));
            }
    }
}
