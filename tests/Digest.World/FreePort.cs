using System.Net;
using System.Net.Sockets;

namespace Digest.World;

/// <summary>A loopback port that nobody listens on, for programs that must be told one before they start.</summary>
public static class FreePort
{
    /// <summary>
    /// The port is free when this returns and is not reserved. The system hands such ports out in turn, so another
    /// taker within the next moments is unlikely, though possible.
    /// </summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
