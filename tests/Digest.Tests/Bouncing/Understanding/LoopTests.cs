using Digest.Bouncing.Understanding;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>What looks like a report, or carries one, and concerns no reader.</summary>
internal sealed class LoopTests
{
    private const string Failed = "Final-Recipient: rfc822; reader@inbox.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown";

    [Test]
    public void T52_A_report_about_a_report_has_no_findings()
    {
        var once = Mails.Report(Failed);
        foreach (var returned in new[]
        {
            once,
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: b+key@bounce.news.example\nAuto-Submitted: auto-replied\nSubject: failure notice\n\n<reader@inbox.example>: user unknown",
            "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@mx.example>\nX-Failed-Recipients: reader@inbox.example\nSubject: Mail delivery failed\n\nno",
        })
        {
            var mail = Mails.Read(Mails.Report(Failed, returned.Replace("edge", "inner", StringComparison.Ordinal)));
            Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.AboutReport, 0)), returned);
        }
    }

    [Test]
    public void T52_A_report_for_people_about_a_report_has_no_findings()
    {
        var mail = Mails.Read(Mails.Text("MAILER-DAEMON@mx.example", "failure notice", "<reader@inbox.example>:\nuser unknown\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <>\nFrom: MAILER-DAEMON@other.example\nAuto-Submitted: auto-replied\nMessage-ID: <1@other.example>\nSubject: Undelivered"));

        Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.AboutReport, 0)));
    }

    private static IEnumerable<TestCaseData> OrdinaryMails()
    {
        yield return Ordinary("our own edition", Mails.Text("News <news@news.example>", "Undelivered: the port strike", "Mail could not be delivered to reader@inbox.example, user unknown, says the post.",
            "Return-Path: <b+key@bounce.news.example>\nMessage-ID: <ed.1@news.example>\nList-Id: <news.example>\nList-Unsubscribe: <https://news.example/u>\nAuto-Submitted: auto-generated\nPrecedence: bulk"));
        yield return Ordinary("our own edition from nobody", Mails.Text("News <news@news.example>", "News", "Delivery failed for reader@inbox.example: mailbox full.",
            "Return-Path: <>\nMessage-ID: <ed.1@news.example>\nList-Id: <news.example>\nList-Unsubscribe: <https://news.example/u>\nAuto-Submitted: auto-generated"));
        yield return Ordinary("a newsletter", Mails.Text("Other News <hello@other.example>", "Why was your mail rejected?", "Undeliverable mail: <a@b.example> user unknown. 550 5.1.1", "Return-Path: <bounce@other.example>\nList-Unsubscribe: <https://other.example>"));
        yield return Ordinary("a question", Mails.Text("Bob <bob@inbox.example>", "Delivery failed?", "My mail to reader@inbox.example could not be delivered: 550 user unknown. Why?", "Return-Path: <bob@inbox.example>"));
        yield return Ordinary("an answer that quotes a report", Mails.Text("Bob <bob@inbox.example>", "Re: Undelivered Mail Returned to Sender", "What is this?\n\n> <reader@inbox.example>: 550 5.1.1 user unknown\n> Final-Recipient: rfc822; reader@inbox.example\n> Action: failed\n> Status: 5.1.1", "Return-Path: <bob@inbox.example>\nIn-Reply-To: <1@mx.example>"));
        yield return Ordinary("a report passed on by a person", $"Return-Path: <bob@inbox.example>\nFrom: Bob <bob@inbox.example>\nTo: news@news.example\nSubject: Fwd: Undelivered Mail\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: text/plain\n\nSee below.\n--out\nContent-Type: message/rfc822\n\n{Mails.Report(Failed)}\n--out--\n");
        yield return Ordinary("a person in the postmaster's office", Mails.Text("Postmaster <postmaster@inbox.example>", "Your newsletter", "Dear colleague, your mails are rejected by our filter; please call. reader@inbox.example is not the reason.", "Return-Path: <postmaster@inbox.example>"));
        yield return Ordinary("an empty mail", "From: a@b.example\nSubject: \n\n");
    }

    private static TestCaseData Ordinary(string name, string mail) => new TestCaseData(mail).SetArgDisplayNames(name);

    [TestCaseSource(nameof(OrdinaryMails))]
    public void T52_Ordinary_mail_has_no_findings(string mail)
    {
        var read = Mails.Read(mail);

        Assert.That((read.Kind, read.Findings.Count), Is.EqualTo((ReturnedKind.Ordinary, 0)));
    }
}
