using Spectre.Console;

namespace Digest.Commands.Init;

/// <summary>Asks on a terminal, on standard error; elsewhere every answer is the one given as an option, or the default.</summary>
internal sealed class Questions
{
    private readonly IAnsiConsole? screen = Console.IsInputRedirected || Console.IsErrorRedirected
        ? null
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public bool CanAsk => screen is not null;

    /// <param name="given">By an option; null: ask.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="usual">The answer when there is none; empty is an answer, too.</param>
    /// <param name="check">What an answer should be; null: it is.</param>
    /// <param name="ct">Ctrl-C.</param>
    public async Task<string> AskAsync(string? given, string question, string usual, Func<string, string?> check, CancellationToken ct)
    {
        if (given is not null) return given.Trim();
        if (screen is null) return usual;
        // Of an answer that is shown by itself it takes brackets for markup.
        var prompt = new TextPrompt<string>(Markup.Escape(usual.Length == 0 ? question + ":" : $"{question} ({usual}):")).AllowEmpty()
            .Validate(answer => check(answer.Trim()) is { } wrong ? ValidationResult.Error(Markup.Escape($"It should be {wrong}")) : ValidationResult.Success());
        if (usual.Length > 0) prompt.DefaultValue(usual).HideDefaultValue();
        return (await prompt.ShowAsync(screen, ct)).Trim();
    }

    /// <summary>Null: there is nobody to ask.</summary>
    public async Task<string?> AskHiddenAsync(string question, CancellationToken ct) =>
        screen is null ? null : await new TextPrompt<string>(Markup.Escape(question + ":")).Secret(null).AllowEmpty().ShowAsync(screen, ct);
}
