using System.CommandLine;

namespace Digest.Commands;

internal static class ServeCommand
{
    public static Command Make()
    {
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, e.g. http://127.0.0.1:5080; default: the port of BaseUrl on this machine", HelpName = "U" };
        var role = new Option<string>("--role") { Description = "all, web or worker", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("all", "web", "worker");
        var command = new Command("serve", "Serve pages and do the work, until Ctrl-C") { urls, role };
        command.Validators.Add(result =>
        {
            foreach (var address in (result.GetValue(urls) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (!Server.IsAddress(address)) result.AddError($"'{address}' is no address to listen on, e.g. http://127.0.0.1:5080.");
        });
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(urls), parsed.GetValue(role) ?? "all", ct));
        return command;
    }

    public static Task<int> RunAsync(CancellationToken ct) => RunAsync(null, "all", ct);

    private static async Task<int> RunAsync(string? urls, string role, CancellationToken ct)
    {
        await using var server = await Server.StartAsync(new ServerPlan(Directory.GetCurrentDirectory(), urls, role), ct);
        await server.DescribeAsync(ct);
        await server.WaitAsync();
        return Environment.ExitCode;
    }
}
