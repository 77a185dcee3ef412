using System.Net.Sockets;

namespace Digest.World;

/// <summary>
/// A relay for tests: a real SMTP server on loopback that takes every mail, forwards none, and writes each into its
/// journal, on disk, before it answers. What the journal holds was accepted, whatever happened to the client since.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly Log<SinkMail> mails = new();
    private readonly TempFolder? folder;
    private readonly SinkJournal journal;
    private readonly SinkListener listener;

    private SmtpSink(SinkOptions options)
    {
        Options = options;
        folder = options.JournalPath is null ? new TempFolder() : null;
        JournalPath = options.JournalPath ?? folder!.File("journal.jsonl");
        listener = new SinkListener(options.Port, RunAsync, mails.Touch);
        journal = new SinkJournal(JournalPath, options.FlushToDisk);
    }

    /// <summary>
    /// Decides answers; null, here or as its result, means the ordinary one. Called for every command of
    /// <see cref="SmtpStage"/>, from many connections at once; it may be replaced at any time. What it throws ends the
    /// connection and every <see cref="WaitForAsync"/>.
    /// </summary>
    public Func<Envelope, SmtpAnswer?>? Answer { get; set; }

    /// <summary>How long each accepted mail waits for its answer (already journaled), when <see cref="Answer"/> has no opinion.</summary>
    public TimeSpan Delay { get; set; }

    public int Port => listener.Port;

    /// <summary>The journal's file; see <see cref="JournalLine.ReadAll"/>.</summary>
    public string JournalPath { get; }

    /// <summary>Every mail accepted so far. The list does not change afterwards.</summary>
    public IReadOnlyList<SinkMail> Mails => mails.Snapshot;

    /// <summary>Those that have not been told goodbye.</summary>
    public int OpenConnections => listener.Open;

    /// <summary>The most connections that were ever open at once.</summary>
    public int MostConnections => listener.Most;

    /// <summary>How many connections were ever made.</summary>
    public int Connections => listener.Made;

    /// <summary>Whether a password was ever sent in the clear.</summary>
    public bool SawSecretInClear { get; private set; }

    /// <summary>How many times somebody showed user and password.</summary>
    public int Logins { get; private set; }

    internal SinkOptions Options { get; }

    /// <exception cref="SocketException">The port that <paramref name="options"/> asks for is taken.</exception>
    public static SmtpSink Start(SinkOptions? options = null)
    {
        var sink = new SmtpSink(options ?? new());
        sink.listener.Start();
        return sink;
    }

    /// <summary>Waits until a condition on the mails (or anything else of this sink) holds; asked after every mail, connect and close.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForAsync(Func<IReadOnlyList<SinkMail>, bool> condition, TimeSpan timeout, string what = "what the test waits for") =>
        mails.WaitForAsync(condition, timeout, () =>
            $"the sink has not seen {what}; it holds {Mails.Count} mails, {OpenConnections} of {Connections} connections are open.");

    /// <summary>Waits for a number of mails and returns all there are then.</summary>
    /// <exception cref="TimeoutException">Fewer came in time.</exception>
    public async Task<IReadOnlyList<SinkMail>> WaitForMailsAsync(int count, TimeSpan timeout)
    {
        await WaitForAsync(m => m.Count >= count, timeout, FormattableString.Invariant($"{count} mails"));
        return Mails;
    }

    /// <summary>Ends every open connection at once, as a relay that falls over does. New ones are welcome.</summary>
    public void CutConnections() => listener.CutAll();

    /// <summary>Ends all connections, then closes the journal; deletes it unless the test chose its place.</summary>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        journal.Dispose();
        folder?.Dispose();
    }

    internal SmtpAnswer? Ask(Envelope about) => Answer?.Invoke(about);

    internal void NoteGoodbye(int number) => listener.SaysGoodbye(number);

    internal void NoteSecret(bool secure)
    {
        Logins++;
        SawSecretInClear |= !secure;
    }

    internal void Note(JournalLine line) => journal.Add(line);

    /// <summary>Decides about a whole mail, and journals it before anybody hears of the decision.</summary>
    internal async ValueTask<SmtpAnswer> TakeAsync(Envelope about, SinkMail mail)
    {
        var answer = mail.Bytes > Options.MaxBytes
            ? SmtpAnswer.Permanent("5.3.4", "mail too large", 552)
            : Ask(about) ?? SmtpAnswer.Ok("2.0.0 taken") with { Delay = Delay };
        if (answer.Accepts)
        {
            await journal.WriteAsync(JournalLine.Of(mail, JournalEvent.Mail, answer.Code));
            mails.Add(mail);
        }
        else
        {
            Note(JournalLine.Of(mail, JournalEvent.Refused, answer.Code));
        }

        return answer;
    }

    private async Task RunAsync(int number, Socket socket, CancellationToken cancel)
    {
        Note(new() { At = DateTimeOffset.UtcNow, Event = JournalEvent.Connect, Session = number });
        try
        {
            await new SmtpSession(this, number, socket).RunAsync(cancel);
        }
        catch (Exception e) when (e is not (IOException or InvalidDataException or SocketException or ObjectDisposedException or OperationCanceledException))
        {
            mails.Fail(e);
        }
        catch (Exception)
        {
            // The client broke the connection or the rules, or the test is over: nothing more to say to it.
        }
        finally
        {
            Note(new() { At = DateTimeOffset.UtcNow, Event = JournalEvent.Close, Session = number });
        }
    }
}
