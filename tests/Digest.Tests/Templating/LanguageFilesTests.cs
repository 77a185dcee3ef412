using System.Text.RegularExpressions;
using Digest.Subscribing.Pages;
using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>The shipped languages say everything, with the same values, in all forms that their numbers take.</summary>
[TestFixture]
internal sealed class LanguageFilesTests
{
    private static readonly IReadOnlyDictionary<string, Wording> English = Read("en");
    private static readonly Problem[] Faults =
        [Problem.Unreadable, Problem.TooSlow, Problem.TooLarge, Problem.WrongType, Problem.TooMany, Problem.Broken, Problem.Unavailable];

    private static IReadOnlyDictionary<string, Wording> Read(string language) =>
        WordFile.Read(language, File.ReadAllText(Path.Combine(TemplateFolder.Shipped, "i18n", language + ".json")));

    [Test]
    public void Every_file_is_a_language_that_is_tried_at_start()
    {
        var files = Directory.EnumerateFiles(Path.Combine(TemplateFolder.Shipped, "i18n")).Select(Path.GetFileNameWithoutExtension);
        Assert.That(files, Is.EquivalentTo(Samples.Languages));
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Languages))]
    public void A_language_has_every_text_with_the_same_values(string language)
    {
        var words = Read(language);
        Assert.That(words.Keys, Is.EqualTo(English.Keys));
        using (Assert.EnterMultipleScope())
        {
            foreach (var (key, wording) in words)
                Assert.That(Values(wording.Forms["other"]), Is.EquivalentTo(Values(English[key].Forms["other"])), key);
        }
    }

    [TestCaseSource(typeof(Samples), nameof(Samples.Languages))]
    public void A_text_with_a_number_has_exactly_the_forms_of_its_language(string language)
    {
        var forms = Enumerable.Range(0, 200).Select(n => PluralRules.Of(language, n)).Distinct().ToList();
        using (Assert.EnterMultipleScope())
        {
            foreach (var (key, wording) in Read(language).Where(w => English[w.Key].Forms.Count > 1))
                Assert.That(wording.Forms.Keys, Is.EquivalentTo(forms), key);
        }
    }

    [Test]
    public void Every_text_that_a_template_asks_for_is_there_and_none_is_left_over()
    {
        var asked = Directory.EnumerateFiles(TemplateFolder.Shipped, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".html" or ".txt")
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), "say \"([a-z_]+)\"").Select(m => m.Groups[1].Value));
        // Said by code: ages, how often it comes, what has no title, the inbox's line, when the next edition comes, and faults.
        string[] code =
        [
            "ago_minutes", "ago_hours", "ago_days", "untitled", "preheader", "every_day", "every_weekday", "on_days", "zone",
            "comes_first", "comes_now", "comes_after", "comes_next", "today", "tomorrow", "on_weekday", "on_date", "form_heading", "form_lead", "form_button", "form_consent", "form_success",
            "wrong_address", "wrong_newsletter", "wrong_twice", "wrong_text", "wrong_length",
            .. Faults.SelectMany(fault => new[] { $"problem_{fault.Word}", $"problem_{fault.Word}_text" }),
        ];

        Assert.That(asked.Concat(code).Distinct(), Is.EquivalentTo(English.Keys));
    }

    private static IEnumerable<string> Values(string text) => Regex.Matches(text, @"\{\d\}").Select(m => m.Value).Distinct();
}
