using Digest.Composing;

namespace Digest.Tests.Composing;

/// <summary>What publishing programs hang on a teaser is not read out; what only looks like it stays.</summary>
internal sealed class TeaserTests
{
    private const string Title = "Tin mine at Crow Pass reopens";
    private const string Says = "The first ore is sold for two years ahead.";

    [TestCase("Read more")]
    [TestCase("Read more...")]
    [TestCase("Continue reading…")]
    [TestCase("Continue reading Tin mine at Crow Pass reopens →")]
    [TestCase("more…")]
    [TestCase("Read the full story »")]
    [TestCase("Read more of this story at Some Site.")]
    [TestCase("Click here to read more")]
    [TestCase("[Read more]")]
    [TestCase("[…]")]
    [TestCase("[...]")]
    [TestCase("submitted by /u/somebody [link] [529 comments]")]
    [TestCase("submitted by somebody to mining [link] [comments]")]
    [TestCase("( Comments )")]
    [TestCase("Email This Story")]
    [TestCase("Weiterlesen")]
    [TestCase("Lire la suite »")]
    [TestCase("Leer más")]
    [TestCase("Leggi tutto")]
    [TestCase("Leia mais")]
    [TestCase("Czytaj dalej")]
    [TestCase("Читать далее…")]
    [TestCase("続きを読む")]
    [TestCase("The post Tin mine at Crow Pass reopens appeared first on The Wire.")]
    [TestCase("The post Tin mine at Crow Pass opens again appeared first on The Wire.")]
    [TestCase("[…] The post Tin mine at Crow Pass reopens appeared first on The Wire.")]
    [TestCase("Read more... The post Tin mine at Crow Pass reopens appeared first on The Wire.")]
    [TestCase("This article was originally published on The Wire.")]
    [TestCase("Tin mine at Crow Pass reopens was first published on wire.example")]
    [TestCase("This article, \"Tin mine at Crow Pass reopens\" first appeared on wire.example Discuss this article in our forums")]
    [TestCase("Tin mine at Crow Pass reopens was originally published in The Wire on Medium, where people are continuing the conversation by highlighting and responding to this story.")]
    [TestCase("This article originally appeared on The Wire at https://wire.example/mining/tin-mine-at-crow-pass-reopens-after-nine-years-of-silence-090000123.html?src=rss")]
    [TestCase("A(z) Tin mine at Crow Pass reopens bejegyzés először The Wire-én jelent meg.")]
    [TestCase("La entrada Tin mine at Crow Pass reopens aparece primero en The Wire.")]
    [TestCase("Read full article Comments")]
    [TestCase("Read more about Tin mine at Crow Pass reopens")]
    [TestCase("Continue reading on Better Mining »")]
    [TestCase("Leia mais (05/12/2025 - 10h00)")]
    [TestCase("Lees meer over Tin mine at Crow Pass reopens")]
    [TestCase("[mehr]")]
    [TestCase("mehr...")]
    [TestCase("Der Beitrag Tin mine at Crow Pass reopens erschien zuerst auf The Wire.")]
    [TestCase("L’article Tin mine at Crow Pass reopens est apparu en premier sur The Wire.")]
    [TestCase("La entrada Tin mine at Crow Pass reopens se publicó primero en The Wire.")]
    [TestCase("L'articolo Tin mine at Crow Pass reopens proviene da The Wire.")]
    [TestCase("Artykuł Tin mine at Crow Pass reopens pochodzi z serwisu The Wire.")]
    [TestCase("Запись Tin mine at Crow Pass reopens впервые появилась The Wire.")]
    public void A_feeds_tail_goes(string tail) => Assert.That(Teaser.Of($"{Says} {tail}", Title, ""), Is.EqualTo(Says));

    [TestCase("The first ore is sold for two years, and […]", ExpectedResult = "The first ore is sold for two years, and…")]
    [TestCase("The first ore is sold for two years, […] The post Tin mine at Crow Pass reopens appeared first on The Wire.", ExpectedResult = "The first ore is sold for two years…")]
    [TestCase("The first ore is sold… Read more", ExpectedResult = "The first ore is sold…")]
    [TestCase("“The first ore is sold.” Read more", ExpectedResult = "“The first ore is sold.”")]
    public string What_was_cut_off_ends_in_an_ellipsis(string summary) => Teaser.Of(summary, Title, "");

    [TestCase("Comments")]
    [TestCase("Read more")]
    [TestCase("[link] [comments]")]
    [TestCase("The post Tin mine at Crow Pass reopens appeared first on The Wire.")]
    public void A_tail_alone_says_nothing(string summary) => Assert.That(Teaser.Of(summary, Title, ""), Is.Empty);

    [TestCase("Tin mine at Crow Pass reopens")]
    [TestCase("“Tin mine at Crow Pass” reopens!")]
    [TestCase("Tin mine at Crow Pass reopens The Wire")]
    [TestCase("Tin mine at Crow Pass reopens - Halden Harbour News")]
    [TestCase("TIN MINE AT CROW PASS REOPENS … Read more")]
    [TestCase("Tin mine at Crow Pass reopens The Wire View Full Coverage on Google News")]
    [TestCase("Article URL: https://wire.example/1 Comments URL: https://talk.example/2 Points: 120 # Comments: 45")]
    public void The_headline_again_says_nothing(string summary) => Assert.That(Teaser.Of(summary, Title, ""), Is.Empty);

    [TestCase("The bug is confirmed. In a blog post on Tuesday, the maker said the flaw first appeared in version 17.")]
    [TestCase("A former Harbour Post reporter has been charged over images that were published on a forum.")]
    [TestCase("The story begins in 1987. Her first novel was published in 1990 by a small press.")]
    [TestCase("Wpis ministra o granicy pojawił się w niedzielę i znikł.")]
    [TestCase("The mayor says he regrets his ‘island of strangers’ comments.")]
    [TestCase("The club rejects its owners' comments.")]
    [TestCase("The minister hits back at U.S. comments.")]
    [TestCase("Can schools help? Read more on paper and less on screens, say researchers.")]
    [TestCase("Tin mine at Crow Pass reopens: Two Hurt")]
    [TestCase("Tin mine at Crow Pass reopens 3-1")]
    [TestCase("Tin mine at Crow Pass reopensAgain")]
    [TestCase("Tin mine at Crow Pass reopens after nine years")]
    [TestCase("Tin mine at Crow Pass reopens. Its first ore is sold.")]
    [TestCase("Tin mine at Crow Pass reopens, Mr Lund said")]
    [TestCase("Tin mine at Crow Pass")]
    [TestCase("A third of the town's pupils now read more")]
    [TestCase("Teachers asked. The pupils wanted to read more.")]
    [TestCase("She said the essay first appeared in a weekly in 1998. It was reprinted.")]
    [TestCase("The post was filled on Tuesday.")]
    [TestCase("The minister answered. Comments from the opposition followed.")]
    [TestCase("The operator opened the Tin mine at Crow Pass reopens fund in May.")]
    [TestCase("He wrote “the mine […] reopens” in his letter.")]
    [TestCase("What is new here? The story, the pictures and the comments")]
    [TestCase("")]
    [TestCase("🙂")]
    public void What_only_looks_like_a_tail_stays(string summary) => Assert.That(Teaser.Of(summary, Title, ""), Is.EqualTo(summary));

    [TestCase("🎉", "Big News Today", ExpectedResult = "Big News Today")]
    [TestCase("锂价", "锂价上涨", ExpectedResult = "锂价上涨")]
    [TestCase("Storm in Moss", "Storm in Moss: Two Hurt", ExpectedResult = "Storm in Moss: Two Hurt")]
    [TestCase("Car", "CarPlay", ExpectedResult = "CarPlay")]
    [TestCase("Banksy", "A new mural by Banksy first appeared on a wall in May.", ExpectedResult = "A new mural by Banksy first appeared on a wall in May.")]
    [TestCase("Ada Lund", "Ada Lund first appeared on the stage in 1976.", ExpectedResult = "Ada Lund first appeared on the stage in 1976.")]
    [TestCase("सोने की कीमत", "सोने की कीमत", ExpectedResult = "")]
    [TestCase("𝗕𝗿 AI", "AI Act", ExpectedResult = "AI Act")]
    [TestCase("", "Big News Today", ExpectedResult = "Big News Today")]
    [TestCase("锂价上涨", "锂价上涨。", ExpectedResult = "")]
    public string A_headline_is_told_from_a_text_in_any_script(string title, string summary) => Teaser.Of(summary, title, "");

    [Test]
    public void A_caption_before_the_text_goes_and_one_that_is_all_stays()
    {
        const string Html = "<figure><img alt=\"\" src=\"https://wire.example/a.jpg\"><figcaption>Illustration by A. Somebody / The Wire</figcaption></figure><p>The first ore is sold.</p>";
        Assert.That(Teaser.Of("Illustration by A. Somebody / The Wire The first ore is sold.", Title, Html), Is.EqualTo("The first ore is sold."));
        Assert.That(Teaser.Of("Illustration by A. Somebody / The Wire", Title, Html), Is.EqualTo("Illustration by A. Somebody / The Wire"));
        Assert.That(Teaser.Of("Ada Lund, the mayor, said so.", Title, "<figcaption>Ada Lund</figcaption>"), Is.EqualTo("Ada Lund, the mayor, said so."));
        Assert.That(Teaser.Of("Ada Lund said so.", Title, "<figcaption>Ada Lund</figcaption>"), Is.EqualTo("Ada Lund said so."));
        Assert.That(Teaser.Of("A manifesto.", Title, "<figcaption>A man</figcaption>"), Is.EqualTo("A manifesto."));
        Assert.That(Teaser.Of("The first ore is sold.", Title, Html), Is.EqualTo("The first ore is sold."));
    }

    [Test, CancelAfter(10_000)]
    public void Nasty_texts_take_no_time()
    {
        foreach (var piece in new[] { "The post ", "the post appeared first on ", "[ ", "( comments ) ", "Read more ", "<cite> ", "… ", "submitted by /u/", "\ud83d", "!", ". " })
        {
            var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
            Assert.That(() => Teaser.Of(text, piece, text), Throws.Nothing);
        }
    }
}
