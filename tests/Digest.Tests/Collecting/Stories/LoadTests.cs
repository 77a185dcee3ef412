using System.Diagnostics;
using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>The work grows with the number of articles, not with its square. Times are far above what an idle machine needs.</summary>
[TestFixture]
internal sealed class LoadTests
{
    private const int Many = 5000;

    [Test]
    public void Five_thousand_articles_of_a_day_take_seconds()
    {
        var groups = Timed("a day's news", Made(Many));
        Assert.That(groups, Has.Count.InRange(2500, 4900));
    }

    [Test]
    public void A_flood_of_one_template_stays_apart()
    {
        var groups = Timed("one template", [.. Enumerable.Range(0, Many).Select(i => new ArticleFacts { Id = i, Title = $"Lot {i + 1000}: Karoo wool sold at auction in Port Elizabeth", Summary = "Bales were offered." })]);
        Assert.That(groups, Has.Count.EqualTo(Many));
    }

    [Test]
    public void A_flood_of_one_text_is_one_story()
    {
        var groups = Timed("one text", [.. Enumerable.Range(0, Many).Select(i => new ArticleFacts { Id = i, Title = "Altavera halts lithium project in the Andes after court ruling", Summary = "Drilling stops." })]);
        Assert.That(groups, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_flood_about_one_event_among_others_makes_few_stories()
    {
        string[] words = ["Altavera", "halts", "lithium", "drilling", "in", "Andes", "after", "tribunal", "revokes", "permit", "miners", "protest"];
        var random = new Random(5);
        var reports = Enumerable.Range(0, Many / 5).Select(i => new ArticleFacts { Id = Many + i, Title = string.Join(' ', words.OrderBy(_ => random.Next()).Take(9)), Summary = $"Said{i} again" });
        var groups = Timed("one event", [.. Made(Many * 4 / 5), .. reports]);
        Assert.That(groups.Max(group => group.Articles.Count), Is.GreaterThan(Many / 20));
    }

    private static IReadOnlyList<StoryGroup> Timed(string name, List<ArticleFacts> articles)
    {
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalAllocatedBytes();
        var groups = Grouping.Group(articles);
        TestContext.Out.WriteLine($"{name}: {articles.Count} articles, {groups.Count} groups, {watch.ElapsedMilliseconds} ms, {(GC.GetTotalAllocatedBytes() - before) >> 20} MiB allocated");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        return groups;
    }

    // Words by Zipf's law; every tenth event is told by three newsrooms.
    private static List<ArticleFacts> Made(int count)
    {
        var random = new Random(11);
        string Word(bool isName = false)
        {
            var rank = (int)Math.Pow(20_000, random.NextDouble());
            var word = string.Concat(Enumerable.Range(0, 3).Select(i => $"{"bcdfglmnprst"[(rank >> (4 * i)) % 12]}{"aeiou"[(rank >> (3 * i)) % 5]}")) + "nrtlkmd"[rank % 7];
            return isName ? char.ToUpperInvariant(word[0]) + word[1..] : word;
        }
        var articles = new List<ArticleFacts>();
        while (articles.Count < count)
        {
            var words = Enumerable.Range(0, 9).Select(i => Word(i % 4 == 0)).ToList();
            var tellings = random.Next(10) == 0 ? 3 : 1;
            for (var i = 0; i < tellings && articles.Count < count; i++)
            {
                var title = string.Join(' ', words.Select(word => i > 0 && random.Next(3) == 0 ? Word() : word));
                articles.Add(new ArticleFacts { Id = articles.Count, Title = title, Summary = string.Join(' ', Enumerable.Range(0, 25).Select(_ => random.Next(4) == 0 ? words[random.Next(9)] : Word())) });
            }
        }
        return articles;
    }
}
