using System.Text;
using MailKit.Net.Smtp;
using MimeKit;

namespace Digest.Delivering.Relays;

/// <summary>
/// The message that one connection hands to MailKit again and again, filled with each mail's ready bytes: nothing is parsed,
/// prepared, encoded or measured. It also tells how far the mail got, which decides whether a broken line leaves doubt.
/// </summary>
internal sealed class RawBody : MimePart
{
    private MailBytes? mail;

    public RawBody()
    {
        Headers.Clear(); // those of the mail stand in the message
        Message = new MimeMessage(new HeaderList()) { Body = this };
    }

    /// <summary>A message of which writing gives exactly the mail that was put in last.</summary>
    public MimeMessage Message { get; }

    /// <summary>Whether the last byte was written, into whatever buffers there are.</summary>
    public bool Written { get; private set; }

    /// <summary>Of the whole mail, in bytes.</summary>
    public int Size => mail?.Length ?? 0;

    public void Put(MailBytes next)
    {
        (mail, Written) = (next, false);
        // To MimeKit the whole block is one header: the first, with all the others in its value. It writes the empty line.
        var block = next.Head.Span[..^2];
        var colon = block.IndexOf((byte)':');
        var header = new Header(Encoding.ASCII.GetString(block[..colon]), "");
        header.SetRawValue(block[(colon + 1)..].ToArray());
        Message.Headers.Clear();
        Message.Headers.Add(header);
    }

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
        // Always 7-bit, with lines of at most 76 characters: nothing to do for any relay.
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Mails are written asynchronously.");

    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await mail!.WriteBodyAsync(stream, cancellationToken);
        Written = true;
    }
}

/// <summary>MailKit's client for mails that are ready: their size is known, and BDAT (RFC 3030) is used where it is offered.</summary>
internal sealed class RawClient : SmtpClient
{
    protected override bool PreferSendAsBinaryData => true;

    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        // A mail that is signed, or goes out twice with the same bytes, is changed by nobody.
    }

    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) =>
        Task.FromResult<long>(((RawBody)message.Body!).Size);
}
