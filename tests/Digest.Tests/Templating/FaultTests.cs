namespace Digest.Tests.Templating;

/// <summary>An editor who made a mistake is told where, in one line.</summary>
[TestFixture]
internal sealed class FaultTests
{
    [TestCase("a\n  {{ storyy }}", "templates/a.html(2,6): unknown variable storyy")]
    [TestCase("{{ story.titel }}", "templates/a.html(1,10): unknown member titel")]
    [TestCase("\n{{ if }}", "templates/a.html(2,")]
    [TestCase("x {{ include 'no.html' }}", "templates/a.html(1,6): cannot include no.html: there is no such file")]
    [TestCase("x {{ include 'wrong.html' }}", "templates/wrong.html(3,4): unknown variable storyy")]
    [TestCase("x {{ include 'broken.html' }}", "templates/broken.html(2,")]
    [TestCase("x {{ include 'outer.html' }}", "templates/outer.html(2,4): cannot include no.html: there is no such file")]
    public void A_mistake_is_named_with_file_line_and_column(string template, string message)
    {
        using var folder = new TemplateFolder();
        folder.With("wrong.html", "\n\n{{ storyy }}").With("broken.html", "\n{{ for }}").With("outer.html", "\n{{ include 'no.html' }}");

        Assert.That(folder.Fault(template, new { story = new { title = "a" } }).Message, Does.StartWith(message));
    }

    [Test]
    public void A_missing_template_is_named()
    {
        using var folder = new TemplateFolder();
        Assert.That(() => folder.Templates.Render("mail/none.html", new Scriban.Runtime.ScriptObject()),
            Throws.Exception.With.Message.EqualTo("templates/mail/none.html(1,1): there is no such file"));
    }

    [Test]
    public void An_edit_shows_at_the_next_render()
    {
        using var folder = new TemplateFolder();
        folder.With("part.html", "old").With("a.html", "{{ include 'part.html' }}");
        var before = folder.Templates.Render("a.html", []);
        folder.With("part.html", "newer");

        Assert.That((before, folder.Templates.Render("a.html", [])), Is.EqualTo(("old", "newer")));
    }

    [TestCase("x")]
    [TestCase("")]
    public void A_template_without_values_is_itself(string text)
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Render(text), Is.EqualTo(text));
    }
}
