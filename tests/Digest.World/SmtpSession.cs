using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Digest.World;

/// <summary>One connection to the sink: reads commands, keeps their order (RFC 5321, 4.1.4), and answers.</summary>
internal sealed class SmtpSession(SmtpSink sink, int number, Socket socket)
{
    private readonly SmtpWire wire = new(new NetworkStream(socket, ownsSocket: false), sink.Options.MaxBytes);
    private readonly ArrayBufferWriter<byte> body = new(64 * 1024);
    private SmtpTransaction? transaction;
    private int transactions;
    private bool ended;
    private bool secure;
    private bool known = sink.Options.User is null;

    public async Task RunAsync(CancellationToken cancel)
    {
        if (sink.Options is { Tls: true, Certificate: { } certificate })
        {
            await wire.SecureAsync(certificate, cancel);
            secure = true;
        }

        await SayAsync(sink.Ask(About(SmtpStage.Connect)) ?? new(220, "sink.test ESMTP"), cancel);
        while (!ended && await wire.ReadLineAsync(cancel) is { } line)
            await DoAsync(SmtpCommand.Parse(Encoding.UTF8.GetString(line.Span)), cancel);
    }

    private ValueTask DoAsync(SmtpCommand command, CancellationToken cancel) => command.Verb switch
    {
        "EHLO" => Reset(new(250, sink.Options.Greeting(secure)), cancel),
        "HELO" => Reset(new(250, "sink.test"), cancel),
        "STARTTLS" => StartTlsAsync(cancel),
        "AUTH" => AuthAsync(command, cancel),
        "MAIL" => MailAsync(command, cancel),
        "RCPT" => RcptAsync(command, cancel),
        "DATA" => DataAsync(cancel),
        "BDAT" => BdatAsync(command, cancel),
        "RSET" => Reset(SmtpAnswer.Ok(), cancel),
        "NOOP" => SayAsync(SmtpAnswer.Ok(), cancel),
        "VRFY" => SayAsync(new(252, "2.1.5 send and see"), cancel),
        "QUIT" => QuitAsync(cancel),
        _ => SayAsync(new(500, "5.5.2 no such command"), cancel),
    };

    private ValueTask QuitAsync(CancellationToken cancel)
    {
        sink.NoteGoodbye(number);
        return SayAsync(new(221, "2.0.0 bye") { Close = true }, cancel);
    }

    private ValueTask Reset(SmtpAnswer answer, CancellationToken cancel)
    {
        transaction = null;
        return SayAsync(answer, cancel);
    }

    private async ValueTask StartTlsAsync(CancellationToken cancel)
    {
        var answer = sink.Ask(About(SmtpStage.StartTls)) ?? new(220, "2.0.0 go ahead");
        await SayAsync(sink.Options.Certificate is null || secure ? new(500, "5.5.2 no such command") : answer, cancel);
        if (sink.Options.Certificate is null || secure || !answer.Accepts || ended)
            return;
        await wire.SecureAsync(sink.Options.Certificate, cancel);
        (secure, transaction) = (true, null);
    }

    private ValueTask AuthAsync(SmtpCommand command, CancellationToken cancel)
    {
        sink.NoteSecret(secure);
        var words = command.Argument.Split(' ');
        var right = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{sink.Options.User}\0{sink.Options.Password}"));
        known = words is [var mechanism, var given] && mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) && given == right;
        return SayAsync(known ? new(235, "2.7.0 welcome") : new(535, "5.7.8 wrong user or password"), cancel);
    }

    private ValueTask MailAsync(SmtpCommand command, CancellationToken cancel)
    {
        if (!known)
            return SayAsync(new(530, "5.7.0 authentication required"), cancel);
        if (transaction is not null)
            return SayAsync(SmtpAnswer.BadSequence, cancel);
        if (!command.TryPath("FROM", out var from, out var parameters))
            return SayAsync(SmtpAnswer.BadPath, cancel);
        if (sink.Options.Refuse(parameters) is { } refusal)
            return SayAsync(refusal, cancel);

        body.ResetWrittenCount();
        transaction = new SmtpTransaction(number, ++transactions, from);
        sink.Note(transaction.Began());
        var answer = sink.Ask(About(SmtpStage.MailFrom)) ?? SmtpAnswer.Ok("2.1.0 sender ok");
        if (!answer.Accepts)
            transaction = null;
        return SayAsync(answer, cancel);
    }

    private ValueTask RcptAsync(SmtpCommand command, CancellationToken cancel)
    {
        if (transaction is null)
            return SayAsync(SmtpAnswer.BadSequence, cancel);
        if (!command.TryPath("TO", out var to, out _) || to.Length == 0)
            return SayAsync(SmtpAnswer.BadPath, cancel);

        var answer = sink.Ask(About(SmtpStage.RcptTo) with { Recipient = to }) ?? SmtpAnswer.Ok("2.1.5 recipient ok");
        sink.Note(transaction.Named(to, answer.Code));
        if (answer.Accepts)
            transaction.To.Add(to);
        return SayAsync(answer, cancel);
    }

    private async ValueTask DataAsync(CancellationToken cancel)
    {
        if (transaction is not { To.Count: > 0, Chunked: false })
        {
            await SayAsync(transaction is null ? SmtpAnswer.BadSequence : new(554, "5.5.1 no valid recipients"), cancel);
            return;
        }

        var go = sink.Ask(About(SmtpStage.Data)) ?? new(354, "send it, end with a lone dot");
        await SayAsync(go, cancel);
        if (!go.Accepts || ended)
            transaction = null;
        else if (go.CutWithin is { } bytes)
        {
            await wire.SkipAsync(bytes, cancel);
            ended = true;
        }
        else if (await wire.ReadDottedAsync(body, cancel))
        {
            await EndOfMailAsync(cancel);
        }
        else
        {
            ended = true;
        }
    }

    private async ValueTask BdatAsync(SmtpCommand command, CancellationToken cancel)
    {
        var words = command.Argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!sink.Options.Chunking || words.Length == 0 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            await SayAsync(new(500, "5.5.2 no such command") { Close = true }, cancel);
            return;
        }

        if (sink.Ask(About(SmtpStage.Data))?.CutWithin is { } bytes)
        {
            await wire.SkipAsync(Math.Min(bytes, length), cancel);
            ended = true;
            return;
        }

        // The chunk is on its way whatever the answer will be, so it is read in any case.
        if (!await wire.ReadChunkAsync(length, body, cancel))
            ended = true;
        else if (transaction is not { To.Count: > 0 })
            await SayAsync(SmtpAnswer.BadSequence, cancel);
        else if (words is [_, var last] && last.Equals("LAST", StringComparison.OrdinalIgnoreCase))
            await EndOfMailAsync(cancel);
        else
            await SayAsync(transaction.Chunk(length), cancel);
    }

    private async ValueTask EndOfMailAsync(CancellationToken cancel)
    {
        var mail = transaction!.Finish(body.WrittenMemory, sink.Options.KeepMails);
        var about = About(SmtpStage.Body) with { Mail = mail };
        transaction = null;
        await SayAsync(await sink.TakeAsync(about, mail), cancel);
    }

    private async ValueTask SayAsync(SmtpAnswer answer, CancellationToken cancel)
    {
        if (answer.Delay > TimeSpan.Zero)
        {
            await wire.FlushAsync(cancel);
            await Task.Delay(answer.Delay, cancel);
        }

        if (!answer.Cut)
            wire.Write(answer.OnTheWire());
        ended = answer.Cut || answer.Close || answer.Code == 421;
        if (ended)
            await wire.FlushAsync(cancel);
    }

    private Envelope About(SmtpStage stage) => new()
    {
        Stage = stage,
        Session = number,
        Transaction = transactions,
        From = transaction?.From,
        To = transaction is null ? [] : [.. transaction.To],
    };
}
