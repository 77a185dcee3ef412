using System.Net.Sockets;

namespace Digest.Delivering.Relays;

/// <summary>
/// A connection's bytes, beneath TLS where there is some. What is written gathers until it fills the buffer or an answer
/// is read, so that a mail goes out in one or two packets instead of one for each 4 KB; flushing alone sends nothing, since in SMTP
/// whoever has said all reads next. Who waits does so on their own thread, which costs less than being woken through others. An
/// operation that takes longer than its time-out is an error.
/// </summary>
/// <param name="socket">Connected, blocking; it is closed with the stream. Without Nagle's delay: each packet is whole.</param>
internal sealed class RelayWire(Socket socket) : Stream
{
    private const int BufferSize = 48 * 1024;

    private readonly byte[] buffer = new byte[BufferSize];
    private int gathered;
    private volatile bool isCut;

    /// <summary>Whether somebody has given up on it.</summary>
    public bool IsCut => isCut;

    /// <summary>Whether all that was written has been handed to the system's socket.</summary>
    public bool IsSent => gathered == 0;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override bool CanTimeout => true;
    public override int ReadTimeout { get => socket.ReceiveTimeout; set => socket.ReceiveTimeout = value; }
    public override int WriteTimeout { get => socket.SendTimeout; set => socket.SendTimeout = value; }
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Until it is disposed, whoever waits on the wire is sent away when the token is cancelled, and the wire is of no more use.</summary>
    public CancellationTokenRegistration CutBy(CancellationToken ct) => ct.UnsafeRegister(static wire => ((RelayWire)wire!).Cut(), this);

    private void Cut()
    {
        isCut = true;
        try
        {
            // Not closed: what the system has taken may still arrive, as when nobody had waited.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The connection ended by itself; nobody waits on it.
        }
    }

    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The wire was cut.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public override int Read(Span<byte> into)
    {
        Send();
        try
        {
            var read = socket.Receive(into, SocketFlags.None);
            return read == 0 && isCut ? throw new OperationCanceledException() : read;
        }
        catch (SocketException fault)
        {
            throw Said(fault, ReadTimeout);
        }
    }

    public override void Write(ReadOnlySpan<byte> from)
    {
        while (from.Length > 0)
        {
            if (gathered == BufferSize) Send();
            var taken = Math.Min(from.Length, BufferSize - gathered);
            from[..taken].CopyTo(buffer.AsSpan(gathered));
            gathered += taken;
            from = from[taken..];
        }
    }

    // What could not be sent whole stays counted as not sent.
    private void Send()
    {
        try
        {
            for (var sent = 0; sent < gathered;) sent += socket.Send(buffer.AsSpan(sent, gathered - sent), SocketFlags.None);
            gathered = 0;
        }
        catch (SocketException fault)
        {
            throw Said(fault, WriteTimeout);
        }
    }

    private Exception Said(SocketException fault, int milliseconds)
    {
        if (isCut) return new OperationCanceledException(null, fault);
        return fault.SocketErrorCode == SocketError.TimedOut ? new TimeoutException($"Operation timed out after {milliseconds} milliseconds", fault) : new IOException(fault.Message, fault);
    }

    public override int Read(byte[] into, int offset, int count) => Read(into.AsSpan(offset, count));

    public override void Write(byte[] from, int offset, int count) => Write(from.AsSpan(offset, count));

    public override void Flush()
    {
        // As above: the next read sends.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) socket.Dispose();
        base.Dispose(disposing);
    }
}
