using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;
using Digest.Subscribing.Records;

namespace Digest.Commands;

/// <summary>One person's standing with every newsletter.</summary>
internal static class SubscribersShow
{
    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS");
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var evidence = new Option<bool>("--evidence") { Description = "The proof of their consent as plain text: what was shown, when, where, and how they agreed and withdrew" };
        var command = new Command("show", "Show one person's standing with every newsletter") { address, json, evidence };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(evidence)) result.AddError("--json and --evidence exclude each other.");
        });
        command.SetAction((parsed, ct) => parsed.GetValue(evidence)
            ? ProveAsync(parsed.GetRequiredValue(address), ct)
            : RunAsync(parsed.GetRequiredValue(address), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> ProveAsync(string typed, CancellationToken ct)
    {
        var address = SubscribersAdd.Address(typed);
        await using var session = await Session.OpenAsync(ct);
        var person = await TraceCommand.FindAsync(session, address, ct);
        foreach (var line in Dossier.Of(address.Text, person, session.Get<TimeProvider>().GetUtcNow())) Screen.Data(line);
        return 0;
    }

    private static async Task<int> RunAsync(string typed, bool json, CancellationToken ct)
    {
        var address = SubscribersAdd.Address(typed);
        await using var session = await Session.OpenAsync(ct);
        var slugs = (await session.Get<NewsletterStore>().AllAsync(ct)).ToDictionary(n => n.Id, n => n.Slug);
        await using var c = await session.Get<Database>().OpenAsync(ct);
        var rows = (await session.Get<SubscriptionStore>().OfAsync(c, null, address)).Where(r => slugs.ContainsKey(r.Newsletter)).ToList();
        var suppressed = await Suppressions.OfAsync(c, null, session.Get<AddressHasher>().Hash(address));
        if (rows.Count == 0 && suppressed.Count == 0) throw new Fault($"Nobody has the address {address.Text} here.");
        // Who was erased has no address any more but the one that was asked for.
        var email = rows.Count > 0 && rows[0].ErasedAt is null ? rows[0].Email : address.Text;
        var reason = Reason(rows, suppressed)?.Text();
        if (json) Screen.Json(ToJson(email, reason, rows, slugs));
        else Tell(email, reason, rows, slugs);
        return 0;
    }

    // Leaving one newsletter suppresses nothing of the others; when nothing else is left, it is why no mail goes there.
    private static SuppressionReason? Reason(IReadOnlyList<Subscription> rows, IReadOnlyList<(long Newsletter, SuppressionReason Reason)> suppressed)
    {
        foreach (var (newsletter, reason) in suppressed)
            if (newsletter == Suppressions.All) return reason;
        var isOff = rows.All(r => r.Status.ToState<SubscriptionStatus>().IsEnded());
        return isOff && suppressed.Count > 0 ? suppressed[0].Reason : null;
    }

    private static JsonObject ToJson(string email, string? reason, List<Subscription> rows, Dictionary<long, string> slugs) => new()
    {
        ["email"] = email,
        ["suppressed"] = reason,
        ["subscriptions"] = new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["newsletter"] = slugs[r.Newsletter],
            ["status"] = r.Status,
            ["time_zone"] = r.TimeZone,
            ["send_at"] = r.SendAt,
            ["topics"] = new JsonArray([.. ReaderExport.Topics(r).Select(t => JsonValue.Create(t))]),
        })]),
    };

    private static void Tell(string email, string? reason, List<Subscription> rows, Dictionary<long, string> slugs)
    {
        Screen.Data(reason is null ? email : $"{email}  suppressed: {reason}");
        foreach (var row in rows)
        {
            var own = row.TimeZone is null && row.SendAt is null ? "" : $"  {row.SendAt} {row.TimeZone}";
            Screen.Data($"  {slugs[row.Newsletter]}: {row.Status}{own.TrimEnd()}");
        }
    }
}
