using Digest.Collecting.Stories;
using Digest.Collecting.Stories.Meaning;

namespace Digest.Tests.Collecting.Stories;

/// <summary>Where words leave it open whether two English articles are one story, it counts what they mean.</summary>
[TestFixture]
internal sealed class MeaningTests
{
    private const string Scrapped = "Sweden to scrap fuel tax for farmers", Diesel = "Farmers in Sweden will no longer pay tax on diesel";

    [TestCase(Scrapped, "The government said the tax would end in May.", Diesel, "The finance minister announced the end of the levy.", true)]
    [TestCase("Nokia cuts jobs in Finland", "The company blames weak demand.", "Workers to go at Nokia in Finland", "Layoffs follow a drop in orders.", true)]
    [TestCase("Storm closes port of Bergen", "Ships wait outside.", "Port of Bergen hires pilots for its ships", "They begin in May.", false)]
    public void What_the_words_leave_open_the_meaning_tells(string title, string summary, string otherTitle, string otherSummary, bool one)
    {
        var (a, b) = (new ArticleFacts { Id = 1, Title = title, Summary = summary }, new ArticleFacts { Id = 2, Title = otherTitle, Summary = otherSummary });
        Assert.That(Read(a, b).ByWords >= Likeness.Enough, Is.Not.EqualTo(one), "by the words alone");
        Assert.That(Grouping.Group([a, b]), Has.Count.EqualTo(one ? 1 : 2));
    }

    [TestCase("en-GB", null, true)]
    [TestCase(null, null, true)]
    [TestCase("en", "en", true)]
    [TestCase("sv", "sv", false)]
    [TestCase(null, "sv", false)]
    public void Only_English_is_read(string? language, string? otherLanguage, bool read)
    {
        var likeness = Read(Article(1, Scrapped, language), Article(2, Diesel, otherLanguage));
        Assert.That(likeness.IsOpen, Is.EqualTo(read));
        Assert.That(likeness.Strength, read ? Is.Not.EqualTo(likeness.ByWords) : Is.EqualTo(likeness.ByWords));
    }

    [Test]
    public void Other_languages_are_known_by_their_words_whatever_their_tag_says(
        [Values("Schweden streicht Dieselsteuer|Bauern in Schweden zahlen ab Mai keine Dieselsteuer mehr", "La Suède supprime la taxe sur le diesel|Suède : plus de taxe sur le diesel pour les paysans",
            "Suecia suprime el impuesto al diésel|Suecia: adiós al impuesto al diésel del campo")] string titles, [Values(null, "en-US")] string? tag) =>
        Assert.That(Read(Article(1, titles.Split('|')[0], tag), Article(2, titles.Split('|')[1], tag)).IsOpen, Is.False);

    [Test]
    public void Two_articles_that_were_mailed_are_not_read_again()
    {
        var (a, b) = (Article(1, Scrapped), Article(2, Diesel));
        Assert.That((Read(a, b).IsOpen, Read(a with { IsMailed = true }, b).IsOpen, Read(a with { IsMailed = true }, b with { IsMailed = true }).IsOpen), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void What_was_not_read_is_compared_by_its_words()
    {
        var (a, b, corpus) = Words(Article(1, Scrapped), Article(2, Diesel));
        var likeness = Likeness.Of(new WeighedArticle(a, corpus), new WeighedArticle(b, corpus));
        Assert.That((likeness.IsOpen, likeness.Strength), Is.EqualTo((true, likeness.ByWords)));
    }

    private static ArticleFacts Article(long id, string title, string? language = null) => new() { Id = id, Title = title, Language = language };

    private static (ArticleWords A, ArticleWords B, Corpus Corpus) Words(ArticleFacts one, ArticleFacts other)
    {
        var (a, b) = (new ArticleWords(one), new ArticleWords(other));
        return (a, b, new Corpus([a, b]));
    }

    private static Likeness Read(ArticleFacts one, ArticleFacts other)
    {
        var (a, b, corpus) = Words(one, other);
        var (mine, theirs) = (new WeighedArticle(a, corpus), new WeighedArticle(b, corpus));
        using var model = SentenceModel.Open()!;
        foreach (var article in new[] { mine, theirs }) article.ReadWith(model);
        return Likeness.Of(mine, theirs);
    }
}
