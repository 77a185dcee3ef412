using System.CommandLine;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Import;

namespace Digest.Commands;

internal static class SubscribersImport
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var file = new Argument<string>("FILE")
        {
            Description = "CSV, or a zip of them: an export of Mailchimp, Substack, Ghost, listmonk, Buttondown, MailPoet, Keila, MailerLite, Kit or of digest (also its suppression.csv), or email[,name] with or without a header",
        };
        var status = SubscribersAdd.Status();
        var plan = new Option<bool>("--plan") { Description = "Report what would happen and change nothing" };
        var skipped = new Option<string?>("--skipped") { Description = "Where to list every row that was passed over, and why (default: in the data folder, unless --plan)" };
        var command = new Command("import", "Take the readers of a file") { newsletter, file, status, plan, skipped };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(file), new ImportPlan(SubscribersAdd.StatusOf(parsed, status), parsed.GetValue(plan)), parsed.GetValue(skipped), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, string path, ImportPlan plan, string? list, CancellationToken ct)
    {
        using var file = await ImportFile.OpenAsync(path, ct);
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        list ??= plan.IsPlan ? null : session.Get<SkippedFiles>().NewFile(slug);
        await using var skipped = list is null ? null : new SkippedRows(list);
        var report = new ImportReport(skipped);
        await ProgressBar.RunAsync("Importing", async share =>
        {
            await session.Get<Importer>().RunAsync(newsletter, file, plan, report, share, ct);
            return true;
        });
        Tell(report);
        if (skipped is { Count: > 0 }) Screen.Message($"Every row that was passed over, and why: {list}");
        if (report.IsNoList)
            throw new Fault($"No line of '{path}' has a reader to take. It should have lines like ada@example.org,Ada Lovelace.");
        Screen.Data(report.Summary(plan.IsPlan));
        return 0;
    }

    public static void Tell(ImportReport report)
    {
        foreach (var line in report.Notes) Screen.Message(line);
        if (report.Unread.Count > 0) Screen.Message($"Columns that were not read: {string.Join(", ", report.Unread)}");
        if (report.Tags.Count > 0) Screen.Message($"Tags that are no topic of the newsletter: {string.Join(", ", report.Tags.Select(t => $"{t.Key} ({t.Value})"))}");
        foreach (var line in report.Told) Screen.Message(line);
        if (report.Bad > report.Told.Count) Screen.Message($"and {report.Bad - report.Told.Count} more lines that were not taken");
    }
}
