using System.Net.Sockets;
using System.Text;

namespace Digest.Tests.World;

/// <summary>A client that says exactly what a test tells it to, in as few packets.</summary>
internal sealed class RawSmtp : IDisposable
{
    private readonly TcpClient client;
    private readonly StreamReader reader;

    public RawSmtp(int port)
    {
        client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        reader = new StreamReader(client.GetStream(), Encoding.ASCII);
    }

    /// <summary>Sends the lines in one write, each with its CRLF.</summary>
    public async Task SayAsync(params string[] lines) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l + "\r\n"))));

    /// <summary>Reads one reply and returns its last line; null when the server has closed the connection.</summary>
    public async Task<string?> HearAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(patience.Token);
        }
        while (line is { Length: > 3 } && line[3] == '-');
        return line;
    }

    /// <summary>The codes of the next replies.</summary>
    public async Task<List<int>> CodesAsync(int count)
    {
        var codes = new List<int>();
        while (codes.Count < count)
            codes.Add(int.Parse((await HearAsync())![..3], System.Globalization.CultureInfo.InvariantCulture));
        return codes;
    }

    public void Dispose() => client.Dispose();
}
