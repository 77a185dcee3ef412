using System.Diagnostics;
using System.Globalization;
using System.Text;
using Digest.Bouncing.Understanding;
using Digest.World;

namespace Digest.Tests.Bouncing.Understanding;

/// <summary>Mails that were made, or broken, to do harm. Limits of time are ten times what is promised: other work may share the machine.</summary>
[TestFixture, NonParallelizable]
internal sealed class HostileMailTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private const string Failed = "Final-Recipient: rfc822; reader@inbox.example\nAction: failed\nStatus: 5.1.1";

    [OneTimeSetUp]
    public void WarmUp() => Mails.Read(Mails.Report(Failed));

    [Test]
    public void T52_A_report_of_five_megabytes_is_read()
    {
        var mail = InTime(() => Mails.Read(Mails.Report(Failed, "Message-ID: <ed.1@news.example>\nSubject: x\n\n" + Lines(5_000_000))));

        Assert.That((mail.Findings.Single().Recipient, mail.OriginalIds[0]), Is.EqualTo(("reader@inbox.example", "ed.1@news.example")));
    }

    [Test]
    public void T52_A_report_of_twenty_megabytes_is_set_aside_with_flat_memory()
    {
        foreach (var canSeek in new[] { true, false })
        {
            using var stream = new EndlessMail(20 * 1024 * 1024, canSeek);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var fault = InTime(() => Assert.Throws<UnreadableMail>(() => ReturnedMailReader.Read(stream))!);

            Assert.That(fault.Message, Is.EqualTo("it is larger than 10 MiB"));
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(40 * 1024 * 1024), "what is read at most, and its buffer grows by doubling");
            Assert.That(stream.Position, Is.LessThanOrEqualTo(MailBytes.Most + 64 * 1024));
        }
    }

    [TestCase("multipart/mixed")]
    [TestCase("multipart/report; report-type=delivery-status")]
    public void T52_Two_thousand_nested_parts_are_set_aside(string type)
    {
        var mail = new StringBuilder("Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure\n");
        for (var i = 0; i < 2000; i++) mail.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}; boundary=b{i}\n\n--b{i}\n");
        mail.Append("Content-Type: message/delivery-status\n\n").Append(Failed);

        Assert.That(InTime(() => Assert.Throws<UnreadableMail>(() => Mails.Read(mail.ToString()))!).Message, Does.StartWith("its parts nest deeper"));
    }

    [Test]
    public void T52_Two_thousand_mails_in_mails_are_set_aside()
    {
        var mail = string.Concat(Enumerable.Repeat("From: MAILER-DAEMON@mx.example\nContent-Type: message/rfc822\n\n", 2000));

        Assert.That(InTime(() => Assert.Throws<UnreadableMail>(() => Mails.Read(mail))!).Message, Does.StartWith("its parts nest deeper"));
    }

    [Test]
    public void T52_Two_thousand_parts_beside_each_other_are_set_aside()
    {
        var mail = "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\nContent-Type: text/plain\n\nx\n", 2000));

        Assert.That(InTime(() => Assert.Throws<UnreadableMail>(() => Mails.Read(mail))!).Message, Does.StartWith("it has more than"));
    }

    [TestCase("From: MAILER-DAEMON@mx.example\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\n\n")]
    [TestCase("From: MAILER-DAEMON@mx.example\n", "a:\n")]
    public void T52_What_would_be_a_gigabyte_of_objects_is_counted_first(string head, string again)
    {
        var mail = Encoding.ASCII.GetBytes(head + string.Concat(Enumerable.Repeat(again, 9_000_000 / again.Length)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => InTime(() => Mails.Read(mail)), Throws.InstanceOf<UnreadableMail>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(40_000_000));
    }

    private static IEnumerable<TestCaseData> Traps()
    {
        yield return Trap("one endless line", new string('a', 3_000_000));
        yield return Trap("an endless address", new string('a', 1_000_000) + "@" + new string('b', 1_000_000));
        yield return Trap("at signs", string.Concat(Enumerable.Repeat("a@b.c@", 300_000)));
        yield return Trap("words that nearly match", string.Concat(Enumerable.Repeat("user mailbox account is has been exceed message host the\n", 60_000)));
        yield return Trap("addresses", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"<reader{i}@inbox.example>: no\n")));
        yield return Trap("fields", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"Final-Recipient: rfc822; r{i}@x.example\nAction: failed\nStatus: 5.1.1\n\n")));
        yield return Trap("folded for ever", "Final-Recipient: rfc822;\n" + string.Concat(Enumerable.Repeat(" x\n", 500_000)));
        yield return Trap("nothing but zeros", new string('\0', 1_000_000));
    }

    private static TestCaseData Trap(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Traps))]
    public void T52_No_text_takes_long(string text)
    {
        foreach (var mail in new[] { Mails.Text("MAILER-DAEMON@mx.example", "failure notice", text), Mails.Report(text), Mails.Report(Failed, text), $"From: MAILER-DAEMON@mx.example\nSubject: {text}\n\nfailure", Mails.Text("MAILER-DAEMON@mx.example", "failure", text).Replace("text/plain", "text/html", StringComparison.Ordinal) })
            Assert.That(InTime(() => Read(Encoding.UTF8.GetBytes(mail)))?.Findings.Count ?? 0, Is.LessThanOrEqualTo(100));
    }

    [Test, Category("Corpus")]
    public void Broken_reports_are_read_or_set_aside()
    {
        var files = Directory.GetFiles(Path.Combine(Checkout.Corpora!, "bounces", "mails")).Order(StringComparer.Ordinal).Where((_, i) => i % 4 == 0).Select(File.ReadAllBytes).ToList();
        var random = new Random(52);
        foreach (var bytes in files)
            for (var round = 0; round < 8; round++)
            {
                var broken = Break([.. bytes], random);
                Assert.That(() => InTime(() => Read(broken)), Throws.Nothing);
            }
    }

    [TestCase("no-such-charset")]
    [TestCase("utf-7")]
    [TestCase("utf-16")]
    [TestCase("iso-2022-jp")]
    [TestCase("big5")]
    [TestCase("\"")]
    public void Any_bytes_in_any_charset_are_read(string charset)
    {
        var head = Encoding.ASCII.GetBytes($"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: =?{charset}?B?/////w==?=\r\nContent-Type: text/plain; charset={charset}\r\n\r\n<reader@inbox.example>: user unknown\r\n");
        var bytes = new byte[4096];
        new Random(7).NextBytes(bytes);

        Assert.That(() => Mails.Read([.. head, .. bytes]), Throws.Nothing);
    }

    private static byte[] Break(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 60); i > 0; i--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = (byte)'\n'; break;
                case 2: random.NextBytes(bytes.AsSpan(at, Math.Min(20, bytes.Length - at))); break;
                default: bytes.AsSpan(random.Next(bytes.Length - Math.Min(200, bytes.Length - 1)), Math.Min(100, bytes.Length / 4)).CopyTo(bytes.AsSpan(Math.Max(0, at - 200))); break;
            }
        }
        return random.Next(5) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static ReturnedMail? Read(byte[] mail)
    {
        try
        {
            return Mails.Read(mail);
        }
        catch (UnreadableMail)
        {
            return null;
        }
    }

    private static T InTime<T>(Func<T> act)
    {
        var watch = Stopwatch.StartNew();
        var done = act();
        Assert.That(watch.Elapsed, Is.LessThan(10 * Promised));
        return done;
    }

    private static string Lines(int length) => string.Concat(Enumerable.Repeat(new string('x', 77) + "\n", length / 78));

    /// <summary>As long as it is told to be, and nowhere in memory.</summary>
    private sealed class EndlessMail(long length, bool canSeek) : Stream
    {
        private readonly byte[] head = "From: MAILER-DAEMON@mx.example\r\nSubject: failure\r\n\r\n"u8.ToArray();
        private long at;

        public override bool CanRead => true;
        public override bool CanSeek => canSeek;
        public override bool CanWrite => false;
        public override long Length => canSeek ? length : throw new NotSupportedException();
        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - at);
            for (var i = 0; i < read; i++) buffer[offset + i] = at + i < head.Length ? head[at + i] : (at + i) % 78 == 0 ? (byte)'\n' : (byte)'x';
            at += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
