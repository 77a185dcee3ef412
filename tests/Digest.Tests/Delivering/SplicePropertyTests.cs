using System.Text;
using System.Text.RegularExpressions;
using Digest.Composing.Mime;
using Digest.Composing.Variants;
using Digest.Delivering;
using Digest.Storage;
using Digest.Tests.Delivering.Signing;
using MimeKit;

namespace Digest.Tests.Delivering;

/// <summary>
/// T60 for random mails: whatever stories, names and values hold, the spliced mail reads like the same mail built whole by MimeKit,
/// and nobody's values are in anybody else's.
/// </summary>
internal sealed class SplicePropertyTests
{
    private const int Rounds = 400;
    private const string Boundary = "=_0123456789abcdef01234567";

    private static readonly string[] Scraps =
    [
        "acid", "=", "=3D", "=\r\n", "\r\n", "\n", "\r", ".", "\n.\n", "\nFrom here", "--" + Boundary, "-- \n", " ", "  ", "\t", " \n", "&amp;", "<b>", "\"'&", "שלום עולם", "مرحبا", "日本語の新聞", "👩‍🔬🇩🇪",
        "e\u0301\u0323", "\u202Eabc\u202C", "\u2028", "\u0007", "\u007f", "\u00a0", "z0", "lz", "{{ x }}", "=?utf-8?q?x?=", "%00", "𝒳", new string('w', 80), new string('ü', 100),
    ];

    private static readonly StorageOptions Options = new() { BaseUrl = "https://news.example" };

    [Test]
    public async Task T60_A_random_mail_reads_like_the_same_mail_built_whole()
    {
        using var keys = new TestKeys();
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(round);
            var mail = new RandomMail(random);
            var splicer = new MailSplicer(mail.Variant, round % 20 == 0 ? keys.Signer : null);
            var (one, two) = (Values(random, 1), Values(random, 2));
            var (first, second) = (splicer.Splice(one).ToArray(), splicer.Splice(two).ToArray());
            await AssertSameAsync(first, mail, one, $"round {round}");
            await AssertSameAsync(second, mail, two, $"round {round}, second reader");
            AssertNothingOf(two, Joined(first), round);
            AssertNothingOf(one, Joined(second), round);
            Assert.That(new MailSplicer(mail.Variant, round % 20 == 0 ? keys.Signer : null).Splice(one).ToArray(), Is.EqualTo(first), $"round {round}: a second copy");
            Assert.That(first.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mail.Marker)), Is.EqualTo(-1), $"round {round}: a marker is left");
            Assert.That(Joined(first, whole: false).Split("\r\n").Max(line => line.Length), Is.LessThanOrEqualTo(998), $"round {round}");
        }
    }

    private static async Task AssertSameAsync(byte[] spliced, RandomMail mail, SlotValues values, string round)
    {
        using var stream = new MemoryStream(spliced);
        using var read = await MimeMessage.LoadAsync(stream);
        using var built = await mail.BuiltAsync(values);
        Assert.Multiple(() =>
        {
            Assert.That(Lines(read.TextBody), Is.EqualTo(Lines(built.TextBody)), $"{round}: text");
            Assert.That(Lines(read.HtmlBody), Is.EqualTo(Lines(built.HtmlBody)), $"{round}: html");
            Assert.That(read.Subject, Is.EqualTo(mail.Subject), $"{round}: subject");
            Assert.That(read.From.Mailboxes.Single().Name, Is.EqualTo(mail.Name), $"{round}: name");
            Assert.That(read.To.Mailboxes.Single().Address, Is.EqualTo(built.To.Mailboxes.Single().Address), $"{round}: to");
            Assert.That((read.Date, read.MessageId), Is.EqualTo((built.Date, built.MessageId)), $"{round}: date, id");
            Assert.That(read.Headers["List-Unsubscribe"], Is.EqualTo(built.Headers["List-Unsubscribe"]), $"{round}: leave");
            Assert.That(read.Headers.Where(h => h.Id != HeaderId.DkimSignature).GroupBy(h => h.Field).Select(g => g.Count()), Is.All.EqualTo(1), $"{round}: a header twice");
            Assert.That(read.BodyParts.Count(), Is.EqualTo(2), $"{round}: parts");
        });
    }

    private static void AssertNothingOf(SlotValues other, string mail, int round)
    {
        foreach (var value in (string[])[other.Leave, other.Preferences, other.MessageId, other.Address])
            Assert.That(mail, Does.Not.Contain(value), $"round {round}: something of another reader");
    }

    // As a search through all mails would see it: without the breaks that only the encoding made.
    private static string Joined(byte[] mail, bool whole = true) => whole ? Encoding.UTF8.GetString(mail).Replace("=\r\n", "", StringComparison.Ordinal) : Encoding.UTF8.GetString(mail);

    private static string Lines(string? text) => (text ?? "").ReplaceLineEndings("\n").TrimEnd('\n');

    private static SlotValues Values(Random random, int reader)
    {
        string Token() => string.Concat(Enumerable.Range(0, 95).Select(_ => "abcXYZ019-_"[random.Next(11)])) + reader;
        string[] locals = ["ann", "o'neil", "=eq=", "r&d", "a.b+c", "имя", "用户", "{|}~", "jo\u0308rg", new string('l', 64)];
        var domain = random.Next(4) == 0 ? string.Concat(Enumerable.Repeat("deep.", 45)) + "example" : "readers.example";
        return new SlotValues(
            Token(), Token(), $"{locals[random.Next(locals.Length)]}{reader}@{domain}", DateTimeOffset.UnixEpoch.AddDays(random.Next(20_000)),
            DateTimeOffset.UnixEpoch.AddSeconds(random.Next(int.MaxValue)), $"delivery{random.Next(100_000_000, 999_999_999)}{reader}.edition");
    }

    /// <summary>A mail of scraps with slots among them, as a variant, and as MimeKit builds it.</summary>
    private sealed class RandomMail
    {
        private static readonly Slot[] Slots = [Slot.Leave, Slot.Preferences, Slot.Address, Slot.Since];
        private readonly string text;
        private readonly string html;

        public RandomMail(Random random)
        {
            Marker = $"z{random.NextInt64():x16}{random.Next():x8}";
            (text, html) = (Body(random), Body(random));
            (Subject, Name) = (Line(random, 6), Line(random, 3).Replace("\"", "", StringComparison.Ordinal));
            if (Subject.Length == 0) Subject = "x";
            var headers = new HeaderList
            {
                HeaderText.Mailbox("From", Name, "news@oxide.example"), new Header("To", At(Slot.Address)), HeaderText.Text("Subject", Subject), new Header("Date", At(Slot.Date)),
                new Header("Message-ID", $"<{At(Slot.MessageId)}@oxide.example>"),
            };
            var leave = new Header("List-Unsubscribe", "");
            leave.SetRawValue(Encoding.ASCII.GetBytes($" <{Options.Link("/unsubscribe/")}{At(Slot.Leave)}>\r\n"));
            headers.Add(leave);
            headers.Add(new Header("MIME-Version", "1.0"));
            headers.Add(new Header("Content-Type", $"multipart/alternative; boundary=\"{Boundary}\""));
            using var output = new MemoryStream();
            headers.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos }, output);
            Variant = new Variant { Name = Variant.Digest, Marker = Marker, Headers = output.ToArray(), Body = Alternative.Write(text, html, Boundary, Marker) };
        }

        public string Marker { get; }

        /// <summary>As it was meant; MimeKit puts a blank into a word that is longer than a line.</summary>
        public string Subject { get; }

        public string Name { get; }

        public Variant Variant { get; }

        public async Task<MimeMessage> BuiltAsync(SlotValues values)
        {
            using var message = new MimeMessage { Subject = Subject, Date = values.Date, MessageId = $"{values.MessageId}@oxide.example" };
            message.From.Add(new MailboxAddress(Name, "news@oxide.example"));
            message.To.Add(new MailboxAddress("", values.Address));
            message.Headers.Add("List-Unsubscribe", $"<{Options.Link("/unsubscribe/")}{values.Leave}>");
            message.Body = new MultipartAlternative { new TextPart("plain") { Text = Filled(text, values, v => v) }, new TextPart("html") { Text = Filled(html, values, System.Net.WebUtility.HtmlEncode) } };
            using var stream = new MemoryStream();
            await message.WriteToAsync(new FormatOptions { International = true }, stream);
            stream.Position = 0;
            return await MimeMessage.LoadAsync(stream);
        }

        // Line ends of any kind are line ends in a mail; MimeKit would lose some of them.
        private string Filled(string body, SlotValues values, Func<string, string> escape)
        {
            foreach (var (slot, value) in Slots.Zip((string[])[values.Leave, values.Preferences, values.Address, values.Since.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)]))
                body = body.Replace(slot.In(Marker), escape(value), StringComparison.Ordinal);
            return body.ReplaceLineEndings("\r\n");
        }

        private string At(Slot slot) => $"{Marker}{Slot.InHeader}{slot.Letter}z";

        private string Body(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Scrap(random, 4) + (random.Next(3) == 0 ? Slots[random.Next(Slots.Length)].In(Marker) : "")));

        // What looks like an encoded word MimeKit itself reads as one.
        private static string Line(Random random, int most) => Regex.Replace(Scrap(random, most), @"[\p{Cc}\u2028]", " ").Replace("=?", "", StringComparison.Ordinal).Trim();

        private static string Scrap(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => Scraps[random.Next(Scraps.Length)]));
    }
}
