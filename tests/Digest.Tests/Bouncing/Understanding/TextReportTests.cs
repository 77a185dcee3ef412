using Digest.Bouncing.Understanding;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Reports for people only, in the shapes that programs give them.</summary>
internal sealed class TextReportTests
{
    private const string Quoted = "\n--- Below this line is a copy of the message.\n\nReceived: from news.example by mx\nMessage-ID: <ed.1@news.example>\nFrom: news@news.example\nTo: reader@inbox.example\n\nAsk nobody@else.example";

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return Shape("address, then reason", "<reader@inbox.example>:\nThere is no user here by that name. (#5.1.1)", FindingKind.Hard);
        yield return Shape("address and reason on one line", "reader@inbox.example: 552 5.2.2 Mailbox full", FindingKind.Soft);
        yield return Shape("a reply code before the address", "550 <reader@inbox.example>... User unknown", FindingKind.Hard);
        yield return Shape("a label", "Your mail could not be delivered to: <reader@inbox.example>\nAs their mailbox is full.", FindingKind.Soft);
        yield return Shape("a transcript", ">>> RCPT TO:<reader@inbox.example>\n<<< 550 User unknown", FindingKind.Hard);
        yield return Shape("reason before the address", "User unknown: reader@inbox.example", FindingKind.Hard);
        yield return Shape("a sentence", "Sorry, delivery failed as the server said that reader@inbox.example is full.", FindingKind.Soft);
        yield return Shape("nobody but in what is returned", "The mail could not be delivered: no such user.", FindingKind.Hard);
        yield return Shape("another language", "Следующее письмо не может быть доставлено:\n\n  reader@inbox.example\n    550 нет такого пользователя", FindingKind.Hard);
        yield return Shape("late, not lost", "Your message has not been delivered to\n\n  reader@inbox.example\n    550 user unknown\n\nAttempts will continue for 3 days.", FindingKind.Soft);
        yield return Shape("quarantine, whatever it says of users", "<reader@inbox.example>: quarantined, unknown user in a header", FindingKind.Soft);
        yield return Shape("a new address, without any code", "reader@inbox.example has moved; please use new@inbox.example", FindingKind.Soft);
        yield return Shape("a status behind a host", "reader@inbox.example\n<mail.inbox.example #5.1.1>", FindingKind.Hard);
        yield return Shape("an unknown reason", "  reader@inbox.example\n    our cat sat on it", FindingKind.Soft);
    }

    private static TestCaseData Shape(string name, string body, FindingKind kind) => new TestCaseData(body, kind).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Shapes))]
    public void A_report_is_read_by_its_shape(string body, FindingKind kind)
    {
        var mail = Mails.Read(Mails.Text("Mail Delivery System <MAILER-DAEMON@mx.inbox.example>", "failure notice", $"Sorry, this could not be delivered.\nWrite to help@mx.inbox.example for assistance.\n\n{body}\n{Quoted}"));

        Assert.That(mail.Findings.Select(f => (f.Recipient, f.Kind)), Is.EqualTo(new[] { ("reader@inbox.example", kind) }));
        Assert.That(mail.OriginalIds, Does.Contain("ed.1@news.example"));
    }

    [Test]
    public void That_it_arrived_is_nothing_to_act_upon()
    {
        var mail = Mails.Read(Mails.Text("Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "Return receipt", $"  ----- The following addresses had successful delivery notifications -----\n<reader@inbox.example>  (successfully delivered to mailbox)\n{Quoted}"));

        Assert.That((mail.Kind, mail.Findings.Count), Is.EqualTo((ReturnedKind.Report, 0)));
    }

    [TestCase("Attempts will continue for 3 days.", true)]
    [TestCase("This is a permanent error.", false)]
    public void What_is_only_late_says_so(string closing, bool isDelay)
    {
        var mail = Mails.Read(Mails.Text("MAILER-DAEMON@mx.example", "failure notice", $"This could not be delivered.\n\n  reader@inbox.example\n    connection timed out\n\n{closing}\n{Quoted}"));

        Assert.That(mail.Findings.Single().IsDelay, Is.EqualTo(isDelay));
    }

    [Test]
    public void Several_recipients_have_their_own_reasons()
    {
        var mail = Mails.Read(Mails.Text("MAILER-DAEMON@mx.example", "Returned mail", $"<a@inbox.example>:\nno such user\n\n<b@inbox.example>:\nmailbox full\n\n<c@inbox.example>:\n550 spam\n{Quoted}"));

        Assert.That(mail.Findings.Select(f => (f.Recipient, f.Reason)), Is.EqualTo(new[] { ("a@inbox.example", "userunknown"), ("b@inbox.example", "mailboxfull"), ("c@inbox.example", "spamdetected") }));
    }

    [Test]
    public void A_header_names_the_recipient_where_no_line_does() =>
        Assert.That(Mails.Read(Mails.Text("postmaster@x.example", "?", "Nicht angekommen.", "X-Failed-Recipients: reader@inbox.example")).Findings.Single().Recipient, Is.EqualTo("reader@inbox.example"));

    [Test]
    public void A_report_in_HTML_only_is_read_too()
    {
        var mail = Mails.Read("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undeliverable\nContent-Type: text/html\n\n<html><head><title>x</title><style>a@b.example{}</style></head><body><p>Not delivered:</p><table><tr><td>reader@inbox.example</td><td>user unknown</td></tr></table></body></html>");

        Assert.That(mail.Findings.Select(f => (f.Recipient, f.Kind)), Is.EqualTo(new[] { ("reader@inbox.example", FindingKind.Hard) }));
    }

    [Test]
    public void A_gateway_that_passes_a_report_on_is_looked_through()
    {
        var inner = Mails.Report("Final-Recipient: rfc822; reader@inbox.example\nAction: failed\nStatus: 5.1.1");
        var mail = Mails.Read($"Return-Path: <>\nFrom: MAILER-DAEMON@gate.example\nTo: b+key@bounce.news.example\nSubject: Returned mail\nContent-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: text/plain\n\nThe following had permanent errors\n\n--out\nContent-Type: message/rfc822\n\n{inner}\n--out--\n");

        Assert.That(mail.Findings.Select(f => f.Recipient), Is.EqualTo(new[] { "reader@inbox.example" }));
        Assert.That(mail.OriginalIds, Is.EqualTo(new[] { "ed.1@news.example" }));
    }

    [Test]
    public void What_Amazon_tells_by_SNS_is_read_even_with_broken_lines()
    {
        const string told = """{"Type":"Notification","Message":"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"reader@inbox.example\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 user unknown\"}]},\"mail\":{\"source\":\"b+key@news.example\",\"pad\":\"PAD\"}}"}""";
        var broken = told.Replace("PAD", new string('x', 990) + "!\n yy", StringComparison.Ordinal);
        var mail = Mails.Read($"From: no-reply@sns.amazonaws.example\nSubject: AWS Notification Message\nx-amz-sns-message-id: 1\nContent-Type: text/plain\n\n{broken}\n--\nTo stop, follow the link");

        Assert.That(mail.Findings.Select(f => (f.Recipient, f.Kind)), Is.EqualTo(new[] { ("reader@inbox.example", FindingKind.Hard) }));
        Assert.That(mail.CameTo, Does.Contain("b+key@news.example"), "what proves it is the way of the mail that it is about");
    }
}
