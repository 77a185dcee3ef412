using Digest.World;

namespace Digest.Tests.World;

/// <summary>The journal is the witness of every later claim about mail, so it must know of a mail before its sender does.</summary>
public sealed class SinkJournalTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_mail_is_in_the_journal_before_its_answer()
    {
        await using var sink = SmtpSink.Start();
        sink.Delay = TimeSpan.FromMinutes(5);
        using var client = new RawSmtp(sink.Port);
        await client.SayAsync("EHLO test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA", "Message-ID: <slow@x>", "Subject: S", "", ".");
        await client.CodesAsync(5);
        await sink.WaitForMailsAsync(1, Soon);

        var lines = JournalLine.ReadAll(sink.JournalPath);
        Assert.That(lines.Select(l => l.Event), Is.EqualTo([JournalEvent.Connect, JournalEvent.MailFrom, JournalEvent.RcptTo, JournalEvent.Mail]));
        var mail = lines[^1];
        Assert.That(mail, Is.EqualTo(JournalLine.Of(sink.Mails[0], JournalEvent.Mail, 250) with { To = mail.To }));
        Assert.That(mail.To, Is.EqualTo(["b@y.test"]));
        Assert.That(mail.BeganAt, Is.EqualTo(lines[1].At).And.LessThan(mail.At));
    }

    [Test]
    public async Task A_journal_is_continued_and_a_torn_line_is_left_out()
    {
        using var folder = new TempFolder();
        var options = new SinkOptions { JournalPath = folder.File("journal.jsonl") };
        for (var round = 1; round <= 2; round++)
        {
            await using var sink = SmtpSink.Start(options);
            using var client = new RawSmtp(sink.Port);
            await client.SayAsync("HELO test", "MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA", "", ".");
            await client.CodesAsync(6);
        }

        await File.AppendAllTextAsync(options.JournalPath, "{\"at\":\"2026-");
        var lines = JournalLine.ReadAll(options.JournalPath);
        Assert.That(lines.Count(l => l.Event == JournalEvent.Mail), Is.EqualTo(2));
        Assert.That(lines[^1].Event, Is.EqualTo(JournalEvent.Close));
    }
}
