using System.Text;
using Digest.Composing;
using Digest.Composing.Choosing;
using Digest.Tests.Delivering;

namespace Digest.Tests.Composing;

/// <summary>Gmail cuts a mail off at 102 kB, and the link to leave with it: what has no room becomes a title, or waits.</summary>
[OnBothDatabases]
public sealed class FittingTests
{
    private Workshop shop = null!;

    [OneTimeSetUp]
    public async Task Open() => shop = await Workshop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await shop.DisposeAsync();

    private static Story Story(int rank, int length) => TestSite.Story(NewsHeap.Title(rank), $"https://news.example/{rank}") with
    {
        Rank = rank,
        Summary = string.Concat(Enumerable.Repeat("word ", length / 5)),
    };

    private async Task<Fitted> FitAsync(IReadOnlyList<Story> stories, int most = Fitting.MostBytes) => shop.Get<Fitting>().Fit(
        new EditionFacts { Newsletter = await shop.NewsletterAsync(), Date = new DateOnly(2026, 11, 24), Stories = stories, At = shop.Clock.GetUtcNow() }, ReaderSlots.Sample, most);

    [Test]
    public async Task An_ordinary_edition_is_told_in_full()
    {
        var fitted = await FitAsync([.. Enumerable.Range(1, 20).Select(i => Story(i, 300))]);

        Assert.That((fitted.Facts.Stories.Count, fitted.Facts.More.Count, fitted.Over.Count), Is.EqualTo((20, 0, 0)));
    }

    [TestCase(60, 1_500)]
    [TestCase(100, 300)]
    [TestCase(40, 20_000)]
    public async Task The_best_are_told_the_next_are_titles_and_one_more_would_not_fit(int count, int length)
    {
        var stories = Enumerable.Range(1, count).Select(i => Story(i, length)).ToList();
        var fitted = await FitAsync([.. stories.OrderBy(s => s.Rank % 7)]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.UTF8.GetByteCount(fitted.Mail.Html), Is.LessThanOrEqualTo(Fitting.MostBytes));
            Assert.That(fitted.Facts.Stories, Is.Not.Empty);
            Assert.That(fitted.Facts.Stories.Max(s => s.Rank), Is.LessThan(fitted.Facts.More.Min(s => s.Rank)));
            Assert.That(fitted.Facts.Stories.Concat(fitted.Facts.More).Concat(fitted.Over).Select(s => s.Rank), Is.EquivalentTo(stories.Select(s => s.Rank)));
            Assert.That(fitted.Over.All(o => o.Rank > fitted.Facts.More.Max(m => m.Rank)));
            Assert.That(Encoding.UTF8.GetByteCount(fitted.Mail.Html) + length, Is.GreaterThan(Fitting.MostBytes - 4_000), "there was room for another story");
        }
    }

    [Test]
    public async Task Where_not_even_all_titles_have_room_the_best_of_them_stand()
    {
        var fitted = await FitAsync([.. Enumerable.Range(1, 30).Select(i => Story(i, 50_000) with { Url = "https://news.example/" + new string('u', 900) })], most: 25_000);

        Assert.That((fitted.Facts.Stories.Count, fitted.Facts.More.Count + fitted.Over.Count), Is.EqualTo((0, 30)));
        Assert.That(fitted.Facts.More.Select(s => s.Rank), Is.EqualTo(Enumerable.Range(1, fitted.Facts.More.Count)));
        Assert.That(Encoding.UTF8.GetByteCount(fitted.Mail.Html), Is.LessThanOrEqualTo(25_000));
    }
}
