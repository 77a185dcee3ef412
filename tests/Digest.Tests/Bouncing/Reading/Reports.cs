using System.Text;
using Digest.World;

namespace Digest.Tests.Bouncing.Reading;

/// <summary>Mails that come back about mails that a sink took, as mail servers write them (RFC 3464), and what comes in between.</summary>
internal static class Reports
{
    /// <summary>To the mail's own envelope sender; it returns nothing of the mail.</summary>
    public static byte[] ByEnvelope(SinkMail mail, string status = "5.1.1", string words = "550 5.1.1 User unknown") =>
        Report(mail.From, mail.To.Single(), status, words, "");

    /// <summary>To one mailbox; the mail's headers are returned.</summary>
    public static byte[] ByMessageId(SinkMail mail, string status, string words) =>
        Report("bounces@oxide.example", mail.To.Single(), status, words, Returned(mail.To.Single(), mail.MessageId!));

    /// <summary>Names a reader, and carries keys that nobody gave out.</summary>
    public static byte[] Forged(SinkMail mail, int number) => Report(
        Spoilt(mail.From, number), mail.To.Single(), "5.1.1", "550 5.1.1 User unknown", Returned(mail.To.Single(), Spoilt(mail.MessageId!, number)));

    /// <summary>A program answers for its owner.</summary>
    public static byte[] AutoReply(SinkMail mail) => Bytes(
        $"""
        From: {mail.To.Single()}
        To: {mail.From}
        Subject: Out of office
        Auto-Submitted: auto-replied
        In-Reply-To: <{mail.MessageId}>

        I am back on Monday.
        """);

    /// <summary>The reader's program writes to the address in List-Unsubscribe.</summary>
    public static byte[] Leave(SinkMail mail) => Bytes(
        $"""
        From: {mail.To.Single()}
        To: {mail.Read().Headers["List-Unsubscribe"]!.Split("<mailto:")[1].TrimEnd('>')}
        Subject: whatever

        """);

    private static byte[] Report(string to, string recipient, string status, string words, string returned) => Bytes(
        $"""
        From: Mail Delivery System <MAILER-DAEMON@mx.example>
        To: {to}
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="part"

        --part
        Content-Type: text/plain

        This is the mail system at host mx.example. Your message could not be delivered.

        --part
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; {recipient}
        Action: failed
        Status: {status}
        Diagnostic-Code: smtp; {words}

        {returned}--part--
        """);

    private static string Returned(string to, string id) =>
        $"""
        --part
        Content-Type: text/rfc822-headers

        From: news@oxide.example
        To: {to}
        Message-ID: <{id}>


        """;

    // Digits of the key are changed, each time to others, and none to what it was.
    private static string Spoilt(string keyed, int number)
    {
        const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
        var at = keyed.IndexOf('@', StringComparison.Ordinal);
        char Other(int place, int by) => Digits[(Digits.IndexOf(keyed[place], StringComparison.Ordinal) + by) % Digits.Length];
        return $"{keyed[..(at - 2)]}{Other(at - 2, 1 + number % 31)}{Other(at - 1, 1 + number / 31)}{keyed[at..]}";
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"));
}
