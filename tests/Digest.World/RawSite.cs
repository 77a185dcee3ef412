using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Digest.World;

/// <summary>A web site on loopback that answers with any bytes, at any speed, and counts who connects.</summary>
public sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Func<NetworkStream, CancellationToken, Task> answer;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private int connections;

    public RawSite(Func<NetworkStream, CancellationToken, Task> answer, IPEndPoint? at = null)
    {
        this.answer = answer;
        listener = new TcpListener(at ?? new IPEndPoint(IPAddress.Loopback, 0));
        listener.Start();
        loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Host => $"{((IPEndPoint)listener.LocalEndpoint).Address}:{Port}";

    public Uri Url => new($"http://{Host}/");

    public int Connections => Volatile.Read(ref connections);

    /// <summary>A site that must see nobody: on 127.0.0.2, at one of the ports where anybody may be asked.</summary>
    public static RawSite Canary()
    {
        foreach (var port in new[] { 8443, 8080, 443, 80 })
        {
            try
            {
                return Of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
            }
            catch (SocketException)
            {
                // Taken by somebody else; the next will do.
            }
        }
        throw new InvalidOperationException("No port for a canary.");
    }

    /// <summary>A site that answers every request with these words and hangs up.</summary>
    public static RawSite Of(string response, IPEndPoint? at = null) =>
        new(async (s, ct) => await s.WriteAsync(Encoding.Latin1.GetBytes(response), ct), at);

    public static RawSite Of(byte[] head, byte[] body) => new(async (s, ct) =>
    {
        await s.WriteAsync(head, ct);
        await s.WriteAsync(body, ct);
    });

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await loop;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            var stream = client.GetStream();
            var seen = new List<byte>();
            var buffer = new byte[4096];
            while (!Encoding.Latin1.GetString([.. seen]).Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, stopping.Token);
                if (read == 0) return;
                seen.AddRange(buffer[..read]);
            }
            await answer(stream, stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went away, as some tests mean it to.
        }
    }
}
