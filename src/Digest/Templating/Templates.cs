using System.Text;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// Renders the templates of one directory: <c>*.html</c> escapes what it writes, <c>*.txt</c> doesn't. Edits show
/// at the next render. Safe to share between threads; a render keeps nothing.
/// </summary>
internal sealed class Templates
{
    private readonly TemplateLimits limits;
    private readonly TemplateFiles files;
    private readonly ScriptObject vocabulary;

    private readonly string shownAs;

    /// <param name="directory">Where the files are.</param>
    /// <param name="limits">What a render may cost; null: the usual.</param>
    /// <param name="shownAs">What faults call the directory.</param>
    public Templates(string directory, TemplateLimits? limits = null, string shownAs = "templates")
    {
        this.shownAs = shownAs;
        this.limits = limits ?? TemplateLimits.Default;
        files = new TemplateFiles(directory, this.limits);
        vocabulary = Vocabulary.Make(files, this.limits);
    }

    /// <summary>The whole text, or a fault: never a part of it.</summary>
    /// <param name="name">Path below the directory, like <c>mail/standard.html</c>.</param>
    /// <param name="facts">What the template may name; make it with <see cref="Facts.From"/>.</param>
    /// <exception cref="TemplateFault">The template can't be read, understood or finished within its limits.</exception>
    public string Render(string name, ScriptObject facts)
    {
        try
        {
            return RenderHere(name, facts);
        }
        catch (TemplateFault fault) when (shownAs != "templates")
        {
            throw fault.In(shownAs);
        }
    }

    private string RenderHere(string name, ScriptObject facts)
    {
        var template = files.Open(name);
        using var clock = new CancellationTokenSource(limits.Time);
        var context = new FencedContext(!name.EndsWith(".txt", StringComparison.Ordinal), vocabulary, limits, clock.Token);
        context.PushGlobal(facts);
        context.PushGlobal(new ScriptObject());
        try
        {
            return Whole(name, template.Render(context));
        }
        catch (ScriptAbortException error)
        {
            throw TemplateFault.At(error.Span, TooSlow(), error);
        }
        catch (ScriptRuntimeException error)
        {
            throw TemplateFault.Of(error);
        }
        catch (OperationCanceledException error)
        {
            throw new TemplateFault(name, 1, 1, TooSlow(), error);
        }
    }

    private string Whole(string name, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > limits.OutputBytes)
            throw new TemplateFault(name, 1, 1, $"the text grows longer than {limits.OutputBytes / 1024} KiB");
        return text;
    }

    private string TooSlow() => $"the template takes longer than {limits.Time.TotalSeconds:0.#} s";
}
