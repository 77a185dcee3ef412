using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>Sample numbers of the CLDR's chart "Language Plural Rules" (cardinal, whole numbers).</summary>
[TestFixture]
internal sealed class PluralRulesTests
{
    [TestCase("en", "one", 1)]
    [TestCase("en", "other", 0, 2, 11, 21, 1_000_000)]
    [TestCase("de", "one", 1)]
    [TestCase("de", "other", 0, 2, 10, 101)]
    [TestCase("zh", "other", 0, 1, 2, 100)]
    [TestCase("ar", "zero", 0)]
    [TestCase("ar", "one", 1)]
    [TestCase("ar", "two", 2)]
    [TestCase("ar", "few", 3, 10, 103, 110, 1003)]
    [TestCase("ar", "many", 11, 26, 99, 111, 1011)]
    [TestCase("ar", "other", 100, 101, 102, 200, 1000, 1_000_000)]
    [TestCase("ru", "one", 1, 21, 101, 1001)]
    [TestCase("uk", "few", 2, 4, 22, 34, 102)]
    [TestCase("ru", "many", 0, 5, 11, 14, 19, 100, 111, 112)]
    [TestCase("pl", "one", 1)]
    [TestCase("pl", "few", 2, 4, 22, 104)]
    [TestCase("pl", "many", 0, 5, 12, 14, 21, 101, 1000)]
    [TestCase("hr", "one", 1, 21, 101)]
    [TestCase("sr", "few", 2, 24, 102)]
    [TestCase("sr", "other", 0, 5, 11, 12, 100)]
    [TestCase("cs", "few", 2, 3, 4)]
    [TestCase("sk", "other", 0, 5, 22)]
    [TestCase("sl", "one", 1, 101, 201)]
    [TestCase("sl", "two", 2, 102)]
    [TestCase("sl", "few", 3, 4, 103)]
    [TestCase("sl", "other", 0, 5, 11, 100)]
    [TestCase("lt", "one", 1, 21, 101)]
    [TestCase("lt", "few", 2, 9, 22, 102)]
    [TestCase("lt", "other", 0, 10, 11, 19, 111)]
    [TestCase("lv", "zero", 0, 10, 11, 19, 20, 111)]
    [TestCase("lv", "one", 1, 21, 101)]
    [TestCase("lv", "other", 2, 9, 22)]
    [TestCase("ro", "few", 0, 2, 16, 101, 119)]
    [TestCase("ro", "other", 20, 35, 100, 120)]
    [TestCase("he", "two", 2)]
    [TestCase("he", "other", 0, 3, 10, 20)]
    [TestCase("mt", "few", 0, 3, 10, 103)]
    [TestCase("mt", "many", 11, 19, 111)]
    [TestCase("ga", "few", 3, 6)]
    [TestCase("ga", "many", 7, 10)]
    [TestCase("cy", "many", 6)]
    [TestCase("fr", "one", 0, 1)]
    [TestCase("fr", "other", 2, 17, 1000)]
    [TestCase("fr", "many", 1_000_000, 2_000_000)]
    [TestCase("es", "other", 0, 2)]
    [TestCase("hi", "one", 0, 1)]
    [TestCase("tr", "one", 1)]
    [TestCase("xx", "other", 0, 2)]
    public void A_number_takes_the_form_of_its_language(string language, string form, params int[] numbers)
    {
        Assert.That(numbers.Select(n => PluralRules.Of(language, n)), Is.All.EqualTo(form));
    }

    [Test]
    public void A_sign_and_the_largest_numbers_do_no_harm()
    {
        Assert.That((PluralRules.Of("en", -1), PluralRules.Of("ar", long.MinValue), PluralRules.Of("ru", -21)), Is.EqualTo(("one", "few", "one")));
    }
}
