using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

[TestFixture]
internal sealed class CorpusTests
{
    private static Corpus Of(int aboutIt, int others, bool copied = false) => new([.. Enumerable.Range(0, aboutIt + others)
        .Select(i => Titled(i, i < aboutIt ? $"Edna {(copied ? "again" : i + 1000)}" : $"Ferry {i + 1000}"))]);

    private static double WeightOfEdna(Corpus corpus) => corpus.WeightOf(WordReader.Read("Edna")[0].Stem);

    [Test]
    public void The_topic_of_the_day_tells_less_than_one_event_that_five_report()
    {
        var unknown = WeightOfEdna(Of(1, 0));
        Assert.That(WeightOfEdna(Of(5, 95)), Is.EqualTo(unknown).Within(1e-9));
        Assert.That(WeightOfEdna(Of(40, 60)), Is.LessThan(unknown - 4));
    }

    [Test]
    public void What_many_printed_word_by_word_was_written_once() =>
        Assert.That(WeightOfEdna(Of(40, 60, copied: true)), Is.EqualTo(WeightOfEdna(Of(1, 60))));

    [Test]
    public void A_pair_knows_little_and_a_fortnight_much() =>
        Assert.That((Of(1, 1).Known < 0.02, Of(300, 3000).Known > 0.9), Is.EqualTo((true, true)));

    [Test]
    public void On_a_day_full_of_one_topic_its_words_bring_no_two_articles_together()
    {
        ArticleWords[] two = [Titled(1, "Storm Edna: Hull schools shut in flooding"), Titled(2, "Storm Edna: Hull hospital calls for help in flooding")];
        var day = Enumerable.Range(3, 40).Select(i => Titled(i, $"Storm Edna and flooding in Hull: street {i + 1000}"));
        Assert.That(LikenessIn(new Corpus(two), two), Is.GreaterThan(Likeness.Enough));
        Assert.That(LikenessIn(new Corpus([.. two, .. day]), two), Is.LessThan(Likeness.EnoughAmongMany));
    }

    private static ArticleWords Titled(int id, string title) => new(new ArticleFacts { Id = id, Title = title });

    private static double LikenessIn(Corpus corpus, ArticleWords[] two) => Likeness.Of(new WeighedArticle(two[0], corpus), new WeighedArticle(two[1], corpus)).Strength;
}
