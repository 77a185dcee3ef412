using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Scriban;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// The template files of one directory, parsed. A file is parsed again when its time or length has changed, so an
/// edit shows at the next render. Nothing outside the directory can be named, by <c>..</c> or by a link.
/// </summary>
internal sealed partial class TemplateFiles(string directory, TemplateLimits limits)
{
    private readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
    private readonly ConcurrentDictionary<string, Parsed> parsed = new(StringComparer.Ordinal);

    /// <exception cref="TemplateFault">No such file, too long, not UTF-8, or not a template.</exception>
    public Template Open(string name)
    {
        var file = Locate(name);
        var stamp = (file.LastWriteTimeUtc, file.Length);
        if (parsed.TryGetValue(name, out var known) && known.Stamp == stamp)
            return known.Template;
        var template = Parse(name, Read(name, file));
        parsed[name] = new Parsed(stamp, template);
        return template;
    }

    private FileInfo Locate(string name)
    {
        if (!Name().IsMatch(name))
            throw new TemplateFault(name, 1, 1, "a template is named like mail/standard.html, below the templates directory, ending in .html, .txt or .css");
        var file = new FileInfo(Path.Combine(root, name));
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        if (target is null || !target.Exists)
            throw new TemplateFault(name, 1, 1, "there is no such file");
        if (!target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new TemplateFault(name, 1, 1, "this link leads out of the templates directory");
        return target;
    }

    private string Read(string name, FileInfo file)
    {
        if (file.Length > limits.SourceBytes)
            throw new TemplateFault(name, 1, 1, $"the file is longer than {limits.SourceBytes / 1024} KiB");
        try
        {
            using var reader = new StreamReader(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException error)
        {
            throw new TemplateFault(name, 1, 1, "the file is not UTF-8", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TemplateFault(name, 1, 1, "the file cannot be read", error);
        }
    }

    private static Template Parse(string name, string text)
    {
        var template = Template.Parse(text, name);
        if (template.HasErrors)
            throw TemplateFault.Of(template.Messages[0]);
        if (template.Page is { } page)
            Refuse(page);
        return template;
    }

    // What these statements write would pass by the fence, or pass it twice.
    private static void Refuse(ScriptNode page)
    {
        var open = new Stack<ScriptNode>([page]);
        while (open.TryPop(out var node))
        {
            var word = node switch
            {
                ScriptCaptureStatement => "capture",
                ScriptFunction => "func",
                ScriptImportStatement => "import",
                ScriptTableRowStatement => "tablerow",
                _ => null,
            };
            if (word is not null)
                throw TemplateFault.At(node.Span, $"'{word}' is not available in templates");
            for (var i = 0; i < node.ChildrenCount; i++)
            {
                if (node.GetChildren(i) is { } child)
                    open.Push(child);
            }
        }
    }

    [GeneratedRegex(@"\A[a-z0-9_][a-z0-9_-]*(/[a-z0-9_][a-z0-9_-]*)*(\.[a-z0-9_-]+)*\.(html|txt|css)\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Name();

    private sealed record Parsed((DateTime Written, long Length) Stamp, Template Template);
}
