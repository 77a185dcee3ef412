using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>
/// The rule against labelled pairs, each alone and all grouped together: positives as newsrooms rewrite one event; of the others most
/// are hard, alike in words and different in what happened.
/// </summary>
[TestFixture]
internal sealed class SampleTests
{
    // Invented events in seven languages; real events in nine; one weekend's few large stories continued, where every pair is near;
    // business, where one week has many firms' results and many banks' decisions in the same words.
    [TestCase("pairs.tsv", 0.93, 0.65)]
    [TestCase("pairs-events.tsv", 0.93, 0.65)]
    [TestCase("pairs-near.tsv", 0.78, 0.45)]
    [TestCase("pairs-trade.tsv", 0.85, 0.7)]
    public void Pairs_are_joined_seldom_wrongly_and_more_often_than_not(string file, double precision, double recall)
    {
        var pairs = LabelledPair.Read(file);
        var alone = Say($"{file}, each pair alone", pairs, pair => Grouping.Group([pair.A, pair.B]).Count == 1);
        var groupOf = Grouping.Group([.. pairs.SelectMany(pair => new[] { pair.A, pair.B })])
            .SelectMany((group, i) => group.Articles.Select(article => (article, i))).ToDictionary(member => member.article, member => member.i);
        var together = Say($"{file}, all grouped", pairs, pair => groupOf[pair.A.Id] == groupOf[pair.B.Id]);
        foreach (var tally in new[] { alone, together })
        {
            Assert.That(tally.Precision, Is.GreaterThanOrEqualTo(precision));
            Assert.That(tally.Recall, Is.GreaterThanOrEqualTo(recall));
        }
    }

    [Test]
    public void No_language_is_left_out()
    {
        var pairs = LabelledPair.Read("pairs.tsv").Concat(LabelledPair.Read("pairs-events.tsv"));
        foreach (var language in pairs.GroupBy(pair => pair.Language).Where(language => language.Count() >= 10))
        {
            var tally = Say(language.Key, [.. language], pair => Grouping.Group([pair.A, pair.B]).Count == 1);
            Assert.That(tally.Precision, Is.GreaterThanOrEqualTo(0.9), language.Key);
            Assert.That(tally.Recall, Is.GreaterThanOrEqualTo(0.4), language.Key);
        }
    }

    private static Tally Say(string name, IReadOnlyCollection<LabelledPair> pairs, Func<LabelledPair, bool> joins)
    {
        var joined = pairs.Where(joins).ToList();
        var tally = new Tally(joined.Count(pair => pair.IsSame), joined.Count(pair => !pair.IsSame), pairs.Count(pair => pair.IsSame));
        TestContext.Out.WriteLine(FormattableString.Invariant($"Measured: stories: {name}: {pairs.Count} pairs, precision {tally.Precision:F3}, recall {tally.Recall:F3} ({tally.Right} of {tally.Same}, {tally.Wrong} wrong)"));
        foreach (var pair in joined.Where(pair => !pair.IsSame)) TestContext.Out.WriteLine($"  wrongly joined: {pair.A.Title} / {pair.B.Title}");
        return tally;
    }

    private sealed record Tally(int Right, int Wrong, int Same)
    {
        public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

        public double Recall => (double)Right / Same;
    }
}
