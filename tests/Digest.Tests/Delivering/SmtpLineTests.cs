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
        await socket.ConnectAsync("127.0.0.1", sink.Port);
        var (client, wire) = (new RawClient { ServerCertificateValidationCallback = (_, shown, _, _) => shown?.Issuer == authority.Authority.Subject }, new RelayWire(socket));
        await client.ConnectAsync(wire, "127.0.0.1", sink.Port, SecureSocketOptions.StartTls);
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
        await socket.ConnectAsync("127.0.0.1", sink.Port);
        await using var wire = new RelayWire(socket);
        await wire.WriteAsync("NOOP\r\n"u8.ToArray());
        Assert.That(wire.IsSent, Is.False);
        Assert.That(await wire.ReadAsync(new byte[1]), Is.EqualTo(1));
        Assert.That(wire.IsSent);
        await wire.WriteAsync("NOOP\r\n"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.That(async () => await wire.ReadAsync(new byte[1]), Throws.InstanceOf<IOException>());
        Assert.That(wire.IsSent, Is.False);
    }

    [Test]
    public async Task A_relay_that_says_nothing_is_waited_for_no_longer_than_the_time_out()
    {
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(silent.LocalEndPoint!);
        await using var wire = new RelayWire(socket) { ReadTimeout = 50 };
        Assert.That(async () => await wire.ReadAsync(new byte[1]), Throws.TypeOf<TimeoutException>());
        using var ended = new CancellationTokenSource(50);
        wire.ReadTimeout = Timeout.Infinite;
        Assert.That(async () => await wire.ReadAsync(new byte[1], ended.Token), Throws.InstanceOf<OperationCanceledException>());
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

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_line_that_breaks_after_an_unusual_acceptance_leaves_none_to_send_again(bool chunking)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking });
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", sink.Port);
        var (client, wire) = (new RawClient(), new RelayWire(socket));
        await client.ConnectAsync(wire, "127.0.0.1", sink.Port, SecureSocketOptions.None);
        await using var line = new SmtpLine(client, wire, 0);
        sink.Answer = e =>
        {
            if (e.Stage != SmtpStage.Body) return null;
            socket.Shutdown(SocketShutdown.Send); // so that what follows the answer, a RSET, can't be sent
            return new SmtpAnswer(252, "2.0.0 taken, and looked after");
        };
        var reply = await SendAsync(line);
        Assert.That((reply.Class, reply.LineLost), Is.EqualTo((ReplyClass.Accepted, false)), reply.Text);
        Assert.That(line.Usable, Is.False);
    }

    [TestCase(SmtpStage.MailFrom)]
    [TestCase(SmtpStage.RcptTo)]
    [TestCase(SmtpStage.Data)]
    public async Task A_relay_that_wants_to_know_who_sends_is_none_for_now_and_says_what_is_missing(SmtpStage stage)
    {
        await using var sink = SmtpSink.Start();
        sink.Answer = e => e.Stage == stage ? SmtpAnswer.Permanent("5.7.0", "Authentication required", 530) : null;
        await using var line = await OpenAsync(sink);
        var reply = await SendAsync(line);
        Assert.That((reply.Class, reply.Permanent, reply.LineLost, line.Usable), Is.EqualTo((ReplyClass.Transient, false, true, false)));
        Assert.That(reply.Text, Is.EqualTo("530 5.7.0 Authentication required. It was given no user and password: set this relay's User and Password"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_mail_refused_for_want_of_a_password_is_not_in_doubt(bool chunking)
    {
        await using var sink = SmtpSink.Start(new SinkOptions { Chunking = chunking });
        sink.Answer = e => e.Stage == SmtpStage.Body ? SmtpAnswer.Permanent("5.7.0", "Authentication required", 530) : null;
        await using var line = await OpenAsync(sink);
        var reply = await SendAsync(line);
        Assert.That((reply.Class, reply.Text, reply.LineLost), Is.EqualTo((ReplyClass.Policy, "530 5.7.0 Authentication required", false)));
        sink.Answer = null;
        Assert.That((await SendAsync(line)).Class, Is.EqualTo(ReplyClass.Accepted), "and the next mail goes on");
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

    private static Task<ILine> OpenAsync(SmtpSink sink) =>
        new SmtpTransport(new RelayOptions { Host = "127.0.0.1", Port = sink.Port, Security = RelaySecurity.None }).OpenAsync(default);

    private static Task<Reply> SendAsync(ILine line) =>
        line.SendAsync(new OutgoingMail("d.e@oxide.example", "news@oxide.example", "ann@readers.example", Mail), default);
}
