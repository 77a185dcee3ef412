namespace Digest.Tests.Templating;

/// <summary>What a stranger wrote is shown, never run.</summary>
[TestFixture]
internal sealed class FenceTests
{
    private const string Nasty = "<script>alert(1)</script>\"'&\u202e\u2028\u0007 🎉";
    private const string Shown = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;  🎉";

    [TestCase("{{ title }}")]
    [TestCase("{{ x = title }}{{ x }}")]
    [TestCase("{{ for t in list }}{{ t }}{{ end }}")]
    [TestCase("{{ list[0] }}")]
    [TestCase("{{ map.title }}")]
    [TestCase("{{ '' + title }}")]
    [TestCase("{{ title | string.append '' }}")]
    [TestCase("{{ include 'part.html' }}")]
    [TestCase("{{ x = include 'part.html' }}{{ x }}")]
    [TestCase("{{ wrap layout 'frame.html' }}{{ title }}{{ end }}")]
    [TestCase("{{ $\"{title}\" }}")]
    [TestCase("{{ with map }}{{ title }}{{ end }}")]
    [TestCase("{{ if true }}{{ title }}{{ end }}")]
    public void T46_Whatever_a_template_does_with_a_title_it_is_escaped_once(string template)
    {
        using var folder = new TemplateFolder();
        folder.With("part.html", "{{ title }}").With("frame.html", "{{ content }}");

        var text = folder.Render(template, new { title = Nasty, list = new[] { Nasty }, map = new { title = Nasty } });

        Assert.That(text, Is.EqualTo(Shown));
    }

    [Test]
    public void T46_A_list_written_as_a_whole_is_escaped()
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render("{{ list }}{{ map }}{{ this }}", new { list = new[] { Nasty }, map = new { a = Nasty } }), Does.Not.Contain("<"));
    }

    [Test]
    public void T46_An_include_asked_as_a_string_is_escaped_again()
    {
        using var folder = new TemplateFolder();
        folder.With("part.html", "<b>{{ title }}</b>");
        Assert.That(folder.Render("{{ include 'part.html' | string.upcase }}", new { title = "<i>" }), Does.Not.Contain("<"));
    }

    [TestCase("{{ capture x }}{{ title }}{{ end }}{{ x }}", "capture")]
    [TestCase("{{ func f }}{{ title }}{{ end }}{{ f }}", "func")]
    [TestCase("{{ tablerow x in list }}{{ x }}{{ end }}", "tablerow")]
    [TestCase("{{ import map }}", "import")]
    public void T46_Statements_that_pass_by_the_fence_are_refused(string template, string word)
    {
        using var folder = new TemplateFolder();
        var fault = folder.Fault(template, new { title = Nasty, list = new[] { Nasty }, map = new { } });
        Assert.That(fault.Cause, Is.EqualTo($"'{word}' is not available in templates"));
    }

    [Test]
    public void T46_Plain_text_is_not_escaped_but_rid_of_control_characters()
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render("{{ title }}", new { title = Nasty }, "a.txt"), Is.EqualTo("<script>alert(1)</script>\"'&  🎉"));
    }

    [Test]
    public void T46_A_title_on_one_line_cannot_forge_another()
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render("{{ title | line }}", new { title = "a\r\n-- \u2028\u0085b\t c" }, "a.txt"), Is.EqualTo("a -- b c"));
    }

    [TestCase("javascript:alert(1)", "#")]
    [TestCase("JAVASCRIPT:alert(1)", "#")]
    [TestCase("java\tscript:alert(1)", "#")]
    [TestCase(" javascript:alert(1)", "#")]
    [TestCase("\u0001javascript:alert(1)", "#")]
    [TestCase("data:text/html,<script>", "#")]
    [TestCase("vbscript:x", "#")]
    [TestCase("file:///etc/passwd", "#")]
    [TestCase("//host/x", "#")]
    [TestCase("/local", "#")]
    [TestCase("", "#")]
    [TestCase("https://", "#")]
    [TestCase("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2")]
    [TestCase("https://user:secret@example.org/", "https://example.org/")]
    [TestCase("https://bücher.example/ä b", "https://xn--bcher-kva.example/%C3%A4%20b")]
    [TestCase("https://example.org/\"onload=x", "https://example.org/%22onload=x")]
    [TestCase("mailto:desk@example.org", "mailto:desk@example.org")]
    public void T36_The_url_function_lets_absolute_links_through_and_nothing_else(string link, string shown)
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render("<a href=\"{{ link | url }}\">", new { link }), Is.EqualTo($"<a href=\"{shown}\">"));
    }

    [TestCase("<a href=\"{{ link }}\">", "javascript:alert(1)", "<a href=\"#\">")]
    [TestCase("<a href='{{ link }}'>", "javascript:alert(1)", "<a href='#'>")]
    [TestCase("<a href = \"{{ link }}\">", "\tdata:text/html,x", "<a href = \"#\">")]
    [TestCase("<form ACTION=\"{{ link }}\">", "vbscript:x", "<form ACTION=\"#\">")]
    [TestCase("<a href=\"java{{ link }}\">", "script:alert(1)", "<a href=\"java#\">")]
    [TestCase("<a href=\"{{ link }}\">", "//host", "<a href=\"#\">")]
    [TestCase("<a href=\"{{ link }}\">", "/archive/daily", "<a href=\"/archive/daily\">")]
    [TestCase("<a href=\"{{ link }}\">", "xLEAVEx", "<a href=\"xLEAVEx\">")]
    [TestCase("<a title=\"{{ link }}\">", "javascript:alert(1)", "<a title=\"javascript:alert(1)\">")]
    [TestCase("<p>{{ link }}</p>", "javascript:alert(1)", "<p>javascript:alert(1)</p>")]
    public void T46_Links_in_attributes_pass_the_rule_even_when_the_template_forgets_it(string template, string link, string shown)
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render(template, new { link }), Is.EqualTo(shown));
    }

    [Test]
    public void T46_Text_cannot_be_included_in_html()
    {
        using var folder = new TemplateFolder();
        folder.With("part.txt", "{{ title }}");
        Assert.That(folder.Fault("{{ include 'part.txt' }}", new { title = Nasty }).Cause, Does.Contain("another kind"));
    }

    [TestCase("{{ title | soft }}", "a &lt;b&gt; c", "a <b>\n c")]
    [TestCase("{{ title | soft }}", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [TestCase("{{ title | soft }}", "y &lt;xxxxxxxxx<wbr>xxxxxxxxxx<wbr>xxxxxxxxxx<wbr>xxxxxxxxxx<wbr>x", "y <xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [TestCase("<i title=\"{{ title | soft }}\">", "<i title=\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\">", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [TestCase("{{ title | soft | string.size }}", "41", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void T46_A_word_without_end_may_be_broken_and_is_escaped_all_the_same(string template, string shown, string title)
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render(template, new { title }), Is.EqualTo(shown));
    }

    [Test]
    public void T46_A_broken_word_keeps_its_characters_whole()
    {
        using var folder = new TemplateFolder();
        var title = "x" + string.Concat(Enumerable.Repeat("🎉", 30));
        Assert.That(folder.Render("{{ title | soft }}", new { title }).Replace("<wbr>", "", StringComparison.Ordinal), Is.EqualTo(title));
    }
}
