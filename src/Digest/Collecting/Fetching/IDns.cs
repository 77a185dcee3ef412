using System.Net;

namespace Digest.Collecting.Fetching;

/// <summary>Turns a host name into addresses; the only place where outgoing requests ask for them.</summary>
internal interface IDns
{
    /// <summary>All addresses of the name. Throws <see cref="System.Net.Sockets.SocketException"/> when there are none.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}

/// <summary>The resolver of the machine.</summary>
internal sealed class SystemDns : IDns
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
        await Dns.GetHostAddressesAsync(host, cancellation);
}
