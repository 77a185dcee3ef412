using System.CommandLine;
using System.CommandLine.Help;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Commands;

/// <summary>
/// The command line. Exit code 0: done; 1: failed, with one clear line on standard error; 2: wrong usage. Data goes to
/// standard output, everything else to standard error.
/// </summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Digest: a daily news digest by mail. Without a command it serves.");
        foreach (var command in All()) root.Add(command);
        root.SetAction((_, ct) => ServeCommand.RunAsync(ct));
        var parsed = root.Parse(args);
        var asksForHelp = parsed.Action is HelpAction || parsed.Errors.Count == 0;
        if (!asksForHelp)
        {
            var cause = string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
            await Console.Error.WriteLineAsync($"{cause}. See: digest {PathOf(parsed)}--help");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Fault fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
        }
        catch (TemplateFault fault)
        {
            await Console.Error.WriteLineAsync($"{fault.Message}. Mend the template and try again.");
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What was begun goes on with the next worker: digest serve, or the next digest send.");
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"A fault in Digest itself; please report it with these lines: {fault}");
        }
        return 1;
    }

    private static IEnumerable<Command> All() =>
    [
        ServeCommand.Make(), InitCommand.Make(), DemoCommand.Make(), CollectCommand.Make(), SendCommand.Make(), PreviewCommand.Make(),
        NewsletterCommand.Make(), EditionCommand.Make(), SubscribersCommand.Make(), TraceCommand.Make(), SourceCommand.Make(), SuppressionsCommand.Make(), FormCommand.Make(),
        FeedCommand.Make(), ArticleCommand.Make(), BounceCommand.Make(), ResumeCommand.Make(), MoveCommand.Make(),
    ];

    private static string PathOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult up; at = up) names.Insert(0, at.Command.Name);
        return string.Concat(names.Select(n => n + " "));
    }
}
