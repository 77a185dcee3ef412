using System.Net.Sockets;
using System.Text;

namespace Digest.Tests;

/// <summary>A client that sends what no well-behaved one would.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly StringBuilder heard = new();

    public static async Task<RawHttp> ConnectAsync(Uri site)
    {
        var raw = new RawHttp();
        await raw.client.ConnectAsync(site.Host, site.Port);
        return raw;
    }

    /// <summary>False: the server has closed the connection.</summary>
    public async Task<bool> SendAsync(string text)
    {
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
            return true;
        }
        catch (Exception closed) when (closed is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The status of the answer; 0: the connection was closed without one.</summary>
    public async Task<int> StatusAsync(TimeSpan within)
    {
        using var clock = new CancellationTokenSource(within);
        var bytes = new byte[4096];
        try
        {
            while (!heard.ToString().Contains('\n', StringComparison.Ordinal))
            {
                var read = await client.GetStream().ReadAsync(bytes, clock.Token);
                if (read == 0) return 0;
                heard.Append(Encoding.Latin1.GetString(bytes, 0, read));
            }
        }
        catch (Exception closed) when (closed is IOException or InvalidOperationException)
        {
            return 0;
        }
        return int.Parse(heard.ToString().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => client.Dispose();
}
