using Digest.Bouncing.Understanding;
using Digest.Delivering.Replies;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Reports as the standards have them: RFC 3464, RFC 6533, RFC 5965.</summary>
internal sealed class StandardReportTests
{
    [Test]
    public void A_report_says_who_what_and_of_which_mail()
    {
        var mail = Mails.Read(Mails.Report("Final-Recipient: rfc822; moved@inner.example\nOriginal-Recipient: rfc822;reader@inbox.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1\n  <moved@inner.example>: User\u0007 unknown"));
        var finding = mail.Findings.Single();

        Assert.Multiple(() =>
        {
            Assert.That(mail.Kind, Is.EqualTo(ReturnedKind.Report));
            Assert.That(mail.CameTo, Is.EqualTo(new[] { "b+key@bounce.news.example" }));
            Assert.That(mail.OriginalIds, Is.EqualTo(new[] { "ed.1@news.example" }));
            Assert.That((finding.Recipient, finding.Kind, finding.Class, finding.Status, finding.Reason), Is.EqualTo(("moved@inner.example", FindingKind.Hard, ReplyClass.Address, "5.1.1", "userunknown")));
            Assert.That(finding.AlsoNamed, Is.EqualTo(new[] { "reader@inbox.example" }));
            Assert.That(finding.Words, Is.EqualTo("550 5.1.1 <moved@inner.example>: User unknown"));
        });
    }

    // Words before status, status before code; in doubt soft.
    [TestCase("failed", "5.1.1", "550 5.1.1 mailbox is full", FindingKind.Soft)]
    [TestCase("failed", "5.0.0", "550 blocked by our list", FindingKind.Soft)]
    [TestCase("failed", "5.1.1", "550 SPF says no", FindingKind.Soft)]
    [TestCase("failed", "5.0.0", "550 no such user", FindingKind.Hard)]
    [TestCase("failed", "5.1.1", "550 nothing known", FindingKind.Hard)]
    [TestCase("failed", "5.0.0", "550 nothing known", FindingKind.Soft)]
    [TestCase("failed", "5.7.1", "550 no such user", FindingKind.Soft)]
    [TestCase("failed", "5.1.1", "550 user unknown (in reply to MAIL FROM command)", FindingKind.Soft)]
    [TestCase("failed", "4.1.1", "450 user unknown", FindingKind.Hard)]
    [TestCase("failed", "4.4.4", "DNS said NXDOMAIN", FindingKind.Soft)]
    [TestCase("delayed", "4.1.1", "450 user unknown", FindingKind.Soft)]
    [TestCase("delayed", "5.1.1", "550 user unknown", FindingKind.Soft)]
    [TestCase("failed", "", "", FindingKind.Soft)]
    public void Order_of_trust(string action, string status, string words, FindingKind expected)
    {
        var finding = Mails.Read(Mails.Report($"Final-Recipient: rfc822; reader@inbox.example\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {words}")).Findings.Single();

        Assert.That((finding.Kind, finding.IsDelay), Is.EqualTo((expected, action == "delayed")));
    }

    [TestCase("delivered")]
    [TestCase("relayed")]
    [TestCase("expanded")]
    public void What_arrived_is_no_finding(string action)
    {
        var mail = Mails.Read(Mails.Report($"Final-Recipient: rfc822; reader@inbox.example\nAction: {action}\nStatus: 2.0.0"));

        Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.Report, 0)));
    }

    [Test]
    public void Each_recipient_is_found_once_however_the_blocks_are_parted()
    {
        var mail = Mails.Read(Mails.Report("Action: failed\nFinal-Recipient: rfc822; a@inbox.example\nStatus: 5.1.1\n\nDiagnostic-Code: smtp; 550 user unknown\n\nFinal-Recipient: rfc822; <b@inbox.example>\nAction: failed\nStatus: 5.2.2\nFinal-Recipient: rfc822; A@INBOX.example\nAction: failed\nStatus: 5.2.2"));

        Assert.That(mail.Findings.Select(f => (f.Recipient, f.Kind)), Is.EqualTo(new[] { ("a@inbox.example", FindingKind.Hard), ("b@inbox.example", FindingKind.Soft) }));
    }

    [TestCase("utf-8; pel\\x{E9}@b\\x{FC}cher.example")]
    [TestCase("utf-8; pel\u00E9@b\u00FCcher.example")]
    [TestCase("rfc822; @route.example:pel\u00E9@b\u00FCcher.example")]
    public void Internationalised_addresses_are_read(string written)
    {
        var mail = Mails.Read(Mails.Report($"Final-Recipient: {written}\nAction: failed\nStatus: 5.1.1", statusType: "message/global-delivery-status"));

        Assert.That(mail.Findings.Single().Recipient, Is.EqualTo("pel\u00E9@b\u00FCcher.example"));
    }

    [Test]
    public void An_alias_behind_a_dotless_host_is_known_by_the_name_that_we_wrote_to() =>
        Assert.That(Mails.Read(Mails.Report("Original-Recipient: rfc822;reader@inbox.example\nFinal-Recipient: rfc822; reader@store1\nAction: failed\nStatus: 5.2.2")).Findings.Single().Recipient, Is.EqualTo("reader@inbox.example"));

    [TestCase("abuse", 1)]
    [TestCase("opt-out", 1)]
    [TestCase("not-spam", 0)]
    [TestCase("auth-failure", 0)]
    public void A_complaint_is_one_by_its_type(string type, int findings)
    {
        var mail = Mails.Read($"""
            From: feedback@provider.example
            To: fbl@news.example
            Subject: FW: News
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary=edge

            --edge
            Content-Type: text/plain

            This is an abuse report.

            --edge
            Content-Type: message/feedback-report

            Feedback-Type: {type}
            User-Agent: Provider/1.0
            Version: 1

            --edge
            Content-Type: message/rfc822

            Message-ID: <ed.1@news.example>
            From: news@news.example
            To: reader@inbox.example

            Hello
            --edge--
            """);

        Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.Report, findings)));
        Assert.That(mail.OriginalIds, Is.EqualTo(new[] { "ed.1@news.example" }));
        if (findings > 0) Assert.That((mail.Findings[0].Recipient, mail.Findings[0].Kind), Is.EqualTo(("reader@inbox.example", FindingKind.Complaint)));
    }

    [Test]
    public void A_receipt_is_no_failure() =>
        Assert.That(Mails.Read(Mails.Report("Final-Recipient: rfc822; reader@inbox.example\nDisposition: automatic-action/MDN-sent-automatically; deleted", statusType: "message/disposition-notification")).Kind, Is.EqualTo(ReturnedKind.AutoReply));
}
