using System.Security.Cryptography;

namespace Digest.World;

/// <summary>One mail on its way in: from MAIL FROM to the end of its data.</summary>
internal sealed class SmtpTransaction(int session, int number, string from)
{
    public DateTimeOffset BeganAt { get; } = DateTimeOffset.UtcNow;

    public string From => from;

    public List<string> To { get; } = [];

    /// <summary>Some of the mail came by BDAT, so DATA is out of order now.</summary>
    public bool Chunked { get; private set; }

    /// <summary>Takes note of a chunk that is not the last, and answers it.</summary>
    public SmtpAnswer Chunk(int length)
    {
        Chunked = true;
        return SmtpAnswer.Ok(FormattableString.Invariant($"2.0.0 {length} bytes"));
    }

    public JournalLine Began() =>
        new() { At = BeganAt, Event = JournalEvent.MailFrom, Session = session, Transaction = number, From = from };

    public JournalLine Named(string recipient, int code) => new()
    {
        At = DateTimeOffset.UtcNow,
        Event = JournalEvent.RcptTo,
        Session = session,
        Transaction = number,
        To = [recipient],
        Code = code,
    };

    /// <summary>The mail, now that all of it is here.</summary>
    public SinkMail Finish(ReadOnlyMemory<byte> bytes, bool keep) => new()
    {
        At = DateTimeOffset.UtcNow,
        BeganAt = BeganAt,
        Session = session,
        Transaction = number,
        From = from,
        To = To,
        MessageId = MailFacts.MessageId(bytes.Span),
        Subject = MailFacts.Subject(bytes.Span),
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span)),
        Bytes = bytes.Length,
        Raw = keep ? bytes.ToArray() : null,
    };
}
