using Digest.Templating;
using Scriban.Runtime;

namespace Digest.Tests.Templating;

/// <summary>What is within a template's reach: the vocabulary and plain facts, and nothing behind them.</summary>
[TestFixture]
internal sealed class FactsTests
{
    private const string Vocabulary =
        "array.contains array.first array.join array.last array.limit array.offset array.reverse array.size cut fold "
        + "include layout line math.abs math.ceil math.divided_by math.floor math.minus math.modulo math.plus math.round "
        + "math.times say soft string.append string.capitalize string.contains string.downcase string.ends_with string.index_of "
        + "string.lstrip string.prepend string.remove string.replace string.rstrip string.size string.slice string.split "
        + "string.starts_with string.strip string.upcase underline url";

    [Test]
    public void T49_The_vocabulary_is_this_list_and_no_more()
    {
        var limits = new TemplateLimits();
        var words = Digest.Templating.Vocabulary.Make(new TemplateFiles([new TemplateRoot(Path.GetTempPath())], limits), limits);

        Assert.That(string.Join(' ', Reachable("", words).Order(StringComparer.Ordinal)), Is.EqualTo(Vocabulary));
    }

    [TestCase("{{ env }}")]
    [TestCase("{{ environment }}")]
    [TestCase("{{ builtins }}")]
    [TestCase("{{ title.length }}")]
    [TestCase("{{ title.get_type }}")]
    [TestCase("{{ x = @url }}{{ x.method }}")]
    [TestCase("{{ x = @include }}{{ x.return_type }}")]
    [TestCase("{{ x = include 'part.html' }}{{ x._text }}")]
    [TestCase("{{ newsletter.secret }}")]
    [TestCase("{{ newsletter['secret'].x }}")]
    [TestCase("{{ list.sync_root }}")]
    [TestCase("{{ list.capacity }}")]
    [TestCase("{{ list.items }}")]
    [TestCase("{{ include '/etc/hostname' }}")]
    [TestCase("{{ include '../a.html' }}")]
    [TestCase("{{ include 'x/../../a.html' }}")]
    [TestCase("{{ include '..\\\\a.html' }}")]
    [TestCase("{{ include 'appsettings.json' }}")]
    [TestCase("{{ include '.hidden.html' }}")]
    [TestCase("{{ include '' }}")]
    [TestCase("{{ include 5 }}")]
    [TestCase("{{ include }}")]
    [TestCase("{{ newsletter.name = 'x' }}")]
    [TestCase("{{ list[0] = 'x' }}")]
    [TestCase("{{ string.upcase = 'x' }}")]
    public void T49_Nothing_else_can_be_named_read_or_changed(string template)
    {
        using var folder = new TemplateFolder();
        folder.With("part.html", "x").With("x/b.html", "x");
        var facts = new { title = "abc", list = new[] { 1 }, newsletter = new { name = "a" } };

        Assert.That(folder.Fault(template, facts).Message, Does.StartWith("templates/a.html(1,"));
    }

    [Test]
    public void T49_A_link_out_of_the_directory_is_refused()
    {
        using var outside = new TemplateFolder().With("secret.html", "secret");
        using var folder = new TemplateFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Root, "out.html"), Path.Combine(outside.Root, "secret.html"));

        Assert.That(folder.Fault("{{ include 'out.html' }}").Cause, Does.Contain("leads out"));
    }

    [Test]
    public void T49_Live_objects_are_refused_with_the_way_to_them()
    {
        var facts = new { newsletter = new { readers = new object[] { "a", new TemplateLimits() } } };

        Assert.That(() => Facts.From(facts), Throws.ArgumentException.With.Message.StartsWith("facts.newsletter.readers[1] is a TemplateLimits"));
    }

    [Test]
    public void Plain_values_arrive_as_they_are()
    {
        using var folder = new TemplateFolder();
        var facts = new
        {
            Story_count = 3,
            HomeUrl = new Uri("https://example.org/a"),
            at = new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.FromHours(1)),
            nothing = (string?)null,
            yes = true,
            map = new Dictionary<string, object?> { ["a"] = new[] { 1, 2 } },
        };

        Assert.That(folder.Render("{{ story_count }} {{ home_url }} {{ at }} {{ nothing }} {{ yes }} {{ map.a[1] }} {{ map.a.size }}", facts, "a.txt"),
            Is.EqualTo("3 https://example.org/a 2026-11-24T07:00:00Z  true 2 2"));
    }

    [Test]
    public void What_one_render_sets_the_next_does_not_see()
    {
        using var folder = new TemplateFolder();
        folder.Render("{{ x = 1 }}{{ x }}");

        Assert.That(folder.Fault("{{ x }}").Message, Is.EqualTo("templates/a.html(1,4): unknown variable x"));
    }

    private static IEnumerable<string> Reachable(string prefix, ScriptObject from) =>
        from.SelectMany(pair => pair.Value is ScriptObject inner && inner.Count > 0
            ? Reachable(prefix + pair.Key + ".", inner)
            : [prefix + pair.Key]);
}
