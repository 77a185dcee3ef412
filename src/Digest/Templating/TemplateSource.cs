using Scriban;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>Makes a template of a file's text, without the statements that would get round the fence.</summary>
internal static class TemplateSource
{
    /// <param name="file">As faults show it.</param>
    /// <param name="text">What stands in it.</param>
    /// <exception cref="TemplateFault">It is no template.</exception>
    public static Template Parse(string file, string text)
    {
        var template = Template.Parse(text, file);
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
}
