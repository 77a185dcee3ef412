using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

[TestFixture]
internal sealed class GroupingTests
{
    private static readonly IReadOnlyList<ArticleFacts> Articles = [.. LabelledPair.Read("pairs.tsv").SelectMany(pair => new[] { pair.A, pair.B })];

    private static string Told(IEnumerable<StoryGroup> groups) => string.Join('\n', groups.Select(group => $"{group.Reason}: {string.Join(' ', group.Articles)}"));

    private static IReadOnlyList<StoryGroup> GroupTitles(params string[] titles) =>
        Grouping.Group([.. titles.Select((title, i) => new ArticleFacts { Id = i, Title = title })]);

    [Test]
    public void The_order_in_which_articles_come_changes_nothing()
    {
        var expected = Told(Grouping.Group(Articles));
        var random = new Random(7);
        for (var i = 0; i < 5; i++)
            Assert.That(Told(Grouping.Group([.. Articles.OrderBy(_ => random.Next())])), Is.EqualTo(expected));
    }

    [Test]
    public void Every_article_is_in_one_group_and_one_given_twice_counts_once()
    {
        var groups = Grouping.Group([.. Articles, .. Articles.Take(10)]);
        Assert.That(groups.SelectMany(group => group.Articles), Is.EquivalentTo(Articles.Select(article => article.Id)));
    }

    [Test]
    public void Nothing_makes_no_group() => Assert.That(Grouping.Group([]), Is.Empty);

    [Test]
    public void A_group_says_why_and_one_article_alone_does_not()
    {
        var groups = Grouping.Group(Articles);
        Assert.That(groups.Where(group => group.Articles.Count == 1).Select(group => group.Reason), Is.All.Null);
        Assert.That(groups.Where(group => group.Articles.Count > 1).Select(group => group.Reason), Is.All.Match(@"^same (event: [^\r\n]{3,100}|address|text)"));
        var refinery = GroupTitles("Drone attack sets Samara oil refinery ablaze", "Refinery in Samara ablaze after drone attack");
        Assert.That(refinery.Single().Reason, Is.EqualTo("same event: Samara, ablaze, Drone, refinery"));
    }

    [Test]
    public void One_address_or_one_text_is_enough()
    {
        var groups = Grouping.Group([
            new ArticleFacts { Id = 3, Title = "Copper up", Url = "https://example.org/x?utm_medium=feed" },
            new ArticleFacts { Id = 1, Title = "Kupfer teurer", Url = "https://www.example.org/x" },
            new ArticleFacts { Id = 2, Title = "Zinc down in London as stocks rise", Url = "https://example.org/y" },
            new ArticleFacts { Id = 4, Title = "Zinc down in London as stocks rise", Url = "https://example.net/z" }]);
        Assert.That(Told(groups), Is.EqualTo("same address: 1 3\nsame text: 2 4"));
    }

    [Test]
    public void A_busy_event_makes_one_group_and_what_is_next_to_it_another()
    {
        string[] quake =
        [
            "Strong earthquake in Moyobamba in Peru kills twelve", "Peru earthquake: at least 12 dead in Moyobamba", "Earthquake hits Moyobamba, Peru, killing a dozen people",
            "Rescuers search rubble after Peru earthquake in Moyobamba", "Moyobamba in Peru hit by earthquake, twelve dead",
        ];
        string[] strike = ["Teachers in Peru strike over pay", "Peru: teachers walk out in strike over pay"];
        var groups = Grouping.Group([.. quake.Concat(strike).Select((title, i) => new ArticleFacts { Id = i, Title = title, Summary = i < quake.Length ? "The tremor shook the Amazonas region before dawn." : "" })]);
        Assert.That(groups.Select(group => group.Articles.Count), Is.EqualTo(new[] { 5, 2 }), Told(groups));
    }

    [Test]
    public void A_chain_of_neighbours_is_no_story()
    {
        string[] words = ["Altavera", "lithium", "Andes", "tribunal", "drilling", "permit", "glacier", "village", "evacuated", "Blatten", "herders", "compensation", "vineyards", "harvest"];
        var titles = Enumerable.Range(0, words.Length - 4).Select(i => string.Join(' ', words.Skip(i).Take(5))).ToArray();
        Assert.That(GroupTitles(titles[0], titles[1]), Has.Count.EqualTo(1));
        var groups = GroupTitles(titles);
        Assert.That(groups.Max(group => group.Articles.Max() - group.Articles.Min()), Is.LessThan(5), Told(groups));
    }

    [Test]
    public void An_article_joins_a_story_that_was_mailed_before()
    {
        var mailed = new ArticleFacts { Id = 1001, Title = "Bridge in Baltimore collapses after ship collision", PublishedAt = DateTimeOffset.UnixEpoch };
        var open = new ArticleFacts { Id = 1002, Title = "Baltimore bridge collapses after being hit by ship", PublishedAt = DateTimeOffset.UnixEpoch.AddHours(30) };
        Assert.That(Grouping.Group([open, mailed, .. Articles.Take(100)]).First(group => group.Articles.Contains(1001)).Articles, Is.EqualTo(new long[] { 1001, 1002 }));
    }
}
