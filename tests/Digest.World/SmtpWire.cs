using System.Buffers;
using System.Text;

namespace Digest.World;

/// <summary>
/// One connection's bytes, both ways. Answers gather and go out only when the next read would have to wait, so a client
/// that pipelines gets them in one packet, and none is ever held back while the client waits for it. Lines end with CRLF
/// and nothing else.
/// </summary>
internal sealed class SmtpWire(Stream stream, int maxLine)
{
    private Stream stream = stream;
    private readonly ArrayBufferWriter<byte> output = new(1024);
    private byte[] input = new byte[32 * 1024];
    private int start;
    private int end;

    /// <summary>The next line without its CRLF, valid until the next read; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The line is longer than allowed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken cancel)
    {
        var searched = 0;
        while (true)
        {
            var at = input.AsSpan(start + searched, end - start - searched).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = input.AsMemory(start, searched + at);
                start += searched + at + 2;
                return line;
            }

            searched = Math.Max(0, end - start - 1);
            if (end - start > maxLine)
                throw new InvalidDataException("Line too long.");
            if (!await FillAsync(cancel))
                return null;
        }
    }

    /// <summary>Reads a mail up to the line with a lone dot and unstuffs it (RFC 5321, 4.5.2). False: the client left before that.</summary>
    public async ValueTask<bool> ReadDottedAsync(ArrayBufferWriter<byte> body, CancellationToken cancel)
    {
        while (await ReadLineAsync(cancel) is { } line)
        {
            if (line.Length > 0 && line.Span[0] == '.')
            {
                if (line.Length == 1)
                    return true;
                line = line[1..];
            }

            body.Write(line.Span);
            body.Write("\r\n"u8);
        }

        return false;
    }

    /// <summary>Reads a chunk of known length (RFC 3030). False: the client left before its end.</summary>
    public async ValueTask<bool> ReadChunkAsync(int length, ArrayBufferWriter<byte> body, CancellationToken cancel)
    {
        while (true)
        {
            var take = Math.Min(length, end - start);
            body.Write(input.AsSpan(start, take));
            start += take;
            length -= take;
            if (length == 0)
                return true;
            if (!await FillAsync(cancel))
                return false;
        }
    }

    /// <summary>Reads so many bytes, whatever they say, and throws them away. False: the client left before that.</summary>
    public ValueTask<bool> SkipAsync(int length, CancellationToken cancel) => ReadChunkAsync(length, new ArrayBufferWriter<byte>(), cancel);

    /// <summary>From here on everything is encrypted. What came in the clear after the command is thrown away (RFC 3207, 4.2).</summary>
    public async ValueTask SecureAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, CancellationToken cancel)
    {
        await FlushAsync(cancel);
        start = end = 0;
        var secure = new System.Net.Security.SslStream(stream);
        await secure.AuthenticateAsServerAsync(new() { ServerCertificate = certificate }, cancel);
        stream = secure;
    }

    /// <summary>Adds to what the client will be told.</summary>
    public void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        if (output.WrittenCount == 0)
            return;
        await stream.WriteAsync(output.WrittenMemory, cancel);
        output.ResetWrittenCount();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        await FlushAsync(cancel);
        if (start > 0)
        {
            input.AsSpan(start, end - start).CopyTo(input);
            end -= start;
            start = 0;
        }

        if (end == input.Length)
            Array.Resize(ref input, input.Length * 2);
        var read = await stream.ReadAsync(input.AsMemory(end), cancel);
        end += read;
        return read > 0;
    }
}
