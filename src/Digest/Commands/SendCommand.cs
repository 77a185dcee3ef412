using System.CommandLine;
using Digest.Delivering;

namespace Digest.Commands;

internal static class SendCommand
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var to = new Option<string?>("--to") { Description = "One marked test copy to this address; nothing is recorded", HelpName = "ADDRESS" };
        var command = new Command("send", "Collect, cut, release and deliver now, and wait until every delivery is final") { newsletter, to };
        command.SetAction(async (parsed, ct) =>
        {
            var asked = new SendAsked(parsed.GetRequiredValue(newsletter), parsed.GetValue(to));
            var sending = WorkerRun.AskAsync("send", asked, ct);
            Screen.Data(asked.To is null ? await SendProgress.FollowAsync(asked.Newsletter, sending, ct) : await sending);
            return 0;
        });
        return command;
    }
}
