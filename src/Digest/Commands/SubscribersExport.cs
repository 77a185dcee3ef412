using System.CommandLine;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Export;

namespace Digest.Commands;

internal static class SubscribersExport
{
    /// <param name="Status">Only those; null: all that the format can tell of.</param>
    /// <param name="Format">Whose.</param>
    /// <param name="Excel">With a mark at the start.</param>
    /// <param name="Folder">Null: standard output, readers only.</param>
    private sealed record Plan(SubscriptionStatus? Status, ExportFormat Format, bool Excel, string? Folder);

    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var status = Status();
        var product = new Option<string?>("--as") { Description = "In the format of another product" };
        product.AcceptOnlyFromAmong([.. ExportFormats.Foreign.Select(f => f.Name)]);
        var excel = new Option<bool>("--excel") { Description = "With a byte order mark, by which Excel knows UTF-8" };
        var folder = new Option<string?>("--out") { Description = "A folder for subscribers.csv, suppression.csv and consent.jsonl: all that a move takes along" };
        var command = new Command("export", "Write the readers as CSV to standard output, or all about them to a folder") { newsletter, status, product, excel, folder };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(newsletter),
            new Plan(StatusOf(parsed, status), ExportFormats.Foreign.FirstOrDefault(f => f.Name == parsed.GetValue(product)) ?? ExportFormats.Ours, parsed.GetValue(excel), parsed.GetValue(folder)), ct));
        return command;
    }

    /// <summary>Which standing is asked for.</summary>
    public static Option<string?> Status()
    {
        var option = new Option<string?>("--status") { Description = "Only readers with this standing" };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<SubscriptionStatus>().Select(s => s.Text())]);
        return option;
    }

    public static SubscriptionStatus? StatusOf(ParseResult parsed, Option<string?> option) => parsed.GetValue(option)?.ToState<SubscriptionStatus>();

    private static async Task<int> RunAsync(string slug, Plan plan, CancellationToken ct)
    {
        if (plan.Status is { } one && !plan.Format.Takes.Contains(one))
            throw new Fault($"A file for {plan.Format.Name} can't say that somebody is {one.Text()}; they would be mailed there. Tell it by suppression.csv (--out DIR).");
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        await using var c = await session.Get<Database>().OpenAsync(ct);
        var readers = ReaderExport.Only(SubscriptionStore.AllAsync(c, newsletter.Id), plan.Status is { } status ? [status] : plan.Format.Takes);
        if (plan.Folder is null)
        {
            await using var output = Console.OpenStandardOutput();
            await ReaderExport.WriteAsync(readers, plan.Format, plan.Excel, output, ct);
            return 0;
        }
        await WriteAsync(plan.Folder, "subscribers.csv", file => ReaderExport.WriteAsync(readers, plan.Format, plan.Excel, file, ct));
        await WriteAsync(plan.Folder, "suppression.csv", file => RecordExport.WriteSuppressionsAsync(ReaderRecords.SuppressionsAsync(c, newsletter.Id), plan.Excel, file, ct));
        await WriteAsync(plan.Folder, "consent.jsonl", file => RecordExport.WriteConsentsAsync(ReaderRecords.ConsentsAsync(c, newsletter.Id), file, ct));
        Screen.Message($"Written to {Path.GetFullPath(plan.Folder)}: subscribers.csv, suppression.csv, consent.jsonl. Only you can read them.");
        return 0;
    }

    private static async Task WriteAsync(string folder, string name, Func<Stream, Task> write)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var file = new FileStream(Path.Combine(folder, name), options);
            await write(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Fault($"'{Path.Combine(folder, name)}' can't be written: {fault.Message}", fault);
        }
    }
}
