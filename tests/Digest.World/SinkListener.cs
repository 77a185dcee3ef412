using System.Net;
using System.Net.Sockets;

namespace Digest.World;

/// <summary>Accepts connections on loopback, without Nagle's delay, and counts them.</summary>
/// <param name="port">0 takes any free one.</param>
/// <param name="serve">Serves one connection, numbered from 1; the listener closes it afterwards.</param>
/// <param name="changed">Called after each connect and each close, when the counts are right.</param>
internal sealed class SinkListener(int port, Func<int, Socket, CancellationToken, Task> serve, Action changed) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<int, (Socket Socket, Task Session)> open = [];
    private readonly HashSet<int> counted = [];
    private readonly CancellationTokenSource stop = new();
    private Task accepting = Task.CompletedTask;

    public int Port { get; private set; }

    public int Made { get; private set; }

    public int Most { get; private set; }

    public int Open
    {
        get
        {
            lock (gate)
                return counted.Count;
        }
    }

    /// <summary>
    /// A client that has heard goodbye may be back before its socket is closed here: whoever says it says so here first, and the
    /// connection counts no longer.
    /// </summary>
    public void SaysGoodbye(int number)
    {
        lock (gate)
            counted.Remove(number);
    }

    public void Start()
    {
        listening.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listening.Listen(512);
        Port = ((IPEndPoint)listening.LocalEndPoint!).Port;
        accepting = AcceptAsync();
    }

    public void CutAll()
    {
        lock (gate)
        {
            foreach (var (socket, _) in open.Values)
                socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listening.Dispose();
        await accepting;
        Task[] sessions;
        lock (gate)
            sessions = [.. open.Values.Select(o => o.Session)];
        CutAll();
        await Task.WhenAll(sessions);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listening.AcceptAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                continue;
            }

            socket.NoDelay = true;
            lock (gate)
            {
                var number = ++Made;
                counted.Add(number);
                open[number] = (socket, Task.Run(() => ServeAsync(number, socket)));
                Most = Math.Max(Most, counted.Count);
            }

            changed();
        }
    }

    private async Task ServeAsync(int number, Socket socket)
    {
        try
        {
            await serve(number, socket, stop.Token);
        }
        finally
        {
            socket.Dispose();
            lock (gate)
            {
                open.Remove(number);
                counted.Remove(number);
            }

            changed();
        }
    }
}
