using System.Buffers;
using System.Security.Cryptography;
using Digest.Delivering.Relays;

namespace Digest.Delivering.Signing;

/// <summary>
/// Signs mails by DKIM (RFC 6376): a signature of each key, above the mail's own headers, over one hash of the body. The time of
/// signing is the mail's frozen Date, and both algorithms give the same signature each time, so the same mail has the same bytes.
/// </summary>
internal sealed class MailSigner(IReadOnlyList<DkimKey> keys)
{
    private const int RoomForSignature = 1024;

    /// <summary>No key: mails stay as they are.</summary>
    public static MailSigner None { get; } = new([]);

    public IReadOnlyList<DkimKey> Keys => keys;

    public bool Signs => keys.Count > 0;

    /// <summary>Signs a mail that shares nothing with others.</summary>
    public OutgoingMail Sign(OutgoingMail mail, DateTimeOffset date)
    {
        if (!Signs) return mail;
        var whole = mail.Bytes.ToArray();
        var body = whole.AsMemory(mail.Bytes.Head.Length);
        return mail with { Bytes = new MailBytes(Sign(mail.Bytes.Head.Span, BodyHash.Of(body.Span), date), [body]) };
    }

    /// <param name="head">Header block and empty line.</param>
    /// <param name="bodyHash">Of the body that follows.</param>
    /// <param name="date">The mail's.</param>
    /// <returns>The header block with the signatures first, and the empty line.</returns>
    public ReadOnlyMemory<byte> Sign(ReadOnlySpan<byte> head, byte[] bodyHash, DateTimeOffset date)
    {
        var signed = new ArrayBufferWriter<byte>(head.Length + RoomForSignature);
        var names = SignedHeaders.Write(head, signed);
        var headers = signed.WrittenCount;
        var whole = new ArrayBufferWriter<byte>(head.Length + keys.Count * RoomForSignature);
        foreach (var key in keys)
        {
            var field = new SignatureField(whole, key, date, names, bodyHash);
            // Behind the headers, which are the same for all keys.
            signed.ResetWrittenCount();
            signed.Advance(headers);
            SignedHeaders.WriteRelaxed(field.Unsigned, signed);
            field.End(key.Sign(SHA256.HashData(signed.WrittenSpan)));
        }
        whole.Write(head);
        return whole.WrittenMemory;
    }
}
