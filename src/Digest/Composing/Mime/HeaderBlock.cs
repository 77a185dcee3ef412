using System.Text;
using Digest.Storage;
using Digest.Storage.Newsletters;
using MimeKit;

namespace Digest.Composing.Mime;

/// <summary>
/// The headers of a digest mail (RFC 5322, 2369, 2919, 3834, 8058): the same for all readers of a variant but for the
/// slots.
/// </summary>
internal static class HeaderBlock
{
    /// <summary>The page to leave, before the reader's token.</summary>
    public const string LeavePath = "/unsubscribe/";

    /// <summary>Where the page with a reader's choices is, before the token.</summary>
    public const string PreferencesPath = "/preferences/";

    private static readonly FormatOptions Format = MakeFormat();

    /// <param name="newsletter">Who sends.</param>
    /// <param name="edition">What is sent.</param>
    /// <param name="subject">In any script.</param>
    /// <param name="boundary">Between the parts of the body; null: it is one plain text.</param>
    /// <param name="language">Of the body.</param>
    /// <param name="marker">What slots begin with.</param>
    /// <param name="options">Where links lead.</param>
    /// <param name="byMail">Where a mail leaves, too.</param>
    /// <returns>The headers and the empty line after them.</returns>
    public static byte[] Write(Newsletter newsletter, Edition edition, string subject, string? boundary, string language, string marker, StorageOptions options, LeaveByMail byMail)
    {
        var host = Sender.DomainOf(newsletter, options);
        string At(Slot slot) => $"{marker}{Slot.InHeader}{slot.Letter}z";
        var headers = new HeaderList();
        void Add(string name, string value) => headers.Add(new Header(Encoding.UTF8, name, value));
        headers.Add(HeaderText.Mailbox("From", Sender.DisplayName(newsletter), Sender.AddressOf(newsletter, options)));
        Add("To", At(Slot.Address));
        headers.Add(HeaderText.Text("Subject", subject));
        Add("Date", At(Slot.Date));
        Add("Message-ID", $"<{At(Slot.MessageId)}@{host}>");
        if (newsletter.Options.ReplyTo.Length > 0) Add("Reply-To", newsletter.Options.ReplyTo);
        Add("List-Id", ListId(newsletter, host));
        // RFC 8058 section 3.1: one https address; programs that know only the first take it.
        var mailto = byMail.IsOffered ? $", <{byMail.Before}{At(Slot.LeaveByMail)}{byMail.After}>" : "";
        headers.Add(OnOneLine("List-Unsubscribe", $"<{options.Link(LeavePath)}{At(Slot.Leave)}>{mailto}"));
        Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        Add("List-Post", "NO");
        Add("Feedback-ID", $"{edition.Name}:{newsletter.Slug}:digest:{Sender.Tag(newsletter)}");
        Add("Auto-Submitted", "auto-generated");
        Add("X-Auto-Response-Suppress", "All");
        Add("Precedence", "bulk");
        Add("Content-Language", language);
        Add("MIME-Version", "1.0");
        Add("Content-Type", boundary is null ? "text/plain; charset=utf-8" : $"multipart/alternative; boundary=\"{boundary}\"");
        if (boundary is null) Add("Content-Transfer-Encoding", "quoted-printable");
        using var output = new MemoryStream();
        headers.WriteTo(Format, output);
        return output.ToArray();
    }

    // A long address would be folded away from its name, which RFC 8058 readers in the wild do not all undo.
    private static Header OnOneLine(string name, string value)
    {
        var header = new Header(name, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        return header;
    }

    // A phrase that is not plain is left out: the identifier in angle brackets is what counts (RFC 2919 section 3).
    private static string ListId(Newsletter newsletter, string host)
    {
        var plain = newsletter.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') && newsletter.Name.Length <= 60;
        return plain ? $"{newsletter.Name} <{newsletter.Slug}.{host}>" : $"<{newsletter.Slug}.{host}>";
    }

    private static FormatOptions MakeFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
