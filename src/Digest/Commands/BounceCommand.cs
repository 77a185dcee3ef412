using System.CommandLine;
using Digest.Bouncing.Understanding;
using Digest.Storage;

namespace Digest.Commands;

/// <summary>Shows how Digest understands a mail that came back, from a file or standard input. Opens no database.</summary>
internal static class BounceCommand
{
    public static Command Make()
    {
        var what = new Argument<string>("FILE") { Description = "A mail as it came, for example returned.eml; - is standard input" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var show = new Command("show", "Show what a returned mail says") { what, json };
        show.SetAction(parsed =>
        {
            var mail = Read(parsed.GetRequiredValue(what));
            if (parsed.GetValue(json)) Screen.Data(ReturnedMailJson.Write(mail));
            else Tell(mail);
            return 0;
        });
        return new Command("bounce", "Mail that came back, as Digest understands it") { show };
    }

    private static ReturnedMail Read(string what)
    {
        try
        {
            if (Directory.Exists(what)) throw new Fault($"{what} is a folder. Name a file with one mail.");
            using var stream = what == "-" ? Console.OpenStandardInput() : File.OpenRead(what);
            return ReturnedMailReader.Read(stream);
        }
        catch (UnreadableMail unreadable)
        {
            throw new Fault($"{what} is not read: {unreadable.Message}.", unreadable);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new Fault($"{what} can't be read: {fault.Message}", fault);
        }
    }

    private static void Tell(ReturnedMail mail)
    {
        Screen.Data(mail.Kind switch
        {
            ReturnedKind.Report => mail.Findings.Count == 0 ? "A report, of nothing that failed." : "A report.",
            ReturnedKind.AutoReply => "An automatic reply.",
            ReturnedKind.AboutReport => "A report about a report.",
            _ => "An ordinary mail.",
        });
        foreach (var finding in mail.Findings)
            Screen.Data($"{finding.Recipient ?? "(no address)"}  {ReturnedMailJson.Word(finding.Kind)}  {finding.Status ?? "-"}  {finding.Reason}\n  {finding.Words}");
        if (mail.OriginalIds is [var id, ..]) Screen.Data($"Of the mail {id}");
    }
}
