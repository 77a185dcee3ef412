using System.Diagnostics;
using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>A template that asks for too much fails with one clear line, soon, and whole.</summary>
[TestFixture]
internal sealed class LimitTests
{
    [TestCase("{{ while true; end }}")]
    [TestCase("{{ for i in 1..100; for j in 1..100; for k in 1..100; end; end; end }}")]
    [TestCase("{{ s = 'xx'; for i in 1..60; s = s + s; end }}")]
    [TestCase("{{ s = 'xx'; for i in 1..60; s = s | string.replace 'x' 'xx'; end }}")]
    [TestCase("{{ s = 'xx'; for i in 1..60; s = s | string.append s; end }}")]
    [TestCase("{{ s = 'x' * 2000000000 }}")]
    [TestCase("{{ x = 9999999999; for i in 1..60; x = x * x; end }}")]
    [TestCase("{{ x = 1 << 2000000000 }}")]
    [TestCase("{{ (1..2000000000) | array.join ',' }}")]
    [TestCase("{{ a = []; a[2000000000] = 1 }}")]
    [TestCase("{{ a = {}; a.a = a; a }}")]
    [TestCase("{{ a = [1]; a[0] = a; a }}")]
    [TestCase("{{ a = [1]; for i in 1..60; a = a + a; end; a | array.join ',' }}")]
    [TestCase("{{ include 'a.html' }}")]
    [TestCase("{{ wrap layout 'a.html' }}{{ end }}")]
    [TestCase("{{ object.eval '1' }}")]
    [TestCase("{{ object.eval_template 'x' }}")]
    [TestCase("{{ 'x' | string.pad_left 2000000000 }}")]
    [TestCase("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '^(a+)+$' }}")]
    [TestCase("{{ date.now }}")]
    [TestCase("{{ title | html.escape }}")]
    [TestCase("{{ title | html.strip }}")]
    [TestCase("{{ math.uuid }}")]
    public void T47_Greedy_templates_fail_soon_and_clearly(string template)
    {
        using var folder = new TemplateFolder();
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();

        var fault = folder.Fault(template, new { title = "a" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
            Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(200L << 20));
            Assert.That(fault.Message, Does.StartWith("templates/a.html(1,").And.Not.Contain("\n"));
        }
    }

    [Test]
    public void T47_Many_loops_in_a_row_end_with_the_time()
    {
        using var folder = new TemplateFolder(new TemplateLimits { Time = TimeSpan.FromMilliseconds(100) });
        var template = "{{ " + string.Concat(Enumerable.Repeat("for i in 1..5000; x = 1; end; ", 2_000)) + " }}";
        var watch = Stopwatch.StartNew();

        var fault = folder.Fault(template);

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
        Assert.That(fault.Cause, Is.EqualTo("the template takes longer than 0.1 s"));
    }

    [Test]
    public void T47_Deep_nesting_is_refused([Values("(", "-", "[", "{{ if true }}")] string opening)
    {
        using var folder = new TemplateFolder();
        var template = opening.Contains("if", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Repeat(opening, 5_000))
            : "{{ " + string.Concat(Enumerable.Repeat(opening, 50_000)) + " }}";
        Assert.That(folder.Fault(template).Cause, Does.Contain("limit"));
    }

    [Test]
    public void T47_A_file_over_128_KiB_is_refused()
    {
        using var folder = new TemplateFolder();
        Assert.That(folder.Fault(new string('x', 128 * 1024 + 1)).Cause, Is.EqualTo("the file is longer than 128 KiB"));
    }

    [TestCase("{{ for i in 1..520; line; end }}", 1024, ".html")]
    [TestCase("{{ for i in 1..520; line; end }}", 1024, ".txt")]
    [TestCase("{{ for i in 1..520; line; end }}", 1009, ".html")]
    [TestCase("{{ for i in 1..300; umlauts; end }}", 1024, ".html")]
    [TestCase("{{ for i in 1..6; include 'big.html'; end }}", 1024, ".html")]
    public void T48_Text_over_the_limit_fails_and_is_never_cut(string template, int length, string kind)
    {
        using var folder = new TemplateFolder();
        folder.With("big.html", new string('x', 100 * 1024));
        var facts = new { line = new string('x', length), umlauts = new string('ä', length) };

        var fault = folder.Fault(template, facts, "a" + kind);

        Assert.That(fault.Message, Does.StartWith("templates/a" + kind));
    }

    [Test]
    public void T48_Text_at_the_limit_is_whole_and_one_more_fails()
    {
        using var folder = new TemplateFolder();
        var facts = new { line = new string('x', 1024) };
        var whole = folder.Render("{{ for i in 1..512; line; end }}", facts);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole, Has.Length.EqualTo(512 * 1024).And.Not.Contain("…"));
            Assert.That(folder.Fault("{{ for i in 1..512; line; end }}y", facts), Is.Not.Null);
        }
    }
}
