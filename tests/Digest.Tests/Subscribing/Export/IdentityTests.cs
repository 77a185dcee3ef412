using System.Text;
using CsvHelper;
using Digest.Subscribing.Export;
using Digest.Tests.Subscribing.Import;

namespace Digest.Tests.Subscribing.Export;

/// <summary>Whatever readers there are, what goes out comes back the same.</summary>
[OnBothDatabases]
internal sealed class IdentityTests
{
    private static readonly string[] Pieces =
        ["=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\\", "\\;", " ", "  ", "a", "Zoë", "é", "﷽", "😀", "مرحبا", "=1+1", "\r", "\n", "\u2028", "\u200F", "\uFEFF", "＝", "--", "'='", "\"\"", "sep=;", "null"];

    [Test]
    public async Task T33_Export_and_import_is_the_identity([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        await using var site = await TestSite.StartAsync();
        await site.ImportAsync(await FileAsync(random, 150));
        var file = await site.ExportAsync();

        await using var other = await TestSite.StartAsync();
        var report = await other.ImportAsync(file);
        Assert.That(report.Told, Is.Empty);
        Assert.That(await other.ReadersAsync(), Is.EqualTo(await site.ReadersAsync()).And.Count.EqualTo(150));
        Assert.That(await other.ExportAsync(), Is.EqualTo(file));
    }

    [Test]
    public void Topics_come_out_of_their_cell_as_they_went_in()
    {
        string[] topics = ["Prices; Policy", "a\\b", "\\;", "c"];
        Assert.That(TopicList.Read(TopicList.Write(topics)), Is.EqualTo(topics));
    }

    private static async Task<string> FileAsync(Random random, int readers)
    {
        using var file = new MemoryStream();
        await using (var csv = CsvWriter.Create(file, CsvWriterOptions.Default, leaveOpen: true))
        {
            csv.WriteHeader([.. ExportFormats.Ours.Columns.Select(c => c.Header)]);
            for (var i = 0; i < readers; i++)
            {
                string[] cells =
                [
                    $"{"=+-'a!{"[random.Next(7)]}{i}@x.org", Words(random), Any(random, "active", "paused", "pending", "unsubscribed", "bounced", "complained"), Any(random, "", "Europe/Berlin", "Asia/Tokyo"),
                    Any(random, "", "06:30", "23:59"), TopicList.Write(Enumerable.Range(0, random.Next(3)).Select(_ => Words(random))), Time(random), random.Next(2) == 0 ? "" : Time(random),
                    Any(random, "daily", "weekly"), Any(random, "", "de", "zh-Hans"), Any(random, "html", "text"), random.Next(2) == 0 ? "" : Time(random),
                ];
                csv.WriteRecord([.. cells.Select(FormulaGuard.Put)]);
            }
        }
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private static string Words(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Any(random, Pieces)));

    private static string Time(Random random) => ExportFormats.Time(DateTimeOffset.UnixEpoch.AddMilliseconds(1_600_000_000_000 + random.NextInt64(100_000_000_000)));

    private static string Any(Random random, params string[] of) => of[random.Next(of.Length)];
}
