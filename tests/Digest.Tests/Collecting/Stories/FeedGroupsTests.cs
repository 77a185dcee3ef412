using Digest.Collecting.Reading;
using Digest.Collecting.Stories;
using Digest.World;

namespace Digest.Tests.Collecting.Stories;

/// <summary>All items of all real feeds together: what stands at one address or in one text twice is joined, and hardly anything else may be.</summary>
[TestFixture, Category("Corpus")]
internal sealed class FeedGroupsTests
{
    [TestCase(true, 20)]
    [TestCase(false, 50)]
    public void Of_all_real_feeds_hardly_anything_but_copies_is_joined(bool hasTimes, int most)
    {
        if (Checkout.Corpora is not { } corpora) return;
        var articles = Articles(Path.Combine(corpora, "feeds", "files"), hasTimes);
        var joined = Grouping.Group(articles).Where(group => group.Reason is { } reason && reason.Contains("same event", StringComparison.Ordinal)).ToList();
        TestContext.Out.WriteLine($"{(hasTimes ? "as dated" : "dates ignored")}: {articles.Count} articles, {joined.Count} stories");
        foreach (var group in joined)
            TestContext.Out.WriteLine($"{group.Reason}\n   {string.Join("\n   ", group.Articles.Select(id => articles[(int)id].Title))}");
        Assert.That(joined, Has.Count.LessThan(most));
    }

    private static List<ArticleFacts> Articles(string folder, bool hasTimes)
    {
        var articles = new List<ArticleFacts>();
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            if (FeedReader.Read(File.ReadAllBytes(file), null, new Uri("https://feeds.example/" + Path.GetFileName(file))) is FeedReading.Read { Feed: var feed })
                foreach (var item in feed.Items)
                    articles.Add(new ArticleFacts
                    {
                        Id = articles.Count,
                        Title = item.Title ?? "",
                        Summary = item.Summary ?? Digest.Collecting.Cleaning.PlainText.Of(item.Html) ?? "",
                        Url = item.Url,
                        Language = feed.Language,
                        PublishedAt = hasTimes ? item.Published ?? item.Updated : null,
                    });
        return articles;
    }
}
