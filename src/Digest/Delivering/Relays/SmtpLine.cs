using Digest.Delivering.Replies;
using Digest.Templating;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Digest.Delivering.Relays;

/// <summary>One connection to a relay.</summary>
internal sealed class SmtpLine(RawClient client, RelayWire wire, int mostMails) : ILine
{
    /// <summary>The longest wait for an answer: to the final dot (RFC 5321 section 4.5.3.2.6).</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);

    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };
    private readonly RawBody body = new();
    private readonly bool takesUtf8 = client.Capabilities.HasFlag(SmtpCapabilities.UTF8);
    private bool broken;
    private int mails;

    public bool Usable => !broken && client.IsConnected && (mostMails == 0 || mails < mostMails);

    // Only when the very last byte is out may the relay have taken the mail.
    private bool IsOut => body.Written && wire.IsSent;

    public async Task<Reply> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        mails++;
        var needsUtf8 = !System.Text.Ascii.IsValid(mail.To);
        if (needsUtf8 && !takesUtf8) return new Reply(ReplyClass.Unable, "the relay takes no addresses beyond ASCII (SMTPUTF8)", Permanent: true);
        // MailKit would write such a domain in its own script where the relay takes that, and not every server behind it does.
        if (!needsUtf8 && mail.To.Contains("xn--", StringComparison.OrdinalIgnoreCase)) client.Capabilities &= ~SmtpCapabilities.UTF8;
        if (needsUtf8 && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            broken = true;
            return new Reply(ReplyClass.Transient, "this address needs a connection of its own", LineLost: true);
        }
        body.Put(mail.Bytes);
        try
        {
            // New address objects for each mail: a shared one keeps every message alive that it was ever part of.
            var answer = await client.SendAsync(
                Format, body.Message, new MailboxAddress("", mail.From), [new MailboxAddress("", mail.To)], ct);
            return new Reply(ReplyClass.Accepted, Plain.Line(answer));
        }
        catch (SmtpCommandException refused)
        {
            // Not by what is out: behind the answer MailKit asks for a new beginning (RSET), which may not be any more.
            return Refused((int)refused.StatusCode, refused, refused.ErrorCode == SmtpErrorCode.MessageNotAccepted);
        }
        catch (ServiceNotAuthenticatedException refused)
        {
            return Unknown(refused.Message, body.Written);
        }
        catch (Exception fault)
        {
            // Whatever it was: only how far the mail got decides what may be thought of it.
            broken = true;
            return IsOut
                ? new Reply(ReplyClass.NoAnswer, Plain.Line($"no answer: {fault.Message}"))
                : new Reply(ReplyClass.Transient, Plain.Line($"the connection broke before the mail was out: {fault.Message}"), LineLost: true);
        }
    }

    private Reply Refused(int code, SmtpCommandException refused, bool written)
    {
        if (code == 530) return Unknown(refused.Message, written);
        var text = Plain.Line($"{code} {refused.Message}");
        var kind = ReplyClassifier.Classify(code, refused.Message);
        // Any 2yz to the final dot takes the mail (RFC 5321 section 4.2.1); to another command it is nothing we know.
        if (kind == ReplyClass.Accepted && !written) kind = ReplyClass.Transient;
        // A refused sender says nothing of the reader.
        if (refused.ErrorCode == SmtpErrorCode.SenderNotAccepted && kind is ReplyClass.Address or ReplyClass.Mailbox) kind = ReplyClass.Policy;
        broken |= code == 421;
        return new Reply(kind, text, ReplyClassifier.IsPermanent(code, refused.Message), LineLost: code == 421 && !written, IsOfSession: !written && code < 500 && refused.ErrorCode == SmtpErrorCode.SenderNotAccepted);
    }

    // 530 (RFC 4954 section 6): to the mail itself it is a refusal; before, another relay may know us.
    private Reply Unknown(string words, bool written)
    {
        var text = Plain.Line($"530 {words}");
        if (written) return new Reply(ReplyClassifier.Classify(530, words), text, ReplyClassifier.IsPermanent(530, words));
        broken = true;
        return new Reply(ReplyClass.Transient, client.IsAuthenticated ? text : $"{text}. It was given no user and password: set this relay's User and Password", LineLost: true);
    }

    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            await client.NoOpAsync(ct);
            return true;
        }
        catch (Exception fault) when (SmtpTransport.IsOfTheWorld(fault) || fault is OperationCanceledException)
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
            body.Dispose();
        }
    }
}
