using System.Net;
using System.Net.Sockets;

namespace Digest.Collecting.Fetching;

/// <summary>
/// Opens the connections of the one HTTP client. The name is looked up here and nowhere else, every address of
/// the answer must pass, and the socket goes to one of those very addresses: an answer that changes between
/// check and connect has nothing to change.
/// </summary>
internal sealed class GuardedConnection(IDns dns, AllowedHosts allowed, TimeProvider clock)
{
    /// <summary>How long one of several addresses may take before the next is tried.</summary>
    private static readonly TimeSpan EachAddressWithin = TimeSpan.FromSeconds(3);

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>. Throws <see cref="RefusedException"/> for a refusal.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var host = AllowedHosts.Name(context.DnsEndPoint.Host);
        var port = context.DnsEndPoint.Port;
        var addresses = await AddressesAsync(host, cancellation);
        if (!allowed.Allows(host, port))
            foreach (var address in addresses)
                if (AddressRanges.WhyNotPublic(address) is { } kind)
                    throw new RefusedException(AddressRule.Private(host, kind));
        for (var i = 0; ; i++)
        {
            try
            {
                return await OpenAsync(new IPEndPoint(addresses[i], port), i + 1 < addresses.Count, cancellation);
            }
            catch (Exception e) when (i + 1 < addresses.Count && !cancellation.IsCancellationRequested
                && e is SocketException or OperationCanceledException)
            {
                // The next address of the same answer has passed the same check.
            }
        }
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var found = await dns.ResolveAsync(host, cancellation);
            if (found.Count > 0)
                return found;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Told apart from a refused connection, because it is said differently.
        }
        throw new RefusedException(new(FetchFault.Dns, $"the name {host} has no address"));
    }

    private async Task<Stream> OpenAsync(IPEndPoint end, bool othersFollow, CancellationToken cancellation)
    {
        using var limit = othersFollow ? new CancellationTokenSource(EachAddressWithin, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Carries a refusal out of the HTTP stack, which knows no other way; <see cref="Fetcher"/> makes a result of it.</summary>
internal sealed class RefusedException(FetchResult.Failed failure) : Exception(failure.Reason)
{
    public FetchResult.Failed Failure => failure;
}
