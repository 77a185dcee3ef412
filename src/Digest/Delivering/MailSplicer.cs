using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Digest.Composing.Mime;
using Digest.Composing.Variants;

namespace Digest.Delivering;

/// <summary>The values of one reader's slots.</summary>
/// <param name="Leave">Token of the link to leave.</param>
/// <param name="Preferences">Token of the link to their choices.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Since">Since when they read.</param>
/// <param name="Date">The mail's Date.</param>
/// <param name="MessageId">Left of the at sign.</param>
internal sealed record SlotValues(string Leave, string Preferences, string Address, DateTimeOffset Since, DateTimeOffset Date, string MessageId);

/// <summary>
/// Puts a reader's values into a variant: bytes are copied, nothing is encoded again. Each value is written for where it
/// stands: as it is in a header, quoted-printable in a text part, HTML-escaped before that in an HTML part.
/// </summary>
internal sealed class MailSplicer
{
    private const int LineLength = 75;
    private readonly List<Piece> pieces = [];
    private readonly int length;

    public MailSplicer(Variant variant)
    {
        byte[] whole = [.. variant.Headers, .. variant.Body];
        var marker = Encoding.ASCII.GetBytes(variant.Marker);
        var rest = whole.AsMemory();
        // After the marker: where it stands, which slot, and a closing z.
        while (rest.Span.IndexOf(marker) is >= 0 and var at)
        {
            var slot = rest.Span.Slice(at + marker.Length, 2);
            pieces.Add(new Piece(rest[..at], (char)slot[0], (char)slot[1]));
            rest = rest[(at + marker.Length + 3)..];
        }
        pieces.Add(new Piece(rest, '\0', '\0'));
        length = whole.Length + 2048;
        Domain = DomainOf(variant);
    }

    /// <summary>Right of the at sign of each Message-ID: frozen with the variant.</summary>
    public string Domain { get; }

    /// <summary>The whole mail of one reader. The same values give the same bytes, always.</summary>
    public ReadOnlyMemory<byte> Splice(SlotValues values)
    {
        var mail = new ArrayBufferWriter<byte>(length);
        foreach (var piece in pieces)
        {
            mail.Write(piece.Before.Span);
            if (piece.Where != '\0') Write(mail, piece.Where, Value(piece.Letter, values));
        }
        return mail.WrittenMemory;
    }

    private static string DomainOf(Variant variant)
    {
        var slot = Encoding.ASCII.GetBytes($"{variant.Marker}{Slot.InHeader}{Slot.MessageId.Letter}z@");
        var at = variant.Headers.AsSpan().IndexOf(slot);
        if (at < 0) throw new InvalidOperationException("A variant has no Message-ID.");
        var rest = variant.Headers.AsSpan(at + slot.Length);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'>')]);
    }

    private static string Value(char letter, SlotValues values) => letter switch
    {
        _ when letter == Slot.Leave.Letter => values.Leave,
        _ when letter == Slot.Preferences.Letter => values.Preferences,
        _ when letter == Slot.Address.Letter => values.Address,
        _ when letter == Slot.Since.Letter => values.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ when letter == Slot.Date.Letter => values.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture),
        _ when letter == Slot.MessageId.Letter => values.MessageId,
        _ => throw new InvalidOperationException($"A variant has an unknown slot '{letter}'."),
    };

    private static void Write(ArrayBufferWriter<byte> mail, char where, string value)
    {
        if (where == Slot.InHeader)
        {
            mail.Write(Encoding.UTF8.GetBytes(value));
            return;
        }
        var column = 0;
        foreach (var b in Encoding.UTF8.GetBytes(where == Slot.InHtml ? WebUtility.HtmlEncode(value) : value))
        {
            var plain = b is > 32 and < 127 and not (byte)'=';
            if (column + (plain ? 1 : 3) > LineLength)
            {
                mail.Write("=\r\n"u8);
                column = 0;
            }
            if (plain) mail.Write([b]);
            else mail.Write(Encoding.ASCII.GetBytes($"={b:X2}"));
            column += plain ? 1 : 3;
        }
    }

    private sealed record Piece(ReadOnlyMemory<byte> Before, char Where, char Letter);
}
