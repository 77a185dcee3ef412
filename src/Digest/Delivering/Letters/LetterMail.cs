using System.Text;
using Digest.Composing.Mime;
using Digest.Delivering.Relays;
using MimeKit;

namespace Digest.Delivering.Letters;

/// <summary>What a letter says, as rendered.</summary>
/// <param name="FromName">Display name of the sender.</param>
/// <param name="From">Its address.</param>
/// <param name="Language">Of the text.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The text part.</param>
/// <param name="Html">The HTML part; null: text only.</param>
internal sealed record LetterText(string FromName, string From, string Language, string Subject, string Text, string? Html)
{
    /// <summary>Where answers go; empty: to the sender.</summary>
    public string ReplyTo { get; init; } = "";
}

/// <summary>
/// A letter as a mail (RFC 5322, 3834). Message-ID, Date and boundary derive from its row, so a second copy has the same
/// bytes as long as the templates are.
/// </summary>
internal static class LetterMail
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    /// <param name="letter">Its row.</param>
    /// <param name="text">What it says.</param>
    /// <param name="path">By which it comes back; null: a copy of which nobody has to hear again.</param>
    public static OutgoingMail Make(Letter letter, LetterText text, ReturnPath? path = null)
    {
        var id = $"{path?.Id ?? letter.PublicId.ToString()}@{text.From[(text.From.LastIndexOf('@') + 1)..]}";
        var boundary = $"=_{letter.PublicId}";
        var headers = new HeaderList();
        void Add(string name, string value) => headers.Add(new Header(Encoding.UTF8, name, value));
        headers.Add(HeaderText.Mailbox("From", text.FromName, text.From));
        headers.Add(To(letter.Address));
        if (text.ReplyTo.Length > 0) Add("Reply-To", text.ReplyTo);
        headers.Add(HeaderText.Text("Subject", text.Subject));
        Add("Date", letter.BegunAt.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", System.Globalization.CultureInfo.InvariantCulture));
        Add("Message-ID", $"<{id}>");
        Add("Auto-Submitted", "auto-generated");
        Add("X-Auto-Response-Suppress", "All");
        Add("Content-Language", text.Language);
        Add("MIME-Version", "1.0");
        if (text.Html is null)
        {
            Add("Content-Type", "text/plain; charset=utf-8");
            Add("Content-Transfer-Encoding", "quoted-printable");
        }
        else Add("Content-Type", $"multipart/alternative; boundary=\"{boundary}\"");
        using var output = new MemoryStream();
        headers.WriteTo(Format, output); // and the empty line after them
        output.Write(text.Html is null ? Alternative.Plain(text.Text) : Alternative.Write(text.Text, text.Html, boundary, ""));
        return new OutgoingMail(id, path?.Sender ?? text.From, letter.Address, output.ToArray());
    }

    // An address is never an encoded word; one beyond ASCII goes out as it is, by a relay that takes it (RFC 6532).
    private static Header To(string address)
    {
        var header = new Header("To", "");
        header.SetRawValue(Encoding.UTF8.GetBytes($" {address}\r\n"));
        return header;
    }
}
