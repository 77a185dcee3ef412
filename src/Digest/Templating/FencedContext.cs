using System.Collections.ObjectModel;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Runtime.Accessors;

namespace Digest.Templating;

/// <summary>
/// One render of one template, behind a fence. Every value a template writes is escaped (HTML) or cleaned of
/// control characters (text); only <see cref="Html"/> stands as it is. In attributes that browsers follow, only
/// links that lead to a page or a mailbox are written. What can be named is a fixed list of functions and the plain
/// facts it was given; members of anything else do not exist. Asking for too much throws, with the position.
/// </summary>
internal sealed class FencedContext : TemplateContext
{
    private int depth;
    private Words? words;

    public FencedContext(bool escapes, ScriptObject functions, TemplateLimits limits, CancellationToken cancellation)
        : base(functions)
    {
        Escapes = escapes;
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedTargetAccess = false;
        EnableRelaxedFunctionAccess = false;
        EnableRelaxedIndexerAccess = false;
        AutoIndent = false;
        MemberFilter = _ => false;
        LoopLimit = limits.Iterations;
        RecursiveLimit = limits.Depth;
        RegexTimeOut = TimeSpan.FromMilliseconds(100);
        LimitToString = limits.OutputBytes;
        OnStringLimit = ScriptLimitBehavior.Throw;
        // An include hands its text on, so what ends within the limit is written once for each level. The end is measured by itself.
        OutputLimit = limits.OutputBytes * limits.Depth;
        OnOutputLimit = ScriptLimitBehavior.Throw;
        CancellationToken = cancellation;
    }

    /// <summary>True for HTML, false for plain text.</summary>
    public bool Escapes { get; }

    /// <summary>Whose own files go first; empty: nobody's.</summary>
    public string Newsletter { get; init; } = "";

    /// <summary>Finds the texts of the language, once per render.</summary>
    public required Func<Words> WordsWhenAsked { get; init; }

    public Words Words => words ??= WordsWhenAsked();

    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (textAsObject is null)
            return this;
        var link = Escapes && Output is StringBuilderOutput written ? LinkPosition.Find(written.Builder) : null;
        if (textAsObject is Html html)
        {
            if (link is not null)
                throw TemplateFault.At(span, "an include can't stand in a link");
            Write(html.ToString());
            return this;
        }

        if (textAsObject is Phrase phrase && link is null && Escapes && !IsInTag())
        {
            Write(phrase.ToHtml());
            return this;
        }

        var text = Plain.Clean(textAsObject is Phrase said ? said.ToString() : ObjectToString(textAsObject));
        if (link is not null && !LinkPosition.Allows(link + text))
            text = "#";
        Write(Escapes ? Plain.Escape(text) : text);
        return this;
    }

    public override ValueTask<TemplateContext> WriteAsync(SourceSpan span, object? textAsObject) =>
        ValueTask.FromResult(Write(span, textAsObject));

    internal void Deepen(SourceSpan span, int limit)
    {
        if (++depth > limit)
            throw TemplateFault.At(span, $"includes are nested more than {limit} deep");
    }

    internal void Surface() => depth--;

    // Between < and >, where an element can't stand; values have neither unescaped.
    private bool IsInTag()
    {
        if (Output is not StringBuilderOutput { Builder: var written }) return true;
        for (var i = written.Length - 1; i >= 0; i--)
            if (written[i] is '<' or '>') return written[i] == '<';
        return false;
    }

    // Objects made for templates show their entries; everything else has no members at all.
    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is IScriptObject or ReadOnlyCollection<object?> ? base.GetMemberAccessorImpl(target) : NullAccessor.Default;
}
