using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Digest.World;

/// <summary>A loopback port that nobody listens on, for programs that must be told one before they start.</summary>
public static class FreePort
{
    // Below what systems hand to outgoing connections: none of those can take the port of a server that is started anew.
    private const int First = 12_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>The port is free when this returns, and given once in this process; another process may still take it.</summary>
    public static int Find()
    {
        for (; ; )
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && Given.TryAdd(port, true)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
