using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Digest.World;

namespace Digest.Tests.World;

public sealed class DnsServerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_name_says_what_the_script_says_and_something_else_the_next_time()
    {
        await using var dns = new DnsServer();
        var asked = 0;
        dns.Answer = q => q == new DnsQuestion("feeds.example", DnsType.A) ? new DnsAnswer(asked++ == 0 ? "192.0.2.7" : "127.0.0.1") : null;
        Assert.That(Tail(await AskAsync(dns, "feeds.example", DnsType.A), 4), Is.EqualTo(IPAddress.Parse("192.0.2.7").GetAddressBytes()));
        Assert.That(Tail(await AskAsync(dns, "FEEDS.example", DnsType.A), 4), Is.EqualTo(IPAddress.Loopback.GetAddressBytes()));
        Assert.That((await AskAsync(dns, "other.example", DnsType.A))[3] & 15, Is.EqualTo(3), "there is no such name");
        Assert.That(dns.Questions, Has.Count.EqualTo(3));
    }

    [TestCase(DnsType.Mx, "10 mx.example")]
    [TestCase(DnsType.Txt, "v=spf1 -all")]
    [TestCase(DnsType.Aaaa, "2001:db8::7")]
    public async Task Other_types_are_answered_in_their_own_form(DnsType type, string value)
    {
        await using var dns = new DnsServer { Answer = _ => new DnsAnswer(value) };
        var expected = type switch
        {
            DnsType.Mx => [0, 10, 2, .. "mx"u8, 7, .. "example"u8, 0],
            DnsType.Txt => [(byte)value.Length, .. Encoding.ASCII.GetBytes(value)],
            _ => IPAddress.Parse(value).GetAddressBytes(),
        };
        Assert.That(Tail(await AskAsync(dns, "a.example", type), expected.Length), Is.EqualTo(expected));
    }

    [Test]
    public async Task It_may_say_nothing()
    {
        await using var dns = new DnsServer { Answer = q => q.Name.StartsWith("silent", StringComparison.Ordinal) ? new DnsAnswer { Silent = true } : new DnsAnswer("192.0.2.7") };
        using var client = new UdpClient();
        await client.SendAsync(Question("silent.example", DnsType.A), dns.Address);
        var silent = client.ReceiveAsync();
        await AskAsync(dns, "a.example", DnsType.A);
        Assert.That(silent.IsCompleted, Is.False);
    }

    private static async Task<byte[]> AskAsync(DnsServer dns, string name, DnsType type)
    {
        using var client = new UdpClient();
        await client.SendAsync(Question(name, type), dns.Address);
        return (await client.ReceiveAsync().WaitAsync(Soon)).Buffer;
    }

    private static byte[] Question(string name, DnsType type)
    {
        byte[] head = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        var tail = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(tail, (ushort)type);
        tail[3] = 1;
        return [.. head, .. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0, .. tail];
    }

    private static byte[] Tail(byte[] packet, int length) => packet[^length..];
}
