using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Digest.Composing.Mime;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Keys;

namespace Digest.Delivering;

/// <summary>By what a mail is known when it comes back.</summary>
/// <param name="Id">Left of the at sign of its Message-ID.</param>
/// <param name="Sender">Of its envelope.</param>
internal readonly record struct ReturnPath(string Id, string Sender);

/// <summary>
/// Keyed ids: a public id with 80 bits of HMAC-SHA-256 over it and what it is used for. That of the delivery or letter in the
/// envelope sender (<c>b+KEYED@DOMAIN</c>) and the Message-ID (<c>ID.MAC@…</c>), that of the subscription in the address by which
/// a mail leaves (<c>u+KEYED@DOMAIN</c>), for it works longer than deliveries are kept; one made for one use proves nothing in
/// another. Who made a report can't have guessed it, so only the mail's own way can have brought it there. The same id and key
/// always give the same text, systems that fold case do no harm, and all token keys verify for ever.
/// </summary>
internal sealed class ReturnPaths(KeyRing keys, BounceOptions options)
{
    private const int MacBytes = 10;
    private const int MacLength = 16;
    private const int KeyedLength = PublicId.TextLength + MacLength;
    private const string LeaveSubject = "unsubscribe-";

    /// <summary>Characters left of the at sign of a keyed address: well below the 64 of RFC 5321 section 4.5.3.1.1.</summary>
    public const int LocalLength = 2 + KeyedLength;

    private readonly ConcurrentDictionary<int, byte[]> derived = new();
    private readonly string domain = DomainOf(options);

    private enum Use : byte
    {
        Sender = (byte)'b',
        MessageId = (byte)'m',
        Leave = (byte)'u',
    }

    /// <summary>Of one delivery: the same in each of its copies while the settings are.</summary>
    /// <param name="id">Of the delivery.</param>
    /// <param name="key">The number kept with it.</param>
    /// <param name="from">The envelope's sender where returned mail has no place of its own.</param>
    public ReturnPath OfDelivery(PublicId id, int key, string from) => new(MessageId(id, key), Sender(id, key, from));

    /// <summary>Of one letter. Its row keeps no key, so it is the oldest one: the same in each copy, whatever keys come after it.</summary>
    public ReturnPath OfLetter(PublicId id, string from) => OfDelivery(id, keys.All(KeyUse.Token)[0].Number, from);

    /// <summary>Of a mail that nobody is to act on when it comes back.</summary>
    public ReturnPath OfTest(PublicId id, string from) => new(id.ToString(), domain.Length > 0 ? $"b@{domain}" : Mailbox(from));

    /// <summary>What names a subscription where a mail leaves: of a variant's slot for it.</summary>
    public string LeaveKey(PublicId id, int key)
    {
        Span<char> text = stackalloc char[KeyedLength];
        WriteKeyed(text, id, Use.Leave, key);
        return new string(text);
    }

    /// <summary>What a variant's mails offer: nothing while nobody reads what comes back.</summary>
    public static LeaveByMail LeaveByMail(BounceOptions options)
    {
        if (!options.AreRead) return Composing.Mime.LeaveByMail.No;
        if (DomainOf(options) is { Length: > 0 } domain) return new LeaveByMail("mailto:u+", $"@{domain}");
        if (MailAddress.Parse(options.Mailbox) is not { } mailbox) return Composing.Mime.LeaveByMail.No;
        var local = Uri.EscapeDataString(mailbox.Text[..mailbox.Text.IndexOf('@', StringComparison.Ordinal)]);
        return new LeaveByMail($"mailto:{local}@{mailbox.Domain}?subject={LeaveSubject}", "");
    }

    /// <summary>The delivery or letter whose envelope sender this address is; null: it is none of ours.</summary>
    public PublicId? ReadSender(string address) => ReadAddress(address, Use.Sender);

    /// <summary>The delivery or letter that has this Message-ID, with or without angle brackets; null: it is none of ours.</summary>
    public PublicId? ReadMessageId(string messageId)
    {
        var text = messageId.AsSpan().Trim().TrimStart('<');
        if (text.Length <= KeyedLength + 1 || text[PublicId.TextLength] != '.' || text[KeyedLength + 1] != '@') return null;
        return Read(text[..PublicId.TextLength], text[(PublicId.TextLength + 1)..(KeyedLength + 1)], Use.MessageId);
    }

    /// <summary>The subscription that is left by a mail to this address; null: it is none of ours.</summary>
    public PublicId? ReadLeave(string address) => ReadAddress(address, Use.Leave);

    /// <summary>The same of a mail's subject, where all mail comes to one address. Programs put words before and after it.</summary>
    public PublicId? ReadLeaveSubject(string subject)
    {
        var at = subject.IndexOf(LeaveSubject, StringComparison.OrdinalIgnoreCase);
        var rest = at < 0 ? default : subject.AsSpan(at + LeaveSubject.Length);
        return rest.Length < KeyedLength ? null : ReadKeyed(rest[..KeyedLength], Use.Leave);
    }

    private string MessageId(PublicId id, int key)
    {
        Span<char> text = stackalloc char[KeyedLength + 1];
        WriteKeyed(text[1..], id, Use.MessageId, key);
        text[1..(PublicId.TextLength + 1)].CopyTo(text);
        text[PublicId.TextLength] = '.';
        return new string(text);
    }

    private string Sender(PublicId id, int key, string from)
    {
        if (domain.Length == 0) return Mailbox(from);
        Span<char> text = stackalloc char[LocalLength + 1 + domain.Length];
        "b+".CopyTo(text);
        WriteKeyed(text[2..LocalLength], id, Use.Sender, key);
        text[LocalLength] = '@';
        domain.CopyTo(text[(LocalLength + 1)..]);
        return new string(text);
    }

    private string Mailbox(string from) => options.Mailbox.Length > 0 ? options.Mailbox : from;

    private void WriteKeyed(Span<char> text, PublicId id, Use use, int key)
    {
        Base32.Write(id.Value, text[..PublicId.TextLength]);
        Span<byte> mac = stackalloc byte[MacBytes];
        Mac(key, use, id, mac);
        Base32.Write(new UInt128(BinaryPrimitives.ReadUInt16BigEndian(mac), BinaryPrimitives.ReadUInt64BigEndian(mac[2..])), text[PublicId.TextLength..]);
    }

    private PublicId? ReadAddress(string address, Use use)
    {
        // The key is the proof, at whatever domain: mails that went out before another was set are still answered.
        var text = address.AsSpan().Trim();
        if (text.Length <= LocalLength + 1 || text[1] != '+' || text[LocalLength] != '@') return null;
        return char.ToLowerInvariant(text[0]) == (char)use ? ReadKeyed(text[2..LocalLength], use) : null;
    }

    private PublicId? ReadKeyed(ReadOnlySpan<char> keyed, Use use) => Read(keyed[..PublicId.TextLength], keyed[PublicId.TextLength..], use);

    private PublicId? Read(ReadOnlySpan<char> id, ReadOnlySpan<char> mac, Use use)
    {
        if (!PublicId.TryParse(id, out var found) || !Base32.TryRead(mac, out var said)) return null;
        Span<byte> bytes = stackalloc byte[PublicId.Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, said);
        Span<byte> own = stackalloc byte[MacBytes];
        var genuine = false;
        foreach (var key in keys.All(KeyUse.Token))
        {
            Mac(key.Number, use, found, own);
            genuine |= CryptographicOperations.FixedTimeEquals(own, bytes[^MacBytes..]);
        }
        return genuine ? found : null;
    }

    private void Mac(int key, Use use, PublicId id, Span<byte> mac)
    {
        Span<byte> signed = stackalloc byte[1 + PublicId.Bytes];
        signed[0] = (byte)use;
        id.WriteBytes(signed[1..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Derived(key), signed, whole);
        whole[..MacBytes].CopyTo(mac);
    }

    // A key of its own, so that nothing signed here can be anything where readers' tokens are read.
    private byte[] Derived(int number) => derived.GetOrAdd(number, static (number, keys) =>
    {
        var key = keys.Find(KeyUse.Token, number) ?? throw new InvalidOperationException($"There is no token key {number}.");
        return HMACSHA256.HashData(key.Secret, "return path"u8);
    }, keys);

    private static string DomainOf(BounceOptions options) => options.Domain.Length == 0 ? "" : MailDomain.Read(options.Domain, out _) ?? "";
}
