using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Digest.Delivering;
using Digest.Delivering.Relays;
using Digest.Delivering.Replies;
using Digest.World;
using MailKit.Security;

namespace Digest.Tests.Delivering;

/// <summary>One connection to a relay, over a real socket.</summary>
internal sealed class SmtpLineTests
{
    private static readonly byte[] Mail = Encoding.ASCII.GetBytes(
        "From: News <news@oxide.example>\r\nTo: ann@readers.example\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nMessage-ID: <d.e@oxide.example>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nX-Odd:   spaced  \r\n\tfolded\r\n\r\n=2Edot\r\n.real dot=\r\n\r\nlast\r\n");

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_relay_gets_exactly_the_bytes(bool chunking)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { KeepMails = true, Chunking = chunking });
        await using var line = await OpenAsync(sink);
        for (var i = 0; i < 3; i++)
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
        Assert.That(sink.Mails.Select(m => m.Sha256).Distinct().Single(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Mail))));
        Assert.That(sink.Connections, Is.EqualTo(1), "the connection is kept");
    }

    [Test]
    public async Task A_refusal_of_a_chunk_is_a_reply_and_the_next_mail_goes_on()
    {
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = true });
        sink.Answer = e => e.Stage == SmtpStage.Body ? new SmtpAnswer(554, "5.7.1 these are the words") : null;
        await using var line = await OpenAsync(sink);
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Policy));
        sink.Answer = null;
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
    }

    [TestCase(450, ReplyClass.Transient)]
    [TestCase(452, ReplyClass.Transient)]
    [TestCase(550, ReplyClass.Transient)]
    [TestCase(554, ReplyClass.Policy)]
    public async Task A_refusal_is_a_reply_with_the_relays_words_and_the_next_mail_goes_on(int code, ReplyClass kind)
    {
        await using var sink = SmtpSink.Start();
        foreach (var stage in (SmtpStage[])[SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data, SmtpStage.Body])
        {
            sink.Answer = e => e.Stage == stage ? new SmtpAnswer(code, "5.0.0 these are the words") : null;
            await using var line = await OpenAsync(sink);
            var reply = await SendAsync(line);
            Assert.That((reply.Class, reply.Text.Contains("these are the words", StringComparison.Ordinal)), Is.EqualTo((kind, true)), stage.ToString());
            Assert.That(reply.Permanent, Is.EqualTo(code >= 500));
            sink.Answer = null;
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted), $"after a refusal at {stage}");
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_mail_in_pieces_larger_than_every_buffer_arrives_whole(bool chunking)
    {
        var random = new Random(3030);
        var pieces = Enumerable.Range(0, 40).Select(i => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($".{new string('x', random.Next(0, 9000))}\r\n.\r\n\r\n")).ToArray();
        var mail = new MailBytes(Mail.AsMemory(0, Mail.AsSpan().IndexOf("\r\n\r\n"u8) + 4), pieces);
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking });
        await using var line = await OpenAsync(sink);
        for (var i = 0; i < 2; i++)
        {
            Assert.That((await line.SendAsync(new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", mail), default)).Class, Is.EqualTo(ReplyClass.Accepted));
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
        }
        string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.That(sink.Mails.Select(m => m.Sha256), Is.EqualTo(new[] { Of(mail.ToArray()), Of(Mail), Of(mail.ToArray()), Of(Mail) }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_encrypted_line_carries_the_same_bytes(bool chunking)
    {
        using var authority = new Certificates();
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking, Certificate = authority.For("127.0.0.1") });
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect("127.0.0.1", sink.Port);
        var (client, wire) = (new RawClient { ServerCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == authority.Authority.Subject }, new RelayWire(socket));
        client.Connect(wire, "127.0.0.1", sink.Port, SecureSocketOptions.StartTls);
        await using var line = new SmtpLine(client, wire, 0);
        Assert.That(client.IsSecure);
        for (var i = 0; i < 3; i++) Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
        Assert.That(sink.Mails.Select(m => m.Sha256).Distinct().Single(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(Mail))));
        sink.Answer = e => e.Stage == SmtpStage.Body ? SmtpAnswer.Ok() with { Cut = true } : null;
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.NoAnswer));
    }

    [Test]
    public async Task What_the_system_did_not_take_counts_as_not_sent()
    {
        await using var sink = SmtpSink.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", sink.Port);
        using var wire = new RelayWire(socket);
        wire.Write("NOOP\r\n"u8);
        Assert.That(wire.IsSent, Is.False);
        Assert.That(wire.Read(new byte[1]), Is.EqualTo(1));
        Assert.That(wire.IsSent);
        wire.Write("NOOP\r\n"u8);
        socket.Shutdown(SocketShutdown.Send);
        Assert.That(() => wire.Read(new byte[1]), Throws.InstanceOf<IOException>());
        Assert.That(wire.IsSent, Is.False);
    }

    [Test]
    public void A_relay_that_says_nothing_is_waited_for_no_longer_than_the_time_out()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(silent.LocalEndPoint!);
        using var wire = new RelayWire(socket) { ReadTimeout = 50, WriteTimeout = 50 };
        Assert.That(() => wire.Read(new byte[1]), Throws.TypeOf<TimeoutException>());
        // So much that it can't all wait between the two.
        Assert.That(() => wire.Write(new byte[100_000_000]), Throws.TypeOf<TimeoutException>());
        Assert.That(wire.IsSent, Is.False);
    }

    [Test]
    public void Giving_up_ends_the_wait_for_a_relay_that_says_nothing()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(silent.LocalEndPoint!);
        using var wire = new RelayWire(socket);
        using var ended = new CancellationTokenSource(50);
        using var end = wire.CutBy(ended.Token);
        Assert.That(() => wire.Read(new byte[1]), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => wire.Read(new byte[1]), Throws.InstanceOf<OperationCanceledException>(), "for good");
    }

    [TestCase(SmtpStage.MailFrom, ReplyClass.Transient)]
    [TestCase(SmtpStage.Body, ReplyClass.NoAnswer)]
    public async Task Giving_up_leaves_doubt_only_when_the_mail_was_out(SmtpStage silence, ReplyClass kind)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = true });
        var asked = new TaskCompletionSource();
        sink.Answer = e =>
        {
            if (e.Stage != silence) return null;
            asked.TrySetResult();
            return SmtpAnswer.Ok() with { Delay = TimeSpan.FromMinutes(10) };
        };
        await using var line = await OpenAsync(sink);
        using var ended = new CancellationTokenSource();
        var sending = Task.Run(() => line.SendAsync(new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", Mail), ended.Token));
        await asked.Task;
        await ended.CancelAsync();
        var reply = await sending.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That((reply.Class, reply.LineLost, line.Usable), Is.EqualTo((kind, kind == ReplyClass.Transient, false)), reply.Text);
    }

    [Test]
    public async Task Giving_up_ends_the_wait_for_a_connection_that_is_not_taken()
    {
        using var busy = new Socket(SocketType.Stream, ProtocolType.Tcp);
        busy.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        busy.Listen(0);
        var port = ((IPEndPoint)busy.LocalEndPoint!).Port;
        // These take all the room there is for who has not been let in.
        var queue = Enumerable.Range(0, 4).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false }).ToList();
        foreach (var one in queue) Assert.That(() => one.Connect(IPAddress.Loopback, port), Throws.InstanceOf<SocketException>());
        using var ended = new CancellationTokenSource(100);
        var opening = new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = port, Security = RelaySecurity.None }).OpenAsync(ended.Token);
        Assert.That(async () => await opening.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<OperationCanceledException>());
        queue.ForEach(one => one.Dispose());
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_line_that_breaks_within_the_mail_leaves_no_doubt(bool chunking)
    {
        // So much that it can't all wait in the buffers between: the break is felt before the last byte is handed over.
        var pieces = Enumerable.Repeat((ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 1000))), 200).ToArray();
        var mail = new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", new MailBytes(Mail.AsMemory(0, Mail.AsSpan().IndexOf("\r\n\r\n"u8) + 4), pieces));
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking });
        sink.Answer = e => e.Stage == SmtpStage.Data ? new SmtpAnswer(354, "go on") { CutWithin = 300_000 } : null;
        await using var line = await OpenAsync(sink);
        var reply = await line.SendAsync(mail, default);
        Assert.That((reply.Class, reply.LineLost), Is.EqualTo((ReplyClass.Transient, true)), reply.Text);
        Assert.That(line.Usable, Is.False);
    }

    [Test]
    public async Task A_line_that_breaks_before_the_mail_was_out_leaves_no_doubt()
    {
        await using var sink = SmtpSink.Start();
        foreach (var stage in (SmtpStage[])[SmtpStage.MailFrom, SmtpStage.RcptTo, SmtpStage.Data])
        {
            sink.Answer = e => e.Stage == stage ? SmtpAnswer.Ok() with { Cut = true } : null;
            await using var line = await OpenAsync(sink);
            Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Transient), stage.ToString());
            Assert.That(line.Usable, Is.False);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_line_that_breaks_after_the_mail_was_out_leaves_doubt(bool chunking)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking });
        sink.Answer = e => e.Stage == SmtpStage.Body ? SmtpAnswer.Ok() with { Cut = true } : null;
        await using var line = await OpenAsync(sink);
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.NoAnswer));
        Assert.That(line.Usable, Is.False);
        Assert.That(sink.Mails, Has.Count.EqualTo(1), "and indeed it was taken");
    }

    [Test]
    public async Task A_421_ends_the_line()
    {
        await using var sink = SmtpSink.Start();
        sink.Answer = e => e.Stage == SmtpStage.MailFrom ? new SmtpAnswer(421, "4.3.2 closing") { Close = true } : null;
        await using var line = await OpenAsync(sink);
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Transient));
        Assert.That(line.Usable, Is.False);
    }

    [Test]
    public async Task An_address_beyond_ASCII_needs_a_relay_that_takes_it()
    {
        await using var plain = SmtpSink.Start();
        await using var line = await OpenAsync(plain);
        Assert.That((await line.SendAsync(new OutgoingMail("d.e@x", "news@oxide.example", "имя@readers.example", Mail), default)).Class, Is.EqualTo(ReplyClass.Unable));
        await using var able = SmtpSink.Start(new SinkOptions { SmtpUtf8 = true });
        await using var wide = await OpenAsync(able);
        Assert.That((await wide.SendAsync(new OutgoingMail("d.e@x", "news@oxide.example", "имя@readers.example", Mail), default)).Class, Is.EqualTo(ReplyClass.Accepted));
    }

    [Test]
    public async Task A_connection_that_is_given_up_at_any_moment_is_none_or_works()
    {
        await using var sink = SmtpSink.Start();
        var transport = new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = sink.Port, Security = RelaySecurity.None });
        var (random, opened, most) = (new Random(54), 0, 4000);
        for (var i = 0; i < 600; i++)
        {
            using var ended = new CancellationTokenSource();
            var microseconds = random.Next(most);
            var giving = Task.Run(() =>
            {
                var watch = System.Diagnostics.Stopwatch.StartNew();
                SpinWait.SpinUntil(() => watch.Elapsed.TotalMicroseconds > microseconds);
                ended.Cancel();
            });
            try
            {
                await using var line = await transport.OpenAsync(ended.Token);
                await giving;
                Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted));
                opened++;
                most = Math.Max(100, most - 50);
            }
            catch (OperationCanceledException)
            {
                await giving;
                most += 50;
            }
        }
        Assert.That(opened, Is.InRange(50, 550), "moments on both sides were met");
    }

    private static Task<ILine> OpenAsync(SmtpSink sink) =>
        new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = sink.Port, Security = RelaySecurity.None }).OpenAsync(default);

    private static Task<Reply> SendAsync(ILine line) =>
        line.SendAsync(new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", Mail), default);
}
