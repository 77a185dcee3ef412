using System.CommandLine;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

/// <summary>The commands that decide about an edition. They commit rows; a worker that runs heeds them within a second.</summary>
internal static class EditionControlCommand
{
    public static IEnumerable<Command> All() =>
    [
        Make("hold", "Keep a draft back until it is released", static (control, edition, ct) => control.HoldAsync(edition, ct), "is held"),
        Make("release", "Let a draft go out now", static (control, edition, ct) => control.ReleaseAsync(edition, ct), "goes out as soon as a worker runs"),
        Make("cancel", "Nobody else gets it", static (control, edition, ct) => control.CancelAsync(edition, ct), "is cancelled"),
        Make("pause", "No mail of it begins from now on", static (control, edition, ct) => control.PauseAsync(edition, ct), "is paused"),
        Make("resume", "Go on with a paused edition", static (control, edition, ct) => control.ResumeAsync(edition, ct), "goes on as soon as a worker runs"),
        ResolveCommand(),
    ];

    private static Command Make(string name, string description, Func<EditionControl, Edition, CancellationToken, Task> decide, string done)
    {
        var (newsletter, edition) = EditionCommand.Arguments();
        var command = new Command(name, description) { newsletter, edition };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = await session.Get<NewsletterStore>().GetAsync(parsed.GetRequiredValue(newsletter), ct);
            var found = await EditionCommand.FindAsync(session, of, parsed.GetValue(edition), ct);
            await decide(session.Get<EditionControl>(), found, ct);
            Screen.Message($"Edition {of.Slug} {found.Name} {done}.");
            return 0;
        });
        return command;
    }

    private static Command ResolveCommand()
    {
        var (newsletter, edition) = EditionCommand.Arguments();
        var sent = new Option<bool>("--sent") { Description = "The relay took them: nothing more is sent" };
        var again = new Option<bool>("--again") { Description = "It did not: they are sent once more, the same bytes under the same Message-ID" };
        var reader = new Option<string?>("--reader") { Description = "Only this one", HelpName = "ADDRESS" };
        var command = new Command("resolve", "List deliveries of which nobody knows whether the relay took them, or settle them") { newsletter, edition, sent, again, reader };
        command.Validators.Add(result =>
        {
            if (result.GetValue(sent) && result.GetValue(again)) result.AddError("--sent and --again exclude each other.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = await session.Get<NewsletterStore>().GetAsync(parsed.GetRequiredValue(newsletter), ct);
            var found = await EditionCommand.FindAsync(session, of, parsed.GetValue(edition), ct);
            var to = parsed.GetValue(sent) ? DeliveryState.Sent : parsed.GetValue(again) ? DeliveryState.Waiting : (DeliveryState?)null;
            var address = parsed.GetValue(reader) is { } typed ? SubscribersAdd.Address(typed).Text : null;
            await ResolveAsync(session.Get<Resolution>(), found, to, address, ct);
            return 0;
        });
        return command;
    }

    private static async Task ResolveAsync(Resolution resolution, Edition edition, DeliveryState? to, string? address, CancellationToken ct)
    {
        var settled = 0;
        await foreach (var row in resolution.OfAsync(edition).WithCancellation(ct))
        {
            if (address is not null && !row.Address.Equals(address, StringComparison.OrdinalIgnoreCase)) continue;
            if (to is null) Screen.Data($"{row.Address}  handed over {row.Claims} times, last {Screen.Time(row.ClaimedAt)}{(row.Answer is null ? "" : $"  {row.Answer}")}");
            else if (!await resolution.ResolveAsync(edition, row, to.Value, ct)) continue;
            settled++;
        }
        Screen.Message(to switch
        {
            null when settled == 0 => "Nothing is in doubt.",
            null => $"{settled} in doubt. Settle them with --sent or --again.",
            DeliveryState.Sent => $"{settled} count as sent.",
            _ => $"{settled} are sent again as soon as a worker runs.",
        });
    }
}
