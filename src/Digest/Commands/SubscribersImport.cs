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
        var file = new Argument<string>("FILE") { Description = "CSV: email[,name], with or without a header; or what export wrote" };
        var status = SubscribersAdd.Status();
        var plan = new Option<bool>("--plan") { Description = "Report what would happen and change nothing" };
        var command = new Command("import", "Take the readers of a file") { newsletter, file, status, plan };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(file), new ImportPlan(SubscribersAdd.StatusOf(parsed, status), parsed.GetValue(plan)), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, string path, ImportPlan plan, CancellationToken ct)
    {
        await using var file = Open(path);
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var report = await ProgressBar.RunAsync(
            "Importing", share => session.Get<Importer>().RunAsync(newsletter, file, plan, () => share(Share(file)), ct));
        if (report.Unread.Count > 0) Screen.Message($"Columns that were not read: {string.Join(", ", report.Unread)}");
        foreach (var line in report.Told) Screen.Message(line);
        if (report.Bad > report.Told.Count) Screen.Message($"and {report.Bad - report.Told.Count} more lines that are not readable");
        if (report.Rows > 0 && report.Bad == report.Rows)
            throw new Fault($"No line of '{path}' has a reader. It should have lines like ada@example.org,Ada Lovelace in UTF-8.");
        Screen.Data(report.Summary(plan.IsPlan));
        return 0;
    }

    private static double Share(FileStream file) => !file.CanSeek || file.Length == 0 ? 0 : (double)file.Position / file.Length;

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Fault($"The file '{path}' can't be read: {fault.Message}", fault);
        }
    }
}
