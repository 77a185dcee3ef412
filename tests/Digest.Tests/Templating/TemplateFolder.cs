using Digest.Templating;

namespace Digest.Tests.Templating;

/// <summary>A templates directory of its own, gone after the test.</summary>
internal sealed class TemplateFolder : IDisposable
{
    public TemplateFolder(TemplateLimits? limits = null)
    {
        Directory.CreateDirectory(Root);
        Templates = new Templates(Root, limits);
    }

    /// <summary>The folder that the product ships.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "templates");

    public string Root { get; } = Path.Combine(Path.GetTempPath(), "templates-" + Path.GetRandomFileName());

    public Templates Templates { get; }

    public TemplateFolder With(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Renders one template made of this text.</summary>
    public string Render(string text, object? facts = null, string name = "a.html") =>
        With(name, text).Templates.Render(name, Facts.From(facts ?? new { }));

    public TemplateFault Fault(string text, object? facts = null, string name = "a.html") =>
        Assert.Throws<TemplateFault>(() => Render(text, facts, name))!;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
