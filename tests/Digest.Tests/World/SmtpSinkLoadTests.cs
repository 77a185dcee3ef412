using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Digest.World;
using MailKit.Net.Smtp;
using MimeKit;

namespace Digest.Tests.World;

/// <summary>Many connections at once, through the client that the product uses and through a bare one.</summary>
public sealed class SmtpSinkLoadTests
{
    [Test]
    public async Task Two_hundred_mails_over_eight_connections_are_each_counted_once()
    {
        await using var sink = SmtpSink.Start(new() { KeepMails = true });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(c => SendAsync(sink.Port, c * 25, 25)));

        var ids = sink.Mails.Select(m => m.MessageId).ToList();
        Assert.That(ids, Has.Count.EqualTo(200).And.Unique);
        Assert.That(sink.Mails.Select(m => m.Session).Distinct().Count(), Is.EqualTo(8));
        Assert.That(sink.MostConnections, Is.LessThanOrEqualTo(8));
        Assert.That(sink.Mails.Select(m => m.Read().TextBody!.ReplaceLineEndings("|")), Is.All.EqualTo(".one line|..another|"));
        Assert.That(JournalLine.ReadAll(sink.JournalPath).Where(l => l.Event == JournalEvent.Mail).Select(l => l.MessageId), Is.EquivalentTo(ids));
    }

    /// <summary>Measures; asserts only what holds on any machine. On two quiet cores it takes several thousand mails a second.</summary>
    [Test]
    public async Task Two_thousand_mails_of_thirty_kilobytes_pass_through_and_are_timed()
    {
        await using var sink = SmtpSink.Start();
        var mail = Enumerable.Repeat("All work and no play makes a long line of text in a mail of some length.", 400).Append(".").ToArray();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = new RawSmtp(sink.Port);
            await client.SayAsync("EHLO test");
            await client.CodesAsync(2);
            for (var i = 0; i < 250; i++)
            {
                await client.SayAsync(["MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA", .. mail]);
                await client.CodesAsync(4);
            }
        }));

        Assert.That(sink.Mails, Has.Count.EqualTo(2000));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{2000 / watch.Elapsed.TotalSeconds:0} mails/s"));
    }

    private static async Task SendAsync(int port, int first, int count)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        using var client = new SmtpClient();
        await client.ConnectAsync(socket, "127.0.0.1", port, MailKit.Security.SecureSocketOptions.None);
        for (var i = first; i < first + count; i++)
        {
            using var mail = new MimeMessage { MessageId = $"{i}@x.test", Subject = $"Number {i}", Body = new TextPart("plain") { Text = ".one line\r\n..another\r\n" } };
            mail.From.Add(MailboxAddress.Parse("a@x.test"));
            mail.To.Add(MailboxAddress.Parse($"reader{i}@y.test"));
            await client.SendAsync(mail);
        }

        await client.DisconnectAsync(quit: true);
    }
}
