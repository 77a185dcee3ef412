using Scriban.Functions;
using Scriban.Runtime;

namespace Digest.Templating;

/// <summary>
/// Every function a template can call. It is a list of what is allowed, so that a function that a later Scriban
/// brings is not there until somebody has looked at it: nothing here reads a clock, a file or an object, evaluates
/// text, or matches a pattern.
/// </summary>
internal static class Vocabulary
{
    private static readonly string[] Strings =
    [
        "append", "capitalize", "contains", "downcase", "ends_with", "index_of", "lstrip", "prepend", "remove",
        "replace", "rstrip", "size", "slice", "split", "starts_with", "strip", "upcase",
    ];

    private static readonly string[] Lists = ["contains", "first", "join", "last", "limit", "offset", "reverse", "size"];

    private static readonly string[] Numbers =
        ["abs", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"];

    public static ScriptObject Make(TemplateFiles files, TemplateLimits limits)
    {
        var words = new ScriptObject
        {
            ["string"] = Some(new StringFunctions(), Strings),
            ["array"] = Some(new ArrayFunctions(), Lists),
            ["math"] = Some(new MathFunctions(), Numbers),
            ["include"] = new Inclusion(files, limits, isLayout: false),
            ["layout"] = new Inclusion(files, limits, isLayout: true),
            ["say"] = new Saying(),
        };
        words.Import("url", new Func<string?, string>(LinkPosition.Absolute));
        words.Import("line", new Func<string?, string>(Plain.Line));
        words.Import("soft", new Func<string?, Phrase>(Phrase.Soft));
        words.Import("cut", new Func<string?, int, string>(Plain.Cut));
        words.Import("fold", new Func<string?, int, string?, string>(Plain.Fold));
        words.Import("underline", new Func<string?, string?, string>(Plain.Underline));
        words.IsReadOnly = true;
        return words;
    }

    private static ScriptObject Some(ScriptObject all, string[] names)
    {
        var some = new ScriptObject();
        foreach (var name in names)
            some[name] = all[name] ?? throw new InvalidOperationException($"Scriban has no function {name} any more.");
        some.IsReadOnly = true;
        return some;
    }
}
