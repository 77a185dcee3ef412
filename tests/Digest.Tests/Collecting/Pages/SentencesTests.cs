using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

[TestFixture]
internal sealed class SentencesTests
{
    [TestCase("Prices rose. They fell.|", "Prices rose.|They fell.")]
    [TestCase("Dr. Oetker and Acme Inc. paid $3.5 mln. Nobody asked.", "Dr. Oetker and Acme Inc. paid $3.5 mln. Nobody asked.")]
    [TestCase("It costs 3.5 dollars. That is more.", "It costs 3.5 dollars.|That is more.")]
    [TestCase("The U.S. Geological Survey said so. J. P. Morgan's analysts agreed.", "The U.S. Geological Survey said so.|J. P. Morgan's analysts agreed.")]
    [TestCase("He left the U.S. The plant stayed.", "He left the U.S.|The plant stayed.")]
    [TestCase("\"It works!\" she said. \"Good.\" Then she left.", "\"It works!\" she said.|\"Good.\"|Then she left.")]
    [TestCase("He asked: “Why?” Nobody knew.", "He asked: “Why?”|Nobody knew.")]
    [TestCase("Am 4. Juni kam z.B. Regen. Er blieb.", "Am 4. Juni kam z.B. Regen.|Er blieb.")]
    [TestCase("价格上涨了。他说：“会的。”然后走了！", "价格上涨了。|他说：“会的。”|然后走了！")]
    [TestCase("価格は上がった。誰も知らない。", "価格は上がった。|誰も知らない。")]
    [TestCase("Wait... what? Yes.", "Wait... what?|Yes.")]
    [TestCase("No end", "No end")]
    [TestCase("", "")]
    public void A_paragraph_is_divided_where_its_sentences_end(string paragraph, string sentences) =>
        Assert.That(string.Join('|', Sentences.Of(paragraph.TrimEnd('|'))), Is.EqualTo(sentences));

    [Test]
    public void The_first_sentence_and_those_that_speak_of_the_headline_are_chosen_in_the_order_of_the_text()
    {
        TextBlock[] blocks =
        [
            new("Acid deliveries to two plants on the coast have been late for six weeks now.", "p", 0),
            new("Weather", "h2", 0),
            new("It rained a good deal in those weeks, as it often does there in autumn. Was it the rain that brought all of this about in the end?", "p", 0),
            new("The chlorine line stopped for repairs, which explains most of it by itself. Nobody has seen anything like it before, some say in the port.", "p", 0),
            new("A shortage of acid slows magnets as well, since separation plants make their oxides.", "p", 0),
            new("All of that was said by people who asked not to be named in any report at all.", "p", 0),
        ];

        Assert.That(KeySentences.Of(blocks, "Shortage of acid slows separation plants"), Is.EqualTo([
            "Acid deliveries to two plants on the coast have been late for six weeks now.",
            "It rained a good deal in those weeks, as it often does there in autumn.",
            "A shortage of acid slows magnets as well, since separation plants make their oxides.",
        ]));
    }

    [Test]
    public void Half_a_quotation_and_a_caption_are_never_chosen() => Assert.That(
        KeySentences.Of([new("A picture of a plant that is not working at all.", "figcaption", 0), new("\"We have waited for six weeks for this delivery. It never came to us.\" So says the manager of the larger plant.", "p", 0)], null),
        Is.EqualTo(["So says the manager of the larger plant."]));
}
