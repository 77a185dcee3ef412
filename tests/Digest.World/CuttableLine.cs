using System.Net;
using System.Net.Sockets;

namespace Digest.World;

/// <summary>
/// A line to a server on loopback that can be cut and mended: who shall be cut off is told this port instead of the server's.
/// After a silence everything that was said meanwhile arrives, as TCP does when a cable is back.
/// </summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly int server;
    private readonly SinkListener listener;
    private State state;

    /// <param name="server">The server's port on 127.0.0.1.</param>
    public CuttableLine(int server)
    {
        this.server = server;
        state = new(null, Signal(), new());
        state.Whole.SetResult();
        listener = new SinkListener(0, ServeAsync, () => { });
        listener.Start();
    }

    /// <summary>Where this end of the line is, on 127.0.0.1.</summary>
    public int Port => listener.Port;

    /// <summary>How many connections stand now; a silent one stands.</summary>
    public int Open => listener.Open;

    /// <summary>Cuts it; a line that is cut already is cut in this way from now on.</summary>
    public void Cut(CutKind kind)
    {
        State before;
        lock (gate)
        {
            before = state;
            state = new(kind, before.Whole.Task.IsCompleted ? Signal() : before.Whole, kind == CutKind.Reset ? new() : before.Reset);
        }
        if (kind == CutKind.Reset) before.Reset.Cancel();
    }

    /// <summary>Mends it.</summary>
    public void Restore()
    {
        lock (gate) state = state with { Cut = null };
        state.Whole.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        state.Reset.Dispose();
    }

    private State Now
    {
        get
        {
            lock (gate) return state;
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync(int number, Socket near, CancellationToken cancel)
    {
        var (kind, whole, reset) = Now;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, reset.Token);
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (kind == CutKind.Reset) await end.CancelAsync();
            await whole.Task.WaitAsync(end.Token);
            await far.ConnectAsync(IPAddress.Loopback, server, end.Token);
            await Task.WhenAll(PassAsync(near, far, end), PassAsync(far, near, end));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Cut, or one side went away without a word: neither gets a polite end.
            near.Close(0);
            far.Close(0);
        }
    }

    /// <summary>One direction, to its end. A fault of it ends the other, too.</summary>
    private async Task PassAsync(Socket from, Socket to, CancellationTokenSource end)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            do
            {
                read = await from.ReceiveAsync(buffer, end.Token);
                await Now.Whole.Task.WaitAsync(end.Token);
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), end.Token);
            }
            while (read > 0);
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }

    /// <param name="Cut">Null: it is whole.</param>
    /// <param name="Whole">Completed while it is whole; who has something to pass on waits for it.</param>
    /// <param name="Reset">Ends the connections that were made since the last reset.</param>
    private sealed record State(CutKind? Cut, TaskCompletionSource Whole, CancellationTokenSource Reset);
}
