using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Composing;
using Digest.Delivering;
using Digest.Delivering.Ledger;
using Digest.Storage;
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
        var json = Json("Its report, as it stands then");
        var command = new Command(name, description) { newsletter, edition, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = await session.Get<NewsletterStore>().GetAsync(parsed.GetRequiredValue(newsletter), ct);
            var found = await EditionCommand.FindAsync(session, of, parsed.GetValue(edition), ct);
            await decide(session.Get<EditionControl>(), found, ct);
            if (parsed.GetValue(json)) Screen.Json(await ReportAsync(session, found, ct));
            else Screen.Message($"Edition {of.Slug} {found.Name} {done}.");
            return 0;
        });
        return command;
    }

    private static Option<bool> Json(string description) => new("--json") { Description = $"One JSON document: {description.ToLowerInvariant()}" };

    private static async Task<JsonObject> ReportAsync(Session session, Edition edition, CancellationToken ct) =>
        EditionJson.Report(await session.Get<EditionStore>().FindAsync(edition.Id, ct) ?? edition, await session.Get<EditionReport>().OfAsync(edition.Id, ct));

    private static Command ResolveCommand()
    {
        var (newsletter, edition) = EditionCommand.Arguments();
        var sent = new Option<bool>("--sent") { Description = "The relay took them: nothing more is sent" };
        var again = new Option<bool>("--again") { Description = "It did not: they are sent once more, the same bytes under the same Message-ID" };
        var reader = new Option<string?>("--reader") { Description = "Only this one", HelpName = "ADDRESS" };
        var json = Json("The deliveries that are listed or settled");
        var command = new Command("resolve", "List deliveries of which nobody knows whether the relay took them, or settle them") { newsletter, edition, sent, again, reader, json };
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
            await ResolveAsync(session.Get<Resolution>(), found, to, address, parsed.GetValue(json), ct);
            return 0;
        });
        return command;
    }

    private static async Task ResolveAsync(Resolution resolution, Edition edition, DeliveryState? to, string? address, bool json, CancellationToken ct)
    {
        var (settled, listed) = (0, new JsonArray());
        await foreach (var row in resolution.OfAsync(edition).WithCancellation(ct))
        {
            if (address is not null && !row.Address.Equals(address, StringComparison.OrdinalIgnoreCase)) continue;
            if (to is null && !json) Screen.Data($"{row.Address}  handed over {row.Claims} times, last {Screen.Time(row.ClaimedAt)}{(row.Answer is null ? "" : $"  {row.Answer}")}");
            else if (to is { } state && !await resolution.ResolveAsync(edition, row, state, ct)) continue;
            settled++;
            if (json) listed.Add(new JsonObject { ["email"] = row.Address, ["claims"] = row.Claims, ["claimed_at"] = Screen.Time(row.ClaimedAt), ["answer"] = row.Answer });
        }
        if (json)
        {
            Screen.Json(new JsonObject { ["edition"] = edition.Name, ["settled"] = to?.Text(), ["deliveries"] = listed });
            return;
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
