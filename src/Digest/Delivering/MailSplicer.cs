using System.Buffers;
using System.Globalization;
using System.Text;
using Digest.Composing.Mime;
using Digest.Composing.Variants;
using Digest.Delivering.Relays;
using Digest.Delivering.Signing;

namespace Digest.Delivering;

/// <summary>The values of one reader's slots.</summary>
/// <param name="Leave">Token of the link to leave.</param>
/// <param name="Preferences">Token of the link to their choices.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Since">Since when they read.</param>
/// <param name="Date">The mail's Date, and when it is signed.</param>
/// <param name="MessageId">Left of the at sign.</param>
/// <param name="LeaveByMail">The key by which a mail leaves; nothing, where the variant does not offer it.</param>
internal sealed record SlotValues(string Leave, string Preferences, string Address, DateTimeOffset Since, DateTimeOffset Date, string MessageId, string LeaveByMail = "");

/// <summary>
/// Puts a reader's values into a variant, which was cut at its slots once. A mail consists of the variant's own bytes, which all
/// mails share, and a few of the reader's between them; nothing is encoded again. Safe for the use by many senders.
/// </summary>
internal sealed class MailSplicer
{
    private const int RoomForValues = 1536;
    private readonly Template head;
    private readonly Template body;
    private readonly MailSigner signer;
    private readonly BodyHash? hash;

    /// <param name="variant">As it was frozen.</param>
    /// <param name="signer">Null: the mails are not signed.</param>
    public MailSplicer(Variant variant, MailSigner? signer = null)
    {
        head = Template.Cut(variant.Headers, variant.Marker);
        body = Template.Cut(variant.Body, variant.Marker);
        this.signer = signer ?? MailSigner.None;
        hash = this.signer.Signs ? new BodyHash(body.Shared) : null;
        Domain = DomainOf(variant);
        OffersLeaveByMail = head.Slots.Any(s => s.Letter == Slot.LeaveByMail.Letter);
    }

    /// <summary>Right of the at sign of each Message-ID: frozen with the variant.</summary>
    public string Domain { get; }

    /// <summary>Whether its mails name an address to which a mail leaves: frozen with the variant, whatever the settings say now.</summary>
    public bool OffersLeaveByMail { get; }

    /// <summary>The whole mail of one reader. The same values give the same bytes, always.</summary>
    public MailBytes Splice(SlotValues values)
    {
        var own = new ArrayBufferWriter<byte>(head.Length + RoomForValues);
        Span<int> ends = stackalloc int[body.Slots.Length];
        for (var i = 0; i < ends.Length; i++)
        {
            Write(own, body.Slots[i], values);
            ends[i] = own.WrittenCount;
        }
        var start = own.WrittenCount;
        for (var i = 0; i < head.Slots.Length; i++)
        {
            own.Write(head.Shared[i].Span);
            Write(own, head.Slots[i], values);
        }
        own.Write(head.Shared[^1].Span);
        var pieces = Pieces(own.WrittenMemory, ends);
        var block = own.WrittenMemory[start..];
        return new MailBytes(hash is null ? block : signer.Sign(block.Span, hash.Of(pieces), values.Date), pieces);
    }

    // What is shared and what is theirs by turns.
    private ReadOnlyMemory<byte>[] Pieces(ReadOnlyMemory<byte> own, ReadOnlySpan<int> ends)
    {
        var pieces = new ReadOnlyMemory<byte>[ends.Length * 2 + 1];
        var from = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            pieces[i * 2] = body.Shared[i];
            pieces[i * 2 + 1] = own[from..ends[i]];
            from = ends[i];
        }
        pieces[^1] = body.Shared[^1];
        return pieces;
    }

    private static string DomainOf(Variant variant)
    {
        var slot = Encoding.ASCII.GetBytes($"{variant.Marker}{Slot.InHeader}{Slot.MessageId.Letter}z@");
        var at = variant.Headers.AsSpan().IndexOf(slot);
        if (at < 0) throw new InvalidOperationException("A variant has no Message-ID.");
        var rest = variant.Headers.AsSpan(at + slot.Length);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'>')]);
    }

    private static void Write(ArrayBufferWriter<byte> output, (char Where, char Letter) slot, SlotValues values) =>
        SlotBytes.Write(output, slot.Where, Value(slot.Letter, values));

    private static string Value(char letter, SlotValues values) => letter switch
    {
        _ when letter == Slot.Leave.Letter => values.Leave,
        _ when letter == Slot.Preferences.Letter => values.Preferences,
        _ when letter == Slot.Address.Letter => values.Address,
        _ when letter == Slot.Since.Letter => values.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ when letter == Slot.Date.Letter => values.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture),
        _ when letter == Slot.MessageId.Letter => values.MessageId,
        _ when letter == Slot.LeaveByMail.Letter => values.LeaveByMail,
        _ => throw new InvalidOperationException($"A variant has an unknown slot '{letter}'."),
    };

    /// <summary>Bytes cut at their slots: one more of what is shared than there are slots.</summary>
    private sealed record Template(ReadOnlyMemory<byte>[] Shared, (char Where, char Letter)[] Slots, int Length)
    {
        public static Template Cut(byte[] bytes, string mark)
        {
            var marker = Encoding.ASCII.GetBytes(mark);
            var (shared, slots) = (new List<ReadOnlyMemory<byte>>(), new List<(char, char)>());
            ReadOnlyMemory<byte> rest = bytes;
            // After the marker: where it stands, which slot, and a closing z.
            while (rest.Span.IndexOf(marker) is >= 0 and var at)
            {
                var slot = rest.Span.Slice(at + marker.Length, 2);
                shared.Add(rest[..at]);
                slots.Add(((char)slot[0], (char)slot[1]));
                rest = rest[(at + marker.Length + 3)..];
            }
            shared.Add(rest);
            return new Template([.. shared], [.. slots], bytes.Length);
        }
    }
}
