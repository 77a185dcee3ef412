using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Digest.Delivering.Signing;

namespace Digest.Tests.Delivering.Signing;

/// <summary>The relaxed form of a body, whatever it is cut into.</summary>
internal sealed class BodyHashTests
{
    private const string Alphabet = "ab=  \t\t\r\n";

    [Test]
    public void A_body_cut_anywhere_has_the_hash_of_the_whole()
    {
        var random = new Random(6376);
        for (var round = 0; round < 20_000; round++)
        {
            var pieces = Enumerable.Range(0, random.Next(0, 4) * 2 + 1).Select(_ => Encoding.ASCII.GetBytes(Piece(random))).ToArray();
            byte[] whole = [.. pieces.SelectMany(p => p)];
            var expected = SHA256.HashData(Encoding.ASCII.GetBytes(Relaxed(Encoding.ASCII.GetString(whole))));
            var memory = pieces.Select(p => (ReadOnlyMemory<byte>)p).ToArray();
            var shared = memory.Where((_, i) => i % 2 == 0).ToArray();
            Assert.That(BodyHash.Of(whole), Is.EqualTo(expected), Regex.Escape(Encoding.ASCII.GetString(whole)));
            Assert.That(new BodyHash(shared).Of(memory), Is.EqualTo(expected), string.Join('|', pieces.Select(p => Regex.Escape(Encoding.ASCII.GetString(p)))));
        }
    }

    private static string Piece(Random random)
    {
        var made = new StringBuilder();
        for (var n = random.Next(0, 12); n > 0; n--) made.Append(random.Next(3) == 0 ? "\r\n" : Alphabet[random.Next(Alphabet.Length)]);
        return made.ToString();
    }

    // RFC 6376 section 3.4.4, word for word.
    private static string Relaxed(string body)
    {
        var lines = body.Split("\r\n").Select(line => Regex.Replace(Regex.Replace(line, "[ \t]+\\z", ""), "[ \t]+", " ")).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return string.Concat(lines.Select(line => line + "\r\n"));
    }
}
