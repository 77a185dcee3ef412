using Digest.Collecting.Stories.Meaning;

namespace Digest.Tests.Collecting.Stories;

/// <summary>The model gives the numbers that its makers' runtime gives, for any text.</summary>
[TestFixture]
internal sealed class SentenceModelTests
{
    private const string Harbour = "the harbour opens again after the storm";
    private SentenceModel model = null!;

    [OneTimeSetUp]
    public void Open() => model = SentenceModel.Open()!;

    [OneTimeTearDown]
    public void Close() => model.Dispose();

    // As ONNX Runtime 1.31 computed them from the same file.
    [TestCase(Harbour, 0.0248, -0.0048, 0.0707, 0.0529, 0.0497, -0.0143)]
    [TestCase("the port is back in use once the gale has passed", -0.0002, 0.0382, -0.0158, 0.0386, 0.0358, -0.0090)]
    [TestCase("the council raises the tax on diesel", -0.0473, -0.0431, 0.0421, 0.0398, 0.0629, 0.0216)]
    [TestCase("Mayor of Lindau resigns over harbour contract, says he was misled", 0.0215, 0.0648, 0.0641, 0.0065, -0.0327, -0.0033)]
    public void Its_numbers_are_those_of_the_makers_runtime(string text, params double[] first) =>
        Assert.That(model.Read(text).Take(first.Length).Select(number => (double)number), Is.EqualTo(first).Within(2e-4));

    [TestCase("the port is back in use once the gale has passed", 0.4379)]
    [TestCase("the council raises the tax on diesel", 0.0031)]
    public void What_means_the_same_is_near_in_other_words(string other, double closeness) =>
        Assert.That(SentenceModel.Closeness(model.Read(Harbour), model.Read(other)), Is.EqualTo(closeness).Within(1e-3));

    [TestCase("")]
    [TestCase("\uD800 a\uD800b \uDC00")]
    [TestCase("\0\u200B\u202E…")]
    [TestCase("港が再開 مرحبا 😀😀")]
    public void Any_text_is_read(string text)
    {
        var numbers = model.Read(text);
        Assert.That(numbers, Has.Length.EqualTo(SentenceModel.Width));
        Assert.That(SentenceModel.Closeness(numbers, numbers), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void A_long_text_is_read_to_its_first_hundred_words()
    {
        var longText = string.Join(' ', Enumerable.Repeat(Harbour, 30));
        Assert.That(model.Read(longText + " and the council raises a tax"), Is.EqualTo(model.Read(longText)));
    }

    [Test]
    public void Many_may_read_at_once()
    {
        var texts = Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Repeat($"ferry number {i} is late", (i % 5) + 1))).ToList();
        var alone = texts.ConvertAll(model.Read);
        Assert.That(texts.AsParallel().AsOrdered().Select(model.Read).ToList(), Is.EqualTo(alone));
    }
}
