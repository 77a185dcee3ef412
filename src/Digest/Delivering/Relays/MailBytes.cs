namespace Digest.Delivering.Relays;

/// <summary>The bytes of one mail, in pieces: what it has in common with other mails is there once for all of them.</summary>
internal sealed class MailBytes
{
    private readonly ReadOnlyMemory<byte>[] body;

    /// <param name="whole">Header block, empty line and body, with CRLF line ends.</param>
    public MailBytes(byte[] whole)
        : this(whole.AsMemory(0, HeadOf(whole)), [whole.AsMemory(HeadOf(whole))])
    {
    }

    /// <param name="head">Header block and empty line.</param>
    /// <param name="body">In order; what it is made of stays as it is from now on.</param>
    public MailBytes(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte>[] body)
    {
        Head = head;
        this.body = body;
        Length = head.Length;
        foreach (var piece in body) Length += piece.Length;
    }

    /// <summary>Header block and empty line.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    public ReadOnlySpan<ReadOnlyMemory<byte>> Body => body;

    public int Length { get; }

    public byte[] ToArray()
    {
        var whole = new byte[Length];
        Head.CopyTo(whole);
        var at = Head.Length;
        foreach (var piece in body)
        {
            piece.CopyTo(whole.AsMemory(at));
            at += piece.Length;
        }
        return whole;
    }

    public async Task WriteBodyAsync(Stream stream, CancellationToken ct)
    {
        foreach (var piece in body) await stream.WriteAsync(piece, ct);
    }

    private static int HeadOf(ReadOnlySpan<byte> whole) => whole.IndexOf("\r\n\r\n"u8) + 4;
}
