using System.Diagnostics;
using System.Globalization;
using Digest.Collecting;
using Digest.Collecting.Reading;
using Digest.World;

namespace Digest.Tests.Collecting.Reading;

/// <summary>Real feeds, read as feedparser reads them, or better: where its reading is wrong stands why.</summary>
[TestFixture, Category("Corpus")]
internal sealed class FeedCorpusTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    // What is read otherwise than expected.tsv says, on purpose.
    private static readonly HashSet<(string File, string What)> ReadBetter =
    [
        ("jsonfeed_elastic_1.1.json", "dates"), // times in the form of mails, which are times all the same
        ("rss_2.0_ilmessaggero.xml", "dates"), // Italian names of day and month
        ("rss_2.0_nbcny.xml", "dates"), // an hour with PM behind it
        ("rss_1.0_example_1.xml", "url"), // relative to the feed's home
    ];

    private static string Folder => Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "feeds");

    private static IEnumerable<string[]> Expected() => Checkout.Corpora is null ? [] : File.ReadLines(Path.Combine(Folder, "expected.tsv"))
        .Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split('\t'));

    [Test]
    public void Real_feeds_are_read_as_their_publishers_meant_them()
    {
        var rows = Expected().ToList();
        var wrong = rows.SelectMany(row => Differences(row).Where(d => !ReadBetter.Contains((row[0], d.What))).Select(d => $"{row[0]}: {d.What} {d.Text}")).ToList();
        var right = rows.Count - wrong.Select(w => w.Split(':')[0]).Distinct().Count();
        TestContext.Out.WriteLine($"Measured: feeds: {right} of {rows.Count} files read with the expected title, count, first title, address and dates; {ReadBetter.Count} values read better on purpose");

        Assert.That(rows, Has.Count.GreaterThan(50));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void No_real_feed_takes_long_or_throws()
    {
        FeedReader.Read("<rss><channel><item><title>warm up</title></item></channel></rss>"u8.ToArray(), null, null);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "files")))
        {
            var watch = Stopwatch.StartNew();
            var reading = FeedReader.Read(File.ReadAllBytes(file), null, new Uri("https://feeds.example/a/b.xml"));

            Assert.That(watch.Elapsed, Is.LessThan(Slow), file);
            if (reading is FeedReading.Read read) Assert.That(FeedJson.Write(read.Feed), Does.StartWith("{"));
            else Assert.That(((FeedReading.Refused)reading).Reason, Is.Not.Empty.And.Not.Contains("\n"));
        }
    }

    private static IEnumerable<(string What, string Text)> Differences(string[] row)
    {
        var reading = FeedReader.Read(File.ReadAllBytes(Path.Combine(Folder, "files", row[0])), null, null);
        if (row[1].StartsWith('('))
        {
            var mustRead = row[1].Contains("lone", StringComparison.Ordinal);
            if (mustRead && reading is not FeedReading.Read) yield return ("feed", "should be read");
            if (!mustRead && reading is not FeedReading.Refused) yield return ("feed", "should be refused");
            if (reading is FeedReading.Read lone && lone.Feed.Items[0].Title != row[3]) yield return ("title", $"is {lone.Feed.Items[0].Title}");
            yield break;
        }
        if (reading is not FeedReading.Read { Feed: var feed })
        {
            yield return ("feed", ((FeedReading.Refused)reading).Reason);
            yield break;
        }
        var first = feed.Items.Count > 0 ? feed.Items[0] : new FeedItem();
        foreach (var (what, ours, theirs) in new[]
        {
            ("feed title", feed.Title, row[1]), ("items", feed.Items.Count.ToString(CultureInfo.InvariantCulture), row[2]),
            ("title", first.Title, row[3]), ("url", first.Url, row[4]), ("id", first.Id, row[5]), ("dates", Dates(first), Dates(row[6])),
        })
            if (Plain(ours) != Plain(theirs))
                yield return (what, $"is '{ours}', not '{theirs}'");
    }

    private static string Plain(string? text) => string.Join(' ', (text ?? "").Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string Dates(FeedItem item) => string.Join(' ', new[] { item.Published, item.Updated }.OfType<DateTimeOffset>().Select(Seconds).Distinct());

    private static string Dates(string written) => string.Join(' ', written.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(t => Seconds(DateTimeOffset.Parse(t, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))));

    private static string Seconds(DateTimeOffset time) => time.ToUniversalTime().ToString("s", CultureInfo.InvariantCulture);
}
