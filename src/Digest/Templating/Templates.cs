using System.Text;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// Renders templates: <c>*.html</c> escapes what it writes, <c>*.txt</c> doesn't. Edits show at the next render. Safe to
/// share between threads; a render keeps nothing.
/// </summary>
internal sealed class Templates
{
    private readonly TemplateLimits limits;
    private readonly TemplateFiles files;
    private readonly ScriptObject vocabulary;

    /// <param name="directory">Where the files are.</param>
    /// <param name="limits">What a render may cost; null: the usual.</param>
    public Templates(string directory, TemplateLimits? limits = null) : this([new TemplateRoot(directory)], limits)
    {
    }

    /// <param name="roots">Folders of templates; what one lacks comes from the next.</param>
    /// <param name="limits">What a render may cost; null: the usual.</param>
    public Templates(IReadOnlyList<TemplateRoot> roots, TemplateLimits? limits = null)
    {
        this.limits = limits ?? TemplateLimits.Default;
        files = new TemplateFiles(roots, this.limits);
        vocabulary = Vocabulary.Make(files, this.limits);
    }

    /// <summary>Slugs of newsletters that have templates of their own.</summary>
    public IEnumerable<string> Newsletters => files.Newsletters;

    /// <summary>The whole text, or a fault: never a part of it.</summary>
    /// <param name="name">Path below the directory, like <c>mail/standard.html</c>.</param>
    /// <param name="facts">What the template may name; make it with <see cref="Facts.From"/>.</param>
    /// <param name="voice">Language and newsletter; null: English, nobody's.</param>
    /// <exception cref="TemplateFault">The template can't be read, understood or finished within its limits.</exception>
    public string Render(string name, ScriptObject facts, Voice? voice = null)
    {
        voice ??= Voice.Plain;
        var template = files.Open(name, voice.Newsletter);
        using var clock = new CancellationTokenSource(limits.Time);
        var context = new FencedContext(!name.EndsWith(".txt", StringComparison.Ordinal), vocabulary, limits, clock.Token)
        {
            Newsletter = voice.Newsletter,
            WordsWhenAsked = () => WordsOf(voice),
        };
        context.PushGlobal(facts);
        context.PushGlobal(new ScriptObject());
        var shown = template.SourceFilePath ?? name;
        try
        {
            return Whole(shown, template.Render(context));
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
            throw new TemplateFault(shown, 1, 1, TooSlow(), error);
        }
    }

    /// <summary>The texts of a language as they stand in the files now; English for what it lacks.</summary>
    /// <exception cref="TemplateFault">A language file can't be read or understood.</exception>
    public Words WordsOf(Voice voice)
    {
        var culture = voice.Culture;
        var languages = new List<string>();
        for (var c = culture; c.Name.Length > 0; c = c.Parent) languages.Add(c.Name);
        var layers = languages.Append("en").Distinct().SelectMany(l => files.Words(l).Select(texts => (l.Split('-')[0], texts)));
        return new Words(culture, [.. layers], limits.OutputBytes);
    }

    /// <summary>The language by its usual name; null: neither it, nor the one that it is a form of, has a file.</summary>
    public string? Speaks(string language)
    {
        var culture = Voice.CultureOf(language);
        for (var c = culture; c.Name.Length > 0; c = c.Parent)
            if (files.Words(c.Name).Any()) return culture.Name;
        return null;
    }

    /// <summary>Languages that have a file of texts, by name.</summary>
    public IEnumerable<string> Languages => files.Languages.Order(StringComparer.Ordinal);

    /// <summary>Whether there is such a template.</summary>
    public bool Has(string name, Voice voice) => files.Has(name, voice.Newsletter);

    /// <summary>A fault of a whole file that only its user can see.</summary>
    public TemplateFault FaultOf(string name, Voice voice, string cause) => new(files.Shown(name, voice.Newsletter), 1, 1, cause);

    private string Whole(string shown, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > limits.OutputBytes)
            throw new TemplateFault(shown, 1, 1, $"the text grows longer than {limits.OutputBytes / 1024} KiB");
        return text;
    }

    private string TooSlow() => $"the template takes longer than {limits.Time.TotalSeconds:0.#} s";
}
