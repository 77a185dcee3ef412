using System.Net.Sockets;

namespace Digest.Delivering.Relays;

/// <summary>
/// A connection's bytes, beneath TLS where there is some. What is written gathers until it fills the buffer or an answer
/// is read, so that a mail goes out in one or two packets instead of one for each 4 KB; flushing alone sends nothing, since in SMTP
/// whoever has said all reads next. An operation that takes longer than its time-out is an error.
/// </summary>
internal sealed class RelayWire : Stream
{
    private const int BufferSize = 48 * 1024;

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[BufferSize];
    private CancellationTokenSource within = new();
    private int gathered;

    /// <param name="socket">Connected; it is closed with the stream. Without Nagle's delay: each packet is whole.</param>
    public RelayWire(Socket socket) => this.socket = socket;

    /// <summary>Whether all that was written has been handed to the system's socket.</summary>
    public bool IsSent => gathered == 0;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override bool CanTimeout => true;
    public override int ReadTimeout { get; set; } = Timeout.Infinite;
    public override int WriteTimeout { get; set; } = Timeout.Infinite;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken = default)
    {
        await SendAsync(cancellationToken);
        return await WithinAsync(static (wire, read, ct) => wire.socket.ReceiveAsync(read, ct), into, ReadTimeout, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> from, CancellationToken cancellationToken = default)
    {
        while (from.Length > 0)
        {
            if (gathered == BufferSize) await SendAsync(cancellationToken);
            var taken = Math.Min(from.Length, BufferSize - gathered);
            from[..taken].CopyTo(buffer.AsMemory(gathered));
            gathered += taken;
            from = from[taken..];
        }
    }

    // What could not be sent whole stays counted as not sent.
    private async ValueTask SendAsync(CancellationToken ct)
    {
        for (var sent = 0; sent < gathered;)
            sent += await WithinAsync(static (wire, rest, t) => wire.socket.SendAsync(rest, t), buffer.AsMemory(sent, gathered - sent), WriteTimeout, ct);
        gathered = 0;
    }

    private async ValueTask<int> WithinAsync(
        Func<RelayWire, Memory<byte>, CancellationToken, ValueTask<int>> operation, Memory<byte> bytes, int milliseconds, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            within.CancelAfter(milliseconds);
            await using var registration = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), within);
            return await operation(this, bytes, within.Token);
        }
        catch (OperationCanceledException ended)
        {
            ct.ThrowIfCancellationRequested();
            throw new TimeoutException($"Operation timed out after {milliseconds} milliseconds", ended);
        }
        catch (SocketException fault)
        {
            throw new IOException(fault.Message, fault);
        }
        finally
        {
            Rearm();
        }
    }

    private void Rearm()
    {
        if (within.TryReset()) return;
        within.Dispose();
        within = new CancellationTokenSource();
    }

    public override Task<int> ReadAsync(byte[] into, int offset, int count, CancellationToken cancellationToken) => ReadAsync(into.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] from, int offset, int count, CancellationToken cancellationToken) => WriteAsync(from.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // As above: the next read sends.
    }

    public override int Read(byte[] into, int offset, int count) => throw new NotSupportedException("Relays are spoken to asynchronously.");

    public override void Write(byte[] from, int offset, int count) => throw new NotSupportedException("Relays are spoken to asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
            within.Dispose();
        }
        base.Dispose(disposing);
    }
}
