using Digest.Delivering.Replies;

namespace Digest.Bouncing.Understanding;

/// <summary>A reader's "this is spam", as mailbox providers pass it on (RFC 5965), often without the reader's name.</summary>
internal static class Complaint
{
    // "auth-failure" and "dmarc" are a machine's judgement (RFC 6591), "not-spam" is the opposite.
    private static readonly string[] Types = ["abuse", "fraud", "opt-out", "opt-out-list", "complaint", "other", "miscategorized", "unsubscribe"];

    private static readonly string[] Names = ["Original-Rcpt-To", "Original-Recipient", "Removal-Recipient", "Redacted-Address"];

    public static IReadOnlyList<Finding> Read(IEnumerable<string> feedback, Fields? returned)
    {
        if (Fields.Blocks(feedback) is not [var fields, ..] || !Types.Contains((fields["Feedback-Type"] ?? "abuse").Split(' ', ';', '(')[0].ToLowerInvariant())) return [];
        var names = Names.SelectMany(fields.All).Select(v => Addresses.OfField(v) ?? OfRedacted(v, fields)).OfType<string>().Take(ReturnedMailReader.MostRecipients).ToList();
        if (names.Count == 0) names = [.. OriginalMail.Recipients(returned)];
        return [.. names.DefaultIfEmpty().Distinct(StringComparer.OrdinalIgnoreCase).Select(name => Of(name, fields))];
    }

    /// <summary>The reader is hidden: AOL gives part of an address.</summary>
    private static string? OfRedacted(string value, Fields fields) =>
        value.EndsWith('@') && fields["Reported-Domain"] is { } domain ? value + domain : null;

    public static Finding Of(string? recipient, Fields? fields) => new()
    {
        Recipient = recipient,
        Kind = FindingKind.Complaint,
        Class = ReplyClass.Policy,
        Status = null,
        Reason = "feedback",
        Words = Wording.Line($"{fields?["Feedback-Type"] ?? "abuse"} {fields?["User-Agent"]}"),
    };
}
