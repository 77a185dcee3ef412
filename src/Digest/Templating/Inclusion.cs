using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// <c>{{ include "mail/part.html" }}</c>, and around a block
/// <c>{{ wrap layout "pages/layout.html" }} … {{ end }}</c>, whose text the layout shows as <c>{{ content }}</c>.
/// A template includes its own kind only: unescaped text never gets into HTML.
/// </summary>
internal sealed class Inclusion(TemplateFiles files, TemplateLimits limits, bool isLayout) : IScriptCustomFunction
{
    private static readonly ScriptVariable Content = ScriptVariable.Create("content", ScriptVariableScope.Global);

    public int RequiredParameterCount => 1;

    public int ParameterCount => 1;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    public Type ReturnType => typeof(Html);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(string), "name");

    public object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        if (context is not FencedContext fenced)
            throw new InvalidOperationException("Templates render behind the fence only.");
        var span = callerContext?.Span ?? default;
        var template = Open(fenced, span, arguments.Count > 0 ? arguments[0] : null);
        if (isLayout)
        {
            if (blockStatement is null)
                throw TemplateFault.At(span, "write it around something: wrap layout \"pages/layout.html\" … end");
            fenced.SetValue(Content, Html.Of(fenced, blockStatement));
        }

        fenced.Deepen(span, limits.Depth);
        var made = Html.Of(fenced, template);
        fenced.Surface();
        return made;
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult<object?>(Invoke(context, callerContext, arguments, blockStatement));

    private Template Open(FencedContext context, SourceSpan span, object? argument)
    {
        if (argument is not string name)
            throw TemplateFault.At(span, "include needs a file name in quotes");
        var kind = Path.GetExtension(name);
        if (kind != (context.Escapes ? ".html" : ".txt") && !(context.Escapes && kind == ".css"))
            throw TemplateFault.At(span, $"{name} is of another kind: .html includes .html and .css, .txt includes .txt");
        try
        {
            return files.Open(name, context.Newsletter);
        }
        catch (TemplateFault fault) when (fault is { Line: 1, Column: 1 } && fault.File.EndsWith("/" + name, StringComparison.Ordinal))
        {
            throw TemplateFault.At(span, $"cannot include {name}: {fault.Cause}", fault);
        }
    }
}
