using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Digest.World;

/// <summary>The record types that the tests' DNS knows, by their numbers (RFC 1035 section 3.2.2, RFC 3596).</summary>
public enum DnsType
{
    A = 1,
    Cname = 5,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
}

/// <summary>One question that came in.</summary>
public sealed record DnsQuestion(string Name, DnsType Type);

/// <summary>What it gets: values as text (an address, a name, <c>10 mx.example</c>, any text).</summary>
public sealed record DnsAnswer(params string[] Values)
{
    /// <summary>0: all is well; 2: the server failed; 3: there is no such name; 5: refused (RFC 1035 section 4.1.1).</summary>
    public int Code { get; init; }

    /// <summary>How long the client waits.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>No answer at all.</summary>
    public bool Silent { get; init; }

    /// <summary>For how many seconds it may be kept.</summary>
    public int Seconds { get; init; }
}

/// <summary>A name server on loopback that answers over UDP by script, so that a name may say something else each time (RFC 1035).</summary>
public sealed class DnsServer : IAsyncDisposable
{
    private static readonly DnsAnswer NoSuchName = new() { Code = 3 };
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<DnsQuestion> questions = new();
    private readonly Task loop;

    public DnsServer() => loop = RunAsync();

    /// <summary>Decides; null: there is no such name. It may be replaced at any time.</summary>
    public Func<DnsQuestion, DnsAnswer?>? Answer { get; set; }

    public IPEndPoint Address => (IPEndPoint)socket.Client.LocalEndPoint!;

    /// <summary>Every question so far.</summary>
    public IReadOnlyList<DnsQuestion> Questions => [.. questions];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        socket.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                var packet = await socket.ReceiveAsync(stopping.Token);
                answering.RemoveAll(a => a.IsCompleted);
                answering.Add(AnswerAsync(packet));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task AnswerAsync(UdpReceiveResult packet)
    {
        if (Read(packet.Buffer, out var end) is not { } question) return;
        questions.Enqueue(question);
        var answer = Answer?.Invoke(question) ?? NoSuchName;
        try
        {
            if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, stopping.Token);
            if (!answer.Silent) await socket.SendAsync(Write(packet.Buffer.AsSpan(0, end), question, answer), packet.RemoteEndPoint, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>The first question of a packet, and where it ends; null: it is none.</summary>
    private static DnsQuestion? Read(ReadOnlySpan<byte> packet, out int end)
    {
        const int Header = 12;
        end = Header;
        var labels = new List<string>();
        while (end < packet.Length && packet[end] is > 0 and < 64 and var length && end + length < packet.Length)
        {
            labels.Add(Encoding.ASCII.GetString(packet.Slice(end + 1, length)));
            end += 1 + length;
        }
        if (end + 5 > packet.Length || packet[end] != 0) return null;
        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(packet[(end + 1)..]);
        end += 5;
        return new DnsQuestion(string.Join('.', labels).ToLowerInvariant(), type);
    }

    private static byte[] Write(ReadOnlySpan<byte> asked, DnsQuestion question, DnsAnswer answer)
    {
        using var stream = new MemoryStream();
        stream.Write(asked[..2]);
        stream.Write([0x85, (byte)(0x80 | answer.Code), 0, 1, 0, (byte)answer.Values.Length, 0, 0, 0, 0]);
        stream.Write(asked[12..]);
        foreach (var value in answer.Values)
        {
            var data = Data(question.Type, value);
            Span<byte> head = [0xC0, 12, 0, (byte)question.Type, 0, 1, 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(head[6..], answer.Seconds);
            BinaryPrimitives.WriteUInt16BigEndian(head[10..], (ushort)data.Length);
            stream.Write(head);
            stream.Write(data);
        }
        return stream.ToArray();
    }

    private static byte[] Data(DnsType type, string value) => type switch
    {
        DnsType.A or DnsType.Aaaa => IPAddress.Parse(value).GetAddressBytes(),
        DnsType.Cname => Name(value),
        DnsType.Mx => [.. Preference(value), .. Name(value.Split(' ')[1])],
        // Strings of at most 255 bytes (RFC 1035 section 3.3.14).
        _ => [.. Encoding.UTF8.GetBytes(value).Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. part])],
    };

    private static byte[] Preference(string value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, ushort.Parse(value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        return bytes;
    }

    private static byte[] Name(string name) =>
        [.. name.TrimEnd('.').Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}
