using Digest.Delivering.Replies;

namespace Digest.Bouncing.Understanding;

/// <summary>From the bytes of a mail that came to the bounce address to what it means. Decides nothing, and keeps nothing.</summary>
internal static class ReturnedMailReader
{
    /// <summary>Of one report. Ours go to one each.</summary>
    public const int MostRecipients = 100;

    private static readonly string[] Delivered = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Original-Recipient", "To", "Cc"];

    /// <summary>Throws <see cref="UnreadableMail"/> for what is larger or deeper than a report is; never for odd bytes.</summary>
    public static ReturnedMail Read(Stream stream)
    {
        var outer = OpenedMail.Open(stream);
        var mail = Unwrapped(outer);
        var text = ReportText.Of(mail.Text);
        var returned = mail.Returned ?? text.Returned;
        var (kind, findings) = Understand(mail, text, returned);
        var ids = OriginalMail.Ids(mail.Headers, [.. returned is null ? [] : new[] { returned }, .. text.Quoted, .. Fields.Blocks(mail.Status ?? []), .. Fields.Blocks(mail.Feedback ?? [])]);
        return new ReturnedMail
        {
            Kind = kind,
            CameTo = [.. Delivered.SelectMany(outer.Headers.All).Append(SesNotification.Sender(mail) ?? "").SelectMany(Addresses.In).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostRecipients)],
            From = Addresses.In(outer.Headers["From"] ?? "") is [var from, ..] ? from : null,
            Subject = Wording.Line(outer.Headers["Subject"] ?? ""),
            OriginalIds = ids,
            Findings = Once(findings),
        };
    }

    /// <summary>A gateway that passes a report on in one of its own names nobody; who reports about a report names whom it didn't reach.</summary>
    private static OpenedMail Unwrapped(OpenedMail mail) =>
        mail is { Status: null, Feedback: null, Inner: { Status: not null } inner } && Signs.IsDaemon(mail.Headers["From"] ?? "")
        && TextReport.Read(ReportText.Of(mail.Text), [], []).Count == 0 ? inner : mail;

    private static (ReturnedKind, IReadOnlyList<Finding>) Understand(OpenedMail mail, ReportText text, Fields? returned)
    {
        if (Dialects.Read(mail) is { } spoken) return (ReturnedKind.Report, spoken);
        if (mail.Feedback is not null) return OriginalMail.IsReport(mail.Returned) ? (ReturnedKind.AboutReport, []) : (ReturnedKind.Report, Complaint.Read(mail.Feedback, returned));
        if (Notices(mail, text, returned) is { } notices)
            return OriginalMail.IsReport(mail.Returned ?? returned) ? (ReturnedKind.AboutReport, []) : (ReturnedKind.Report, [.. notices.Take(MostRecipients).Select(Diagnosis.Of).OfType<Finding>()]);
        return mail.IsReceipt || AutoReply.IsMarked(mail.Headers) || AutoReply.IsNamed(mail.Headers["Subject"] ?? "") ? (ReturnedKind.AutoReply, []) : (ReturnedKind.Ordinary, []);
    }

    /// <summary>Null: it is no report of mail that did not arrive.</summary>
    private static IReadOnlyList<Notice>? Notices(OpenedMail mail, ReportText text, Fields? returned)
    {
        if (mail.Status is { } status) return WithText(StatusReport.Read(status), mail, text, returned);
        if (mail.IsReceipt || !Signs.OfReport(mail, text)) return null;
        var notices = StatusReport.IsIn(text.Own) ? WithText(StatusReport.Read(text.Own), mail, text, returned) : OfText(mail, text, returned);
        // Who names nobody and may be somebody has written a letter.
        return notices.Any(n => n.Recipient is not null) || Signs.IsDaemon(mail.Headers["From"] ?? "") || Signs.IsFromNobody(mail.Headers) ? notices : null;
    }

    // Where fields say little, the text often says more of the same recipient.
    private static IReadOnlyList<Notice> WithText(IReadOnlyList<Notice> notices, OpenedMail mail, ReportText text, Fields? returned)
    {
        if (notices.Count == 0 || notices.Any(n => n.Recipient is null)) return notices.Count == 0 ? OfText(mail, text, returned) : notices;
        var about = TextReport.About(text);
        return [.. notices.Select(n => ReplyPatterns.Match(n.Words) is not null ? n : n with { Besides = about(n.Recipient!) })];
    }

    private static IReadOnlyList<Notice> OfText(OpenedMail mail, ReportText text, Fields? returned)
    {
        var headers = mail.Headers;
        var failed = headers.All("X-Failed-Recipients").SelectMany(Addresses.In).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var own = new[] { headers["To"], headers["From"], returned?["From"], returned?["Return-Path"], returned?["Sender"] }.OfType<string>().SelectMany(Addresses.In).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var notices = TextReport.Read(text, failed, own);
        if (notices.Count > 0) return notices;
        var telling = TextReport.Telling(text.Own);
        return [.. OriginalMail.Recipients(returned).Select(r => (string?)r).DefaultIfEmpty().Select(r => new Notice { Recipient = r, Words = telling, Besides = string.Join(' ', text.Own) })];
    }

    private static List<Finding> Once(IReadOnlyList<Finding> findings)
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. findings.Where(f => named.Add(f.Recipient ?? ""))];
    }
}
