using System.CommandLine;
using Digest.Collecting;

namespace Digest.Commands;

internal static class CollectCommand
{
    public static Command Make()
    {
        var source = new Option<string?>("--source") { Description = "Only this source", HelpName = "URL" };
        var command = new Command("collect", "Collect every source (or that one) now, whatever its interval") { source };
        command.SetAction(async (parsed, ct) =>
        {
            Screen.Data(await WorkerRun.AskAsync("collect", new CollectAsked(parsed.GetValue(source)), ct));
            return 0;
        });
        return command;
    }
}
