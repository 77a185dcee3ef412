using MimeKit;
using MimeKit.IO;

namespace Digest.Delivering.Relays;

/// <summary>
/// The body of a mail that is its bytes: what was frozen goes out as it is, without being parsed, prepared or encoded
/// again. It also tells how far it got, which decides whether a broken line leaves doubt.
/// </summary>
internal sealed class RawBody : MimePart
{
    private readonly ReadOnlyMemory<byte> bytes;

    private RawBody(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        Headers.Clear(); // those of the mail stand in the message
    }

    /// <summary>Whether the last byte was handed to the connection: only then may the relay have taken the mail.</summary>
    public bool Written { get; private set; }

    /// <summary>A message of which writing gives exactly <paramref name="mail"/>.</summary>
    /// <param name="mail">Header block, empty line and body, with CRLF line ends.</param>
    /// <param name="body">Its body, to ask how far it got.</param>
    public static MimeMessage Message(ReadOnlyMemory<byte> mail, out RawBody body)
    {
        var end = mail.Span.IndexOf("\r\n\r\n"u8) + 2;
        using var block = new MemoryStream(mail[..end].ToArray(), writable: false);
        body = new RawBody(mail[(end + 2)..]);
        return new MimeMessage(HeaderList.Load(block)) { Body = body };
    }

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
        // Always 7-bit, with lines of at most 76 characters: nothing to do for any relay.
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        stream.Write(bytes.Span);
        Written |= !IsCounting(stream);
    }

    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        Written |= !IsCounting(stream);
    }

    // MailKit writes a mail once into a counter, to tell the relay its size.
    private static bool IsCounting(Stream stream) => stream is MeasuringStream;
}
