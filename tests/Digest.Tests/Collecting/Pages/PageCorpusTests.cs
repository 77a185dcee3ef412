using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Digest.Collecting.Pages;
using Digest.World;

namespace Digest.Tests.Collecting.Pages;

/// <summary>Real pages against what people say is the article in them, and the trade-news page field by field.</summary>
[TestFixture, Category("Corpus")]
internal sealed partial class PageCorpusTests
{
    private static readonly Uri Address = new("http://fakehost/test/page.html");

    private static string Folder(string name) => Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), name);

    [Test]
    public void Pages_give_the_text_and_the_title_that_people_see_in_them()
    {
        var scores = Directory.GetDirectories(Folder("pages")).Order(StringComparer.Ordinal).Select(Score).ToList();
        var times = scores.Select(static score => score.Took).Order().ToList();
        // Rules were made with the even half in view; the odd half tells whether they are rules.
        var halves = scores.Index().GroupBy(static s => s.Index % 2, static s => s.Item.F1).Select(static half => half.Average()).ToList();
        var (mean, titles) = (scores.Average(static score => score.F1), scores.Count(static score => score.HasTitle) / (double)scores.Count);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Measured: pages: {scores.Count}, mean token F1 {mean:F4} (halves {halves[0]:F4} and {halves[1]:F4}), titles {titles:P1}, median {times[times.Count / 2].TotalMilliseconds:F0} ms, worst {times[^1].TotalMilliseconds:F0} ms"));
        foreach (var score in scores.Where(static s => s.F1 < 0.95 || !s.HasTitle)) TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {score.Name}: F1 {score.F1:F3}, title {score.HasTitle}"));

        Assert.That(scores, Has.Count.GreaterThan(20));
        Assert.That(mean, Is.GreaterThanOrEqualTo(0.95));
        Assert.That(titles, Is.GreaterThanOrEqualTo(0.98));
    }

    [Test]
    public void The_trade_news_page_gives_exactly_what_it_should()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder("trade-news"), "expected.json")));
        var reading = PageReader.Read(File.ReadAllBytes(Path.Combine(Folder("trade-news"), "page.html")), "text/html", new Uri("https://rareearthexchanges.com/news/"));
        using var actual = JsonDocument.Parse(PageJson.Write(((PageReading.Read)reading).Article));

        foreach (var field in expected.RootElement.EnumerateObject())
            Assert.That(Plain(actual.RootElement.GetProperty(field.Name)), Is.EqualTo(Plain(field.Value)), field.Name);
    }

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Array ? string.Join('\n', value.EnumerateArray().Select(Plain)) : Space().Replace(value.GetString() ?? "(null)", " ").Trim();

    private static (string Name, double F1, bool HasTitle, TimeSpan Took) Score(string folder)
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected-metadata.json")));
        var bytes = File.ReadAllBytes(Path.Combine(folder, "source.html"));
        var watch = Stopwatch.StartNew();
        var article = (PageReader.Read(bytes, null, Address) as PageReading.Read)?.Article;
        var took = watch.Elapsed;
        return (Path.GetFileName(folder), F1(article?.Text ?? "", ShownText(File.ReadAllText(Path.Combine(folder, "expected.html")))), IsTitle(article?.Title, facts.RootElement.GetProperty("title").GetString()!, facts.RootElement), took);
    }

    /// <summary>The expected title, or that without the site's name, which the corpus leaves on.</summary>
    private static bool IsTitle(string? title, string expected, JsonElement facts) => title == expected
        || (title is not null && expected.StartsWith(title, StringComparison.Ordinal) && facts.GetProperty("siteName").GetString() is { } site
            && expected[title.Length..].Trim(' ', '|', '–', '-') == site);

    private static string ShownText(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        foreach (var element in document.QuerySelectorAll("p, div, br, li, h1, h2, h3, h4, h5, h6, td, th, tr, pre, figcaption, dt, dd, section"))
            element.After(document.CreateTextNode(" "));
        return document.Body!.TextContent;
    }

    /// <summary>The harmonic mean of how many words of the text are the article's, and how many of the article's words are in the text.</summary>
    private static double F1(string text, string expected)
    {
        var (found, meant) = (Tokens(text), Tokens(expected));
        var shared = found.Sum(token => Math.Min(token.Value, meant.GetValueOrDefault(token.Key)));
        return shared == 0 ? 0 : 2.0 * shared / (found.Values.Sum() + meant.Values.Sum());
    }

    private static Dictionary<string, int> Tokens(string text) => Word().Matches(text.ToLowerInvariant()).GroupBy(static word => word.Value).ToDictionary(static same => same.Key, static same => same.Count());

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
