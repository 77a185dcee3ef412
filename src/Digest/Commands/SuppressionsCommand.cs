using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;
using Digest.Subscribing.Import;
using Digest.Templating;

namespace Digest.Commands;

/// <summary><c>digest suppressions</c>: the addresses that must not be mailed, and why. They are kept as keyed hashes; an address is shown where it is known.</summary>
internal static class SuppressionsCommand
{
    private const string Slug = "Only of this newsletter (its slug), and what holds for all";

    public static Command Make() => new("suppressions", "Addresses that must not be mailed") { List(), SuppressionsChange.Add(), SuppressionsChange.Lift(), Import(), Export() };

    private static Command List()
    {
        var newsletter = new Option<string?>("--newsletter") { Description = Slug };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("list", "All of them, the oldest first") { newsletter, json };
        command.SetAction((parsed, ct) => ListAsync(parsed.GetValue(newsletter), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> ListAsync(string? slug, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var newsletter = slug is null ? null : await session.Get<NewsletterStore>().GetAsync(slug, ct);
        await using var c = await session.Get<Database>().OpenAsync(ct);
        var all = new JsonArray();
        var found = 0L;
        await foreach (var row in ReaderRecords.SuppressionsAsync(c, newsletter?.Id).WithCancellation(ct))
        {
            found++;
            var (email, hash) = (row["email"] as string is { Length: > 0 } known ? known : null, Convert.ToHexStringLower((byte[])row["address_hash"]!));
            var at = Screen.Time(DateTimeOffset.FromUnixTimeMilliseconds((long)row["at"]!));
            var (of, reason, note) = ((string?)row["newsletter"], (string?)row["reason"], (string?)row["note"]);
            if (json) all.Add(new JsonObject { ["email"] = email, ["address_hash"] = hash, ["newsletter"] = of, ["reason"] = reason, ["at"] = at, ["note"] = note });
            else Screen.Data($"{at}  {of,-16} {reason,-10} {email ?? $"({hash})"}{(note is null ? "" : $"  {Plain.Line(note)}")}");
        }
        if (json) Screen.Json(all);
        else if (found == 0) Screen.Message("Nobody is suppressed.");
        return 0;
    }

    private static Command Export()
    {
        var newsletter = new Option<string?>("--newsletter") { Description = Slug };
        var excel = new Option<bool>("--excel") { Description = "With a byte order mark, by which Excel knows UTF-8" };
        var command = new Command("export", "Write them as CSV to standard output: what `suppressions import` reads") { newsletter, excel };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await Session.OpenAsync(ct);
            var of = parsed.GetValue(newsletter) is { } slug ? await session.Get<NewsletterStore>().GetAsync(slug, ct) : null;
            await using var c = await session.Get<Database>().OpenAsync(ct);
            await using var output = Console.OpenStandardOutput();
            await RecordExport.WriteSuppressionsAsync(ReaderRecords.SuppressionsAsync(c, of?.Id), parsed.GetValue(excel), output, ct);
            return 0;
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "CSV: what export writes, or a list of addresses, with or without reason (left, bounced, complained, never, erased; none: never)" };
        var newsletter = new Option<string?>("--newsletter") { Description = "Of which those left who are said to have left, where the file does not say; default: the first" };
        var plan = new Option<bool>("--plan") { Description = "Report what would happen and change nothing" };
        var command = new Command("import", "Take over who must not be mailed: nobody becomes a reader by it, and who reads here stops") { file, newsletter, plan };
        command.SetAction((parsed, ct) => ImportAsync(parsed.GetRequiredValue(file), parsed.GetValue(newsletter), parsed.GetValue(plan), ct));
        return command;
    }

    private static async Task<int> ImportAsync(string path, string? slug, bool isPlan, CancellationToken ct)
    {
        using var file = await ImportFile.OpenAsync(path, ct);
        await using var session = await Session.OpenAsync(ct);
        var store = session.Get<NewsletterStore>();
        var all = await store.AllAsync(ct);
        var newsletter = slug is not null ? await store.GetAsync(slug, ct)
            : all is [var first, ..] ? first : throw new Fault("There is no newsletter yet. Name one in appsettings.json: Digest:Newsletters:0:Slug.");
        var report = new ImportReport();
        var plan = new ImportPlan(SubscriptionStatus.Pending, isPlan) { RefusedBy = all };
        await ProgressBar.RunAsync("Importing", async share =>
        {
            await session.Get<Importer>().RunAsync(newsletter, file, plan, report, share, ct);
            return true;
        });
        SubscribersImport.Tell(report);
        if (report.IsNoList) throw new Fault($"No line of '{path}' has an address to suppress. It should have lines like ada@example.org, or be what `digest suppressions export` writes.");
        Screen.Data(report.Summary(isPlan));
        return 0;
    }
}
