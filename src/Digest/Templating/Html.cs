using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// Text that has been through the fence, and may therefore stand in a page as it is. It can only be made by
/// rendering a part of a template inside a <see cref="FencedContext"/>, which escapes every value on the way:
/// no code and no template can declare a stranger's string to be one.
/// </summary>
internal sealed class Html
{
    private readonly string text;

    private Html(string text) => this.text = text;

    /// <summary>Renders a whole included template.</summary>
    internal static Html Of(FencedContext context, Template template) =>
        Collect(context, () => template.Render(context));

    /// <summary>Renders the block that a template hands to a layout.</summary>
    internal static Html Of(FencedContext context, ScriptBlockStatement block)
    {
        return Collect(context, () =>
        {
            context.Write(block.Span, context.Evaluate(block));
            return null;
        });
    }

    /// <summary>
    /// A string function asked about this text sees it as an ordinary string, which is escaped again when written.
    /// </summary>
    public override string ToString() => text;

    // Scriban's Render returns what it wrote; a block only writes. What was written last wins over what came back.
    private static Html Collect(FencedContext context, Func<string?> render)
    {
        var output = new StringBuilderOutput();
        context.PushOutput(output);
        try
        {
            var returned = render();
            return new Html(returned is { Length: > 0 } ? returned : output.ToString());
        }
        finally
        {
            context.PopOutput();
        }
    }
}
