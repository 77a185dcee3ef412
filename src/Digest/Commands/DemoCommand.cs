using System.CommandLine;
using Digest.Commands.Demo;
using Digest.Storage;

namespace Digest.Commands;

internal static class DemoCommand
{
    public static Command Make()
    {
        var exit = new Option<bool>("--exit") { Description = "End after the walk: 0 only if every step held" };
        var command = new Command("demo", "See it work: a sample site, a reader, an edition; no network, no configuration") { exit };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(exit), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool exit, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("digest-demo-").FullName;
        try
        {
            await using var stage = await DemoStage.StartAsync(folder, ct);
            await new DemoWalk(stage).RunAsync(ct);
            if (exit) return 0;
            Screen.Data("");
            Screen.Data($"Your turn: sign up at {stage.Address} with any address, and read your mail at {stage.Address}outbox");
            Screen.Data("Ctrl-C ends the demo and deletes its folder.");
            await stage.WaitAsync();
            return 0;
        }
        catch (HttpRequestException fault)
        {
            throw new Fault($"The demo stopped: {fault.Message}", fault);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
