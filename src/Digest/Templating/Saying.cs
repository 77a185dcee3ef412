using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary><c>{{ say "stories" edition.story_count }}</c>: a text of the language files, with values in their places.</summary>
internal sealed class Saying : IScriptCustomFunction
{
    public int RequiredParameterCount => 0;

    public int ParameterCount => 1;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(Phrase);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), index == 0 ? "key" : "value");

    public object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        if (context is not FencedContext fenced)
            throw new InvalidOperationException("Templates render behind the fence only.");
        var span = callerContext?.Span ?? default;
        if (arguments.Count == 0 || arguments[0] is not string key)
            throw TemplateFault.At(span, "say needs a key in quotes");
        var values = arguments.Skip(1).ToList();
        if (!values.TrueForAll(v => v is null or string or int or long or Html or Phrase))
            throw TemplateFault.At(span, $"say puts texts and whole numbers into {key}, nothing else");
        return fenced.Words.Find(key, values)
            ?? throw TemplateFault.At(span, $"unknown text {key}: no file in i18n has that key");
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult<object?>(Invoke(context, callerContext, arguments, blockStatement));
}
