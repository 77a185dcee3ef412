using Digest.Templating;
using Scriban.Runtime;

namespace Digest.Tests.Templating;

/// <summary>Texts of the language files: which language, which plural form, and what becomes of the values in them.</summary>
[TestFixture]
internal sealed class SayTests
{
    private const string English = """{ "stories": { "one": "{0} story", "other": "{0} stories" }, "by": "by {0}, {1}", "only": "English only", "pair": "{0}{0}" }""";
    private const string German = """{ "stories": { "one": "{0} Meldung", "other": "{0} Meldungen" }, "by": "von {1} und {0}" }""";

    private static TemplateFolder Folder() => new TemplateFolder().With("i18n/en.json", English).With("i18n/de.json", German);

    private static string Render(TemplateFolder folder, string template, string language = "en", object? facts = null, string name = "a.html") =>
        folder.With(name, template).Templates.Render(name, Facts.From(facts ?? new { }), new Voice(language));

    [TestCase("en", "1 story", "2,000 stories")]
    [TestCase("de", "1 Meldung", "2.000 Meldungen")]
    [TestCase("de-AT", "1 Meldung", "2\u00a0000 Meldungen")]
    [TestCase("fr", "1 story", "2\u202f000 stories")]
    [TestCase("tlh-nonsense-", "1 story", "2,000 stories")]
    [TestCase("", "1 story", "2,000 stories")]
    public void The_language_goes_from_its_own_file_to_the_wider_one_to_English(string language, string one, string many)
    {
        using var folder = Folder();
        Assert.That(Render(folder, "{{ say 'stories' 1 }}|{{ say 'stories' 2000 }}", language, name: "a.txt"), Is.EqualTo($"{one}|{many}"));
    }

    [Test]
    public void A_text_that_a_language_lacks_is_said_in_English()
    {
        using var folder = Folder();
        Assert.That(Render(folder, "{{ say 'only' }}", "de"), Is.EqualTo("English only"));
    }

    [Test]
    public void A_narrower_file_goes_before_the_wider_one()
    {
        using var folder = Folder().With("i18n/de-AT.json", """{ "only": "Nur hier" }""");
        Assert.That(Render(folder, "{{ say 'only' }} {{ say 'stories' 1 }}", "de-AT", name: "a.txt"), Is.EqualTo("Nur hier 1 Meldung"));
    }

    [TestCase("{{ say 'by' a b }}", "by <bdi>&lt;b&gt;{1}&lt;/b&gt;</bdi>, <bdi>&quot;&#39;</bdi>")]
    [TestCase("{{ x = say 'by' a b; x }}", "by <bdi>&lt;b&gt;{1}&lt;/b&gt;</bdi>, <bdi>&quot;&#39;</bdi>")]
    [TestCase("<i title=\"{{ say 'by' a b }}\">", "<i title=\"by &lt;b&gt;{1}&lt;/b&gt;, &quot;&#39;\">")]
    [TestCase("{{ say 'by' a b | string.upcase }}", "BY &lt;B&gt;{1}&lt;/B&gt;, &quot;&#39;")]
    [TestCase("{{ say 'by' (say 'by' a a) b }}", "by by <bdi>&lt;b&gt;{1}&lt;/b&gt;</bdi>, <bdi>&lt;b&gt;{1}&lt;/b&gt;</bdi>, <bdi>&quot;&#39;</bdi>")]
    [TestCase("{{ say 'by' (include 'part.html') b }}", "by <u>&lt;b&gt;{1}&lt;/b&gt;</u>, <bdi>&quot;&#39;</bdi>")]
    [TestCase("{{ say 'by' (include 'part.html' | string.append '') b }}", "by <bdi>&lt;u&gt;&amp;lt;b&amp;gt;{1}&amp;lt;/b&amp;gt;&lt;/u&gt;</bdi>, <bdi>&quot;&#39;</bdi>")]
    [TestCase("{{ say 'by' a null }}", "by <bdi>&lt;b&gt;{1}&lt;/b&gt;</bdi>, ")]
    public void T46_Values_in_a_text_are_escaped_once_and_keep_their_direction(string template, string html)
    {
        using var folder = Folder().With("part.html", "<u>{{ a }}</u>");
        Assert.That(Render(folder, template, facts: new { a = "<b>{1}</b>", b = "\"\u202e'\u2028".Replace("\u2028", "", StringComparison.Ordinal) }), Is.EqualTo(html));
    }

    [Test]
    public void T46_A_text_is_no_way_into_a_link()
    {
        using var folder = Folder().With("i18n/en.json", """{ "link": "javascript:{0}", "markup": "<b>{0}</b>" }""");
        Assert.That(Render(folder, "<a href=\"{{ say 'link' 'x' }}\">{{ say 'markup' 'x' }}</a>"),
            Is.EqualTo("<a href=\"#\">&lt;b&gt;<bdi>x</bdi>&lt;/b&gt;</a>"));
    }

    [Test]
    public void In_text_values_stand_as_they_are()
    {
        using var folder = Folder();
        Assert.That(Render(folder, "{{ say 'by' a 'x' }}", facts: new { a = "<b>\u202e&" }, name: "a.txt"), Is.EqualTo("by <b>&, x"));
    }

    [TestCase("\n {{ say 'nope' }}", "templates/a.html(2,5): unknown text nope: no file in i18n has that key")]
    [TestCase("{{ say }}", "templates/a.html(1,4): say needs a key in quotes")]
    [TestCase("{{ say 5 }}", "templates/a.html(1,4): say needs a key in quotes")]
    [TestCase("{{ say 'by' [1] 2 }}", "templates/a.html(1,4): say puts texts and whole numbers into by, nothing else")]
    [TestCase("{{ say 'by' 1 }}", "templates/i18n/en.json(1,62): by wants a value {1}, and the template gives 1")]
    public void A_wrong_call_is_named_with_its_place(string template, string message)
    {
        using var folder = Folder();
        Assert.That(folder.Fault(template).Message, Is.EqualTo(message));
    }

    [TestCase("{\n  \"a\": \"x\"\n  \"b\": \"y\"\n}", "templates/i18n/de.json(3,3): this is no JSON: ")]
    [TestCase("", "templates/i18n/de.json(1,1): this is no JSON: ")]
    [TestCase("[]", "templates/i18n/de.json(1,1): a language file is an object")]
    [TestCase("{ \"a\": 5 }", "templates/i18n/de.json(1,8): a should be a text, or an object of plural forms")]
    [TestCase("{ \"ä\": [] }", "templates/i18n/de.json(1,8): ä should be a text, or an object of plural forms")]
    [TestCase("{ \"a\": { \"one\": \"x\" } }", "templates/i18n/de.json(1,8): a needs the form other")]
    [TestCase("{ \"a\": { \"some\": \"x\", \"other\": \"\" } }", "templates/i18n/de.json(1,10): some is no plural form")]
    [TestCase("{ \"a\": { \"other\": 5 } }", "templates/i18n/de.json(1,19): the form other of a should be a text")]
    [TestCase("{ \"a\": \"x\",\n\"a\": \"y\" }", "templates/i18n/de.json(2,1): the key a stands here for the second time")]
    [TestCase("{ \"a\": \"x\" } }", "templates/i18n/de.json(1,14): this is no JSON: ")]
    public void A_broken_language_file_is_one_line_with_file_line_and_column(string json, string message)
    {
        using var folder = Folder().With("i18n/de.json", json);
        var fault = Assert.Throws<TemplateFault>(() => Render(folder, "{{ say 'only' }}", "de"))!;
        Assert.That(fault.Message, Does.StartWith(message).And.Not.Contain("\n"));
    }

    [Test]
    public void An_edit_of_a_language_file_shows_at_the_next_render()
    {
        using var folder = Folder();
        var before = Render(folder, "{{ say 'only' }}");
        folder.With("i18n/en.json", """{ "only": "Changed" }""");
        Assert.That((before, folder.Templates.Render("a.html", [])), Is.EqualTo(("English only", "Changed")));
    }

    [TestCase("{{ s = 'xx'; for i in 1..60; s = say 'pair' s; end; s }}")]
    [TestCase("{{ s = 'xx'; for i in 1..60; s = say 'pair' s; end; s | string.size }}")]
    public void T47_Texts_that_double_themselves_fail_soon(string template)
    {
        using var folder = Folder();
        Assert.That(folder.Fault(template).Message, Is.EqualTo("templates/i18n/en.json(1,107): pair grows longer than 512 KiB"));
    }

    [Test]
    public void T49_A_language_is_no_way_out_of_the_folder([Values("../secret", "..", "/etc/x", "de/../../x", "")] string language)
    {
        using var folder = Folder();
        var files = new TemplateFiles([new TemplateRoot(folder.Root)], TemplateLimits.Default);
        Assert.That(files.Words(language), Is.Empty);
    }

    [Test]
    public void T49_A_language_file_is_no_template_and_cannot_be_included()
    {
        using var folder = Folder();
        Assert.That(folder.Fault("{{ include 'i18n/en.json' }}").Cause, Does.Contain("another kind"));
        Assert.That(() => folder.Templates.Render("i18n/en.json", new ScriptObject()), Throws.TypeOf<TemplateFault>());
    }
}
