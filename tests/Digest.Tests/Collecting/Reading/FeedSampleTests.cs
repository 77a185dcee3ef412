using System.Globalization;
using Digest.Collecting;
using Digest.Collecting.Reading;

namespace Digest.Tests.Collecting.Reading;

/// <summary>What real feeds taught, each class in a sample of our own: tests/data/feeds.</summary>
[TestFixture]
internal sealed class FeedSampleTests
{
    private static readonly Uri Address = new("https://mine.example/news/feed.xml");

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "feeds");

    private static IEnumerable<TestCaseData> Expected() => File.ReadLines(Path.Combine(Folder, "expected.tsv")).Skip(1)
        .Select(line => line.Split('\t')).GroupBy(cells => cells[0])
        .Select(file => new TestCaseData(file.Key, file.ToList()).SetArgDisplayNames(file.Key));

    [TestCaseSource(nameof(Expected))]
    public void Every_item_of_a_sample_is_read_right(string file, List<string[]> expected) =>
        Assert.That(Read(file).Items.Select((item, i) => $"{i}|{item.Title}|{item.Url}|{Time(item.Published)}"),
            Is.EqualTo(expected.Select(e => $"{e[1]}|{e[2]}|{e[3]}|{e[4]}")));

    [Test]
    public void Every_sample_is_expected_somewhere() =>
        Assert.That(Directory.GetFiles(Folder).Select(Path.GetFileName).Where(f => f != "expected.tsv"),
            Is.EquivalentTo(Expected().Select(c => c.Arguments[0])));

    [TestCase("titles.xml", FeedFormat.Rss, "Titles & other troubles", "https://mine.example/")]
    [TestCase("links.xml", FeedFormat.Rss, "Links", "https://mine.example/start/")]
    [TestCase("rdf.xml", FeedFormat.Rdf, "RDF", "https://mine.example/")]
    [TestCase("unclosed.xml", FeedFormat.Rss, "Nobody closed these", "https://mine.example/")]
    [TestCase("unclosed-values.xml", FeedFormat.Rss, "Values nobody closed", "https://mine.example/")]
    [TestCase("latin1.xml", FeedFormat.Rss, "Señales", "https://mine.example/")]
    [TestCase("atom-texts.xml", FeedFormat.Atom, "Texts — all kinds", "https://base.example/dir/")]
    [TestCase("atom03.xml", FeedFormat.Atom, "Old Atom", "https://mine.example/")]
    [TestCase("feed.json", FeedFormat.Json, "JSON", "https://mine.example/")]
    public void A_feed_says_what_it_is(string file, FeedFormat format, string title, string home)
    {
        var feed = Read(file);

        Assert.That((feed.Format, feed.Title, feed.Home), Is.EqualTo((format, title, home)));
    }

    [Test]
    public void Authors_times_ids_content_and_tags_are_found_where_formats_put_them()
    {
        var atom = Read("atom-texts.xml").Items;
        var old = Read("atom03.xml").Items[0];
        var json = Read("feed.json").Items;
        var bare = Read("undeclared.xml").Items;
        var mistyped = Read("mistyped-namespaces.xml").Items;

        Assert.That(atom[0].Authors, Is.EqualTo(["The desk"]));
        Assert.That(Time(atom[0].Updated), Is.EqualTo("2026-11-24T07:00:00"));
        Assert.That(Time(old.Updated), Is.EqualTo("2026-11-24T08:00:00"));
        Assert.That(json.Select(i => i.Id), Is.EqualTo(["17", "b", "https://mine.example/3"]));
        Assert.That(json[0].Html, Is.EqualTo("<p>One</p><p>Two</p>"));
        Assert.That(json[0].Authors, Is.EqualTo(["Desk"]));
        Assert.That(json[1].Categories, Is.EqualTo(["tin", "5"]));
        Assert.That(bare[0].Authors, Is.EqualTo(["Markets desk"]));
        Assert.That(bare[0].Html, Is.EqualTo("<p>Body</p>"));
        Assert.That(mistyped[0].Authors, Is.EqualTo(["Markets desk"]));
        Assert.That(mistyped[0].Html, Is.EqualTo("<p>Body</p>"));
        Assert.That(bare[1].Summary, Is.EqualTo("One two three"));
        Assert.That(Read("rdf.xml").Items[0].Categories, Is.EqualTo(["Nickel"]));
    }

    private static Feed Read(string file) =>
        ((FeedReading.Read)FeedReader.Read(File.ReadAllBytes(Path.Combine(Folder, file)), null, Address)).Feed;

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
}
