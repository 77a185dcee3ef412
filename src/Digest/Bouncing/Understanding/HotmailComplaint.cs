namespace Digest.Bouncing.Understanding;

/// <summary>Microsoft's junk mail reports: the mail as it was, with the reader in a header of their own, and no fields of RFC 5965.</summary>
internal static class HotmailComplaint
{
    public static IReadOnlyList<Finding>? Read(OpenedMail mail) =>
        mail.Feedback is null && mail.Returned?["X-HmXmrOriginalRecipient"] is { } reader && (mail.Headers["Subject"] ?? "").Contains("complaint", StringComparison.OrdinalIgnoreCase)
            ? [Complaint.Of(Addresses.OfField(reader), null)]
            : null;
}
