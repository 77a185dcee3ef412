using System.CommandLine;
using Digest.Delivering;
using Digest.Storage;

namespace Digest.Commands;

/// <summary>Ends the pause of an installation whose database was put back.</summary>
internal static class ResumeCommand
{
    public static Command Make()
    {
        var deliver = new Option<bool>("--deliver") { Description = "Go on with deliveries that were open; default: they are skipped, for they may have been mailed since" };
        var news = new Option<bool>("--news") { Description = "What feeds hold counts as news; default: it is known, for it may have been mailed since" };
        var command = new Command("resume", "Go on after the database was put back") { deliver, news };
        command.SetAction((parsed, ct) => RunAsync(new ResumePlan(parsed.GetValue(deliver), parsed.GetValue(news)), ct));
        return command;
    }

    private static async Task<int> RunAsync(ResumePlan plan, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        if (await session.Get<Standstill>().FindAsync(ct) is not { } pause)
        {
            Screen.Message("Nothing is paused. For one edition: digest edition resume NEWSLETTER");
            return 0;
        }
        var editions = await session.Get<Resumption>().RunAsync(plan, ct);
        Screen.Message($"Paused since {Screen.Time(pause.SinceAt)}, goes on now.");
        Screen.Message(plan.Deliver ? "Open deliveries go on." : $"Open deliveries of {editions} editions are skipped.");
        Screen.Message(plan.News ? "What feeds hold counts as news where it is not known yet." : "What feeds hold now counts as known; news are what comes later.");
        return 0;
    }
}
