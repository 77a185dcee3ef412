using System.CommandLine;
using Digest.Collecting.Opml;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Commands;

internal static class SourceImport
{
    public static Command Make()
    {
        var newsletter = new Argument<string>("NEWSLETTER") { Description = "Its slug" };
        var file = new Argument<string>("FILE.opml") { Description = "A list of feeds as feed readers export it; or its address" };
        var command = new Command("import", "Read the feeds of an OPML list; its folders become topics") { newsletter, file };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(newsletter), parsed.GetRequiredValue(file), ct));
        return command;
    }

    private static async Task<int> RunAsync(string slug, string what, CancellationToken ct)
    {
        var document = await Documents.ReadAsync(what, ct);
        var list = OpmlReader.Read(document.Bytes, document.ContentType) switch
        {
            OpmlReading.Read read => read,
            OpmlReading.Refused refused => throw new Fault($"{what}: {refused.Reason}. Export the list as OPML from your feed reader."),
            _ => throw new InvalidOperationException("A list is read or refused."),
        };
        await using var session = await Session.OpenAsync(ct);
        var newsletter = await session.Get<NewsletterStore>().GetAsync(slug, ct);
        var report = await session.Get<OpmlImport>().RunAsync(newsletter.Id, list, ct);
        foreach (var refused in report.Refused) Screen.Message(refused.ToString());
        Screen.Message($"{slug}: {report.Added} added, {report.There} there already, {report.Refused.Count} refused.");
        // A list of nothing that can be read is most likely the wrong file.
        return report.Added + report.There > 0 ? 0 : 1;
    }
}
