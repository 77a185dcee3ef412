using System.Text.RegularExpressions;
using Digest.Delivering.Replies;

namespace Digest.Tests.Delivering.Replies;

/// <summary>Each line of the table has an answer that it decides, so that a line that nobody reaches any more is seen.</summary>
internal sealed class ReplyTableTests
{
    private static readonly (ReplyMeaning Meaning, ReplyPhrase Line, Regex Words)[] Lines =
        [.. ReplyTable.All.SelectMany(g => g.Lines.Select(l => (g.Meaning, l, new Regex(l.Words, ReplyPatterns.Options))))];

    private static IEnumerable<TestCaseData> Samples() => Lines.Select(l => new TestCaseData(l.Meaning, l.Line.Words, l.Line.Sample).SetArgDisplayNames($"{l.Meaning.Class}: {l.Line.Sample}"));

    [TestCaseSource(nameof(Samples))]
    public void A_sample_is_decided_by_its_own_line(ReplyMeaning meaning, string words, string sample)
    {
        var deciding = Lines.FirstOrDefault(l => l.Words.IsMatch(ReplyPatterns.Bare(sample)));

        Assert.That(deciding.Line?.Words, Is.EqualTo(words), "another line is asked before, or this one doesn't match");
        Assert.That(ReplyPatterns.Match(sample), Is.EqualTo(meaning));
    }

    [Test]
    public void What_only_looks_like_words_decides_nothing()
    {
        Assert.That(ReplyPatterns.Match("550 <spam-user-unknown@mailbox-full.example> no"), Is.Null);
        Assert.That(ReplyPatterns.Match("550 see https://help.example/#mailboxfull?reason=spam no"), Is.Null);
        Assert.That(ReplyPatterns.Match("554 see http://www.spamhaus.org/query/bl?ip=192.0.2.1")?.Class, Is.EqualTo(ReplyClass.Policy));
    }

    [Test]
    public void No_line_can_be_made_to_take_long()
    {
        var odd = string.Concat(Enumerable.Repeat("user mailbox account is has been exceed the message host name ", 3000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        ReplyClassifier.Classify(550, odd);
        ReplyPatterns.Match(odd);

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), "usually well below one");
    }
}
