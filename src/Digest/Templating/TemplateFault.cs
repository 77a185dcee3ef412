using Scriban.Parsing;
using Scriban.Syntax;

namespace Digest.Templating;

/// <summary>
/// A template that can't be read, understood or finished. The message is one line that an editor can act on:
/// <c>templates/mail/standard.html(12,5): unknown variable storyy</c>. Lines and columns count from 1.
/// </summary>
internal sealed class TemplateFault : Exception
{
    private const string UnknownVariable = "The variable or function `";
    private const string UnknownMember = "Cannot get member with name ";

    /// <param name="file">The file with its folder, as people know it: <c>templates/mail/standard.html</c>.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    /// <param name="cause">What is wrong, without the position.</param>
    /// <param name="inner">What led to it.</param>
    public TemplateFault(string file, int line, int column, string cause, Exception? inner = null)
        : base($"{file}({line},{column}): {OneLine(cause)}", inner)
    {
        File = file;
        Line = line;
        Column = column;
        Cause = OneLine(cause);
    }

    /// <summary>The file with its folder.</summary>
    public string File { get; }

    public int Line { get; }

    public int Column { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Cause { get; }

    internal static TemplateFault At(SourceSpan span, string cause, Exception? inner = null) =>
        new(span.FileName ?? "?", span.Start.Line + 1, span.Start.Column + 1, cause, inner);

    internal static TemplateFault Of(LogMessage message) => At(message.Span, message.Message);

    internal static TemplateFault Of(ScriptRuntimeException error)
    {
        for (Exception? inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is TemplateFault fault)
                return fault;
        }

        return At(error.Span, InPlainWords(error.OriginalMessage), error);
    }

    private static string InPlainWords(string message)
    {
        if (message.StartsWith(UnknownVariable, StringComparison.Ordinal))
            return "unknown variable " + message[UnknownVariable.Length..].Split('`')[0];
        if (message.StartsWith(UnknownMember, StringComparison.Ordinal))
            return "unknown member " + message[UnknownMember.Length..].TrimEnd('.');
        return message;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
