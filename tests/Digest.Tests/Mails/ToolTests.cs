using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Html.Dom.Events;
using AngleSharp.Html.Parser;

namespace Digest.Tests.Mails;

/// <summary>What others' tools say of the gallery: an HTML5 parser, tidy, SpamAssassin without its network tests.</summary>
internal sealed class ToolTests
{
    /// <summary>What tidy (HTML Tidy 5.6) says of sound HTML that is meant for mail programs; everything else it says fails the test.</summary>
    private static readonly string[] Accepted =
    [
        // Outlook's Word, and programs that drop styles, know no other way.
        "<td> attribute \"align\" not allowed for HTML5",
        // A name of its own direction within a text of its own direction: bdi may stand in bdi.
        "nested emphasis <bdi>",
    ];

    // Spam by agreement: whoever tests for spam finds this.
    private const string Gtube = "Subject: x\n\nXJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n";

    private GalleryFolder folder = null!;

    [OneTimeSetUp]
    public void Write() => folder = new GalleryFolder();

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void An_HTML5_parser_finds_no_error()
    {
        Assert.That(ErrorsOf(OpenedMail.All[0].Html.Replace("</h1>", "</h2>", StringComparison.Ordinal)), Is.Not.Empty, "it finds none at all");
        OpenedMail.Each(m => ErrorsOf(m.Html));
    }

    [Test]
    public async Task Tidy_finds_no_structural_error()
    {
        folder.Write("broken.html", OpenedMail.All[0].Html.Replace("</h1>", "</h2>", StringComparison.Ordinal));
        Assert.That(await TidyAsync("broken"), Is.Not.Empty, "it finds nothing at all");
        Assert.That(await TidyAsync([.. OpenedMail.All.Select(m => m.Of.Name)]), Is.Empty);
    }

    [Test]
    public async Task SpamAssassin_gives_one_point_at_most()
    {
        // Starting costs most, so all in one go; a mail takes it a third of a second.
        var mails = OpenedMail.All.Where(m => m.Of.Edition is "calm" or "nasty" || (m.Of.Theme == "standard" && m.Of.Edition is "rich" or "single")).ToList();
        folder.Write("gtube.eml", Gtube);
        var said = await folder.RunAsync("spamassassin", ["-L", "-t", .. mails.Select(m => $"{m.Of.Name}.eml"), "gtube.eml"]);
        var scores = Regex.Matches(said.Out, @"^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=([\s\S]*?)\n(?=\S)", RegexOptions.Multiline)
            .Select(m => (Score: double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Rules: Regex.Replace(m.Groups[2].Value, @"\s+", ""))).ToList();
        Assert.That(scores, Has.Count.EqualTo(mails.Count + 1), said.Err);
        Assert.That(scores[^1].Score, Is.GreaterThan(100), "it does not even know spam by agreement");
        scores.RemoveAt(mails.Count);
        TestContext.Out.WriteLine($"Measured: SpamAssassin gives {scores.Max(s => s.Score)} at most, {scores.Average(s => s.Score):0.00} on average, to {scores.Count} mails of the gallery");
        Assert.That(scores.Zip(mails).Where(s => s.First.Score > 1.0).Select(s => $"{s.Second.Of.Name}: {s.First.Score} {s.First.Rules}"), Is.Empty);
        Assert.That(scores.Where(s => s.Rules.Contains("BASE64", StringComparison.Ordinal)).Select(s => s.Rules), Is.Empty, "base64 without need");
    }

    private static List<string> ErrorsOf(string html)
    {
        var errors = new List<string>();
        var parser = new HtmlParser(new HtmlParserOptions(), BrowsingContext.New());
        parser.Error += (_, error) => errors.Add(error is HtmlErrorEvent { Position: var at, Code: var code } ? $"{at}: {code}" : "an error");
        parser.ParseDocument(html);
        return errors;
    }

    private async Task<IEnumerable<string>> TidyAsync(params string[] names)
    {
        var said = await folder.RunAsync("tidy", ["-q", "-e", "-utf8", .. names.Select(n => $"{n}.html")]);
        return said.Err.Split('\n').Where(line => line.Length > 0 && !Accepted.Any(a => line.Contains(a, StringComparison.Ordinal)));
    }
}
