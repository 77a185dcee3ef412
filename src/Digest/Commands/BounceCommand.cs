using System.CommandLine;
using System.Text.Json.Nodes;
using Digest.Bouncing.Acting;
using Digest.Bouncing.Reading;
using Digest.Bouncing.Understanding;
using Digest.Storage;
using Digest.Templating;

namespace Digest.Commands;

/// <summary>Shows how Digest understands a mail that came back, from a file or standard input, without a database; and lists what became of those that were read.</summary>
internal static class BounceCommand
{
    private const int MostListed = 400;

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
        return new Command("bounce", "Mail that came back, as Digest understands it") { show, MakeList() };
    }

    private static Command MakeList()
    {
        var outcome = new Option<string?>("--outcome") { Description = "Only those of which this became, e.g. unproven" };
        outcome.AcceptOnlyFromAmong([.. Enum.GetValues<Outcome>().Select(o => o.Text()), ReturnedState.Waiting.Text(), ReturnedState.SetAside.Text()]);
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var list = new Command("list", "What came back of late and what became of it, the newest first") { outcome, json };
        list.SetAction((parsed, ct) => ListAsync(parsed.GetValue(outcome), parsed.GetValue(json), ct));
        return list;
    }

    private static async Task<int> ListAsync(string? outcome, bool json, CancellationToken ct)
    {
        await using var session = await Session.OpenAsync(ct);
        var mails = await session.Get<ReturnedMailList>().NewestAsync(outcome, MostListed, ct);
        if (json)
        {
            Screen.Json(new JsonArray([.. mails.Select(m => new JsonObject
            {
                ["at"] = Screen.Time(m.FirstSeenAt),
                ["place"] = m.Place,
                ["state"] = m.State,
                ["outcome"] = m.Outcome,
                ["problem"] = m.Problem,
                ["sha256"] = Convert.ToHexStringLower(m.Hash),
            })]));
            return 0;
        }
        foreach (var m in mails) Screen.Data($"{Screen.Time(m.FirstSeenAt)}  {m.Place,-9}  {m.Outcome ?? m.State,-13}  {Convert.ToHexStringLower(m.Hash)[..12]}{(m.Problem is null ? "" : $"  {Plain.Line(m.Problem)}")}");
        if (mails.Count == 0) Screen.Message("Nothing came back.");
        return 0;
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
            Screen.Data($"{Plain.Line(finding.Recipient ?? "(no address)")}  {ReturnedMailJson.Word(finding.Kind)}  {finding.Status ?? "-"}  {finding.Reason}\n  {finding.Words}");
        if (mail.OriginalIds is [var id, ..]) Screen.Data($"Of the mail {Plain.Line(id)}");
    }
}
