using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

[TestFixture]
internal sealed class WordReaderTests
{
    private static string Stems(string text) => string.Join(' ', WordReader.Read(text).Select(word => word.Stem));

    [TestCase("1,200 and 1.200 and 1 200", "1200 and 1200 and 1200")]
    [TestCase("3.25% or 3,25 %", "3.25 or 3.25")]
    [TestCase("at 12:33 in 2024 500 left", "at 12.33 in 2024 500 left")]
    [TestCase("$5bn, 007, 0.5", "5 billio 7 0.5")]
    [TestCase("٤٢ and ４２", "42 and 42")]
    [TestCase("Fed's l'Europe d'or", "fed europ or")]
    [TestCase("Straße Łódź Ærø", "strass lodz aero")]
    [TestCase("日銀、政策金利を", "日銀 政策 策金 金利 利を")]
    [TestCase("iPhoneの価格", "iphon の価 価格")]
    [TestCase("ราคา", "รา าค คา")]
    public void Words_and_numbers_are_read_as_they_are_meant(string text, string stems) => Assert.That(Stems(text), Is.EqualTo(stems));

    [TestCase("tariff tariffs")]
    [TestCase("announces announced announcing announcement")]
    [TestCase("Germany German Germans")]
    [TestCase("Preis Preise")]
    [TestCase("annulée annulées")]
    [TestCase("médico médicos")]
    [TestCase("повысил повысила повысили повысить")]
    [TestCase("ставка ставку ставки")]
    public void Forms_of_one_word_meet(string forms) => Assert.That(Stems(forms).Split(' ').Distinct().Count(), Is.EqualTo(1), Stems(forms));

    [TestCase("state station")]
    [TestCase("spring speed bring")]
    [TestCase("Niger Nigeria Iran Iraq")]
    public void Different_words_stay_apart(string words) => Assert.That(Stems(words).Split(' ').Distinct().Count(), Is.EqualTo(words.Split(' ').Length), Stems(words));

    [Test]
    public void A_capital_says_nothing_where_a_sentence_begins() => Assert.That(
        WordReader.Read("Rates: Bank says no. Markets in London").Where(word => word.IsFirst).Select(word => word.Written), Is.EqualTo(new[] { "Rates", "Bank", "Markets" }));
}
