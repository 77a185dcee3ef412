using MailKit.Net.Smtp;
using MimeKit;

namespace Digest.Delivering.Relays;

/// <summary>One connection to a relay.</summary>
internal sealed class SmtpLine(SmtpClient client, int mostMails) : ILine
{
    /// <summary>The longest wait for an answer: to the final dot (RFC 5321 section 4.5.3.2.6).</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);

    private static readonly FormatOptions Plain = new() { NewLineFormat = NewLineFormat.Dos };
    private static readonly FormatOptions International = new() { NewLineFormat = NewLineFormat.Dos, International = true };
    private bool broken;
    private int mails;

    public bool Usable => !broken && client.IsConnected && (mostMails == 0 || mails < mostMails);

    public async Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        mails++;
        var needsUtf8 = !System.Text.Ascii.IsValid(mail.To);
        if (needsUtf8 && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            return new Reply(ReplyKind.Permanent, "the relay takes no addresses beyond ASCII (SMTPUTF8)");
        using var message = RawBody.Message(mail.Bytes, out var body);
        try
        {
            // New address objects for each mail: a shared one keeps every message alive that it was ever part of.
            var answer = await client.SendAsync(
                needsUtf8 ? International : Plain, message, new MailboxAddress("", mail.From), [new MailboxAddress("", mail.To)], ct);
            return new Reply(ReplyKind.Accepted, OneLine(answer));
        }
        catch (SmtpCommandException refused)
        {
            var code = (int)refused.StatusCode;
            if (code == 421) broken = true;
            return new Reply(code is >= 500 and < 600 ? ReplyKind.Permanent : ReplyKind.Temporary, OneLine($"{code} {refused.Message}"));
        }
        catch (Exception fault) when (SmtpTransport.IsOfTheWorld(fault) || fault is OperationCanceledException)
        {
            broken = true;
            return body.Written
                ? new Reply(ReplyKind.Unknown, OneLine($"no answer: {fault.Message}"))
                : new Reply(ReplyKind.Temporary, OneLine($"the connection broke before the mail was out: {fault.Message}"));
        }
    }

    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await client.NoOpAsync(ct);
            return true;
        }
        catch (Exception fault) when (SmtpTransport.IsOfTheWorld(fault))
        {
            broken = true;
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var shortly = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            if (!broken && client.IsConnected) await client.DisconnectAsync(quit: true, shortly.Token);
        }
        catch (Exception fault) when (SmtpTransport.IsOfTheWorld(fault) || fault is OperationCanceledException)
        {
            // Saying goodbye is a courtesy; every answer that counts is on disk.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
