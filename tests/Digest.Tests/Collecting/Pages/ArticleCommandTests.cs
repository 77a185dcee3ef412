using System.Text.Json;
using Digest.World;

namespace Digest.Tests.Collecting.Pages;

/// <summary><c>digest article show</c>, as people and scripts run it.</summary>
[TestFixture]
internal sealed class ArticleCommandTests
{
    private static readonly string[] Contract = ["title", "byline", "published", "highlights", "text", "image", "language"];

    [Test, Category("Corpus")]
    public async Task The_trade_news_page_is_shown_as_the_contract_says()
    {
        var page = Path.Combine(Checkout.Corpora!, "trade-news", "page.html");
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Corpora!, "trade-news", "expected.json")));
        var result = await DigestProcess.RunAsync("article", "show", page, "--url", "https://rareearthexchanges.com/news/", "--json");
        Assert.That((result.ExitCode, result.Err), Is.EqualTo((0, "")));
        using var shown = JsonDocument.Parse(result.Out);

        Assert.That(shown.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(Contract));
        foreach (var name in new[] { "title", "byline", "published", "language" })
            Assert.That(shown.RootElement.GetProperty(name).ToString(), Is.EqualTo(expected.RootElement.GetProperty(name).ToString()), name);
        Assert.That(shown.RootElement.GetProperty("highlights").EnumerateArray().Select(h => h.GetString()), Is.EqualTo(expected.RootElement.GetProperty("highlights").EnumerateArray().Select(h => h.GetString())));
        Assert.That(shown.RootElement.GetProperty("text").GetString(), Does.StartWith("Baogang Group has officially unveiled").And.EndWith("who controls the future of rare earths.").And.Not.Contain("opens in a new tab"));
    }

    [Test]
    public async Task Without_json_it_is_for_people_and_relative_addresses_follow_the_url()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("page.html"), $"<html lang=en-GB><head><meta property=og:image content=a.jpg><title>Acid</title></head><body><h1>Acid</h1>{Reading.Body}</body></html>");
        var result = await DigestProcess.RunAsync("article", "show", folder.File("page.html"), "--url", "https://oxide.example/news/");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Out, Does.StartWith("Acid\n(no author)  (no date)  [en]  https://oxide.example/news/a.jpg\n\n* Two separation plants"));
    }

    [TestCase(1, "a sign-in page, not an article", "article", "show", "wall.html", "--json")]
    [TestCase(1, "can't be read", "article", "show", "nothing.html")]
    [TestCase(1, "is a folder", "article", "show", ".")]
    [TestCase(2, "--url must be an http or https address", "article", "show", "wall.html", "--url", "nowhere")]
    [TestCase(2, "Required argument 'FILE-or-URL' missing", "article", "show")]
    public async Task What_fails_is_one_line_and_its_exit_code(int code, string words, params string[] arguments)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("wall.html"), "<title>Sign in</title><h1>Sign in</h1><form><input type=password></form><p>To read on, sign in to your account.</p>");
        var result = await DigestProcess.RunAsync(new ProcessPlan { Arguments = arguments, WorkingFolder = folder.Path });

        Assert.That(result.ExitCode, Is.EqualTo(code), result.Err);
        Assert.That(result.Err, Does.Contain(words).And.Not.Contain("\n"));
        Assert.That(result.Out, Is.Empty);
    }
}
