using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Digest.Bench.Delivering;

/// <summary>One connection of the counting sink: as much of RFC 5321 and RFC 3030 as senders of mail use.</summary>
internal sealed class CountingSession(Socket socket)
{
    private static readonly byte[] Hello = "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 SIZE 104857600\r\n"u8.ToArray();
    private static readonly byte[] Ok = "250 2.0.0 Ok: taken\r\n"u8.ToArray();
    private static readonly byte[] Go = "354 go on\r\n"u8.ToArray();
    private byte[] buffer = new byte[256 * 1024];
    private byte[] recipient = [];
    private int from;
    private int to;

    public void Serve()
    {
        socket.Send("220 sink.example ESMTP\r\n"u8);
        while (Line() is { } line)
        {
            var command = Encoding.ASCII.GetString(buffer, line.From, Math.Min(4, line.Length)).ToUpperInvariant();
            switch (command)
            {
                case "EHLO": socket.Send(Hello); break;
                case "RCPT": Recipient(line); break;
                case "DATA": Data(); break;
                case "BDAT": Chunks(line); break;
                case "QUIT": socket.Send("221 bye\r\n"u8); return;
                default: socket.Send(Ok); break;
            }
        }
    }

    private void Recipient((int From, int Length) line)
    {
        recipient = buffer.AsSpan(line.From, line.Length).ToArray();
        socket.Send(Ok);
    }

    private void Data()
    {
        socket.Send(Go);
        var looked = from;
        while (true)
        {
            var at = buffer.AsSpan(looked, to - looked).IndexOf("\r\n.\r\n"u8);
            if (at >= 0)
            {
                var end = looked + at + 2;
                CountingSink.Take(recipient, buffer.AsSpan(from, end - from));
                from = end + 3;
                socket.Send(Ok);
                return;
            }
            looked = Math.Max(from, to - 4);
            looked -= Receive();
        }
    }

    // The one that sends the last chunk is answered; those before it, too (RFC 3030 section 2).
    private void Chunks((int From, int Length) line)
    {
        var words = Encoding.ASCII.GetString(buffer, line.From, line.Length).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var size = int.Parse(words[1], CultureInfo.InvariantCulture);
        while (to - from < size) Receive();
        if (words.Length > 2) CountingSink.Take(recipient, buffer.AsSpan(from, size));
        from += size;
        socket.Send(Ok);
    }

    private (int From, int Length)? Line()
    {
        while (true)
        {
            var at = buffer.AsSpan(from, to - from).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = (from, at);
                from += at + 2;
                return line;
            }
            if (to == from) (from, to) = (0, 0);
            Receive();
            if (ended) return null;
        }
    }

    private bool ended;

    /// <returns>By how much what was there moved to the front.</returns>
    private int Receive()
    {
        var moved = 0;
        if (to == buffer.Length)
        {
            moved = from;
            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
            if (to == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
        var got = socket.Receive(buffer.AsSpan(to));
        if (got == 0) ended = true;
        if (got == 0 && to > from) throw new SocketException((int)SocketError.ConnectionReset);
        to += got;
        return moved;
    }
}
