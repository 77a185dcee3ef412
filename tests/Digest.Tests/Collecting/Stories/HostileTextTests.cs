using System.Diagnostics;
using Digest.Collecting.Stories;

namespace Digest.Tests.Collecting.Stories;

/// <summary>Any text may come from outside: it is compared, quickly, and nothing throws.</summary>
[TestFixture]
internal sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "", " ", "!!!", "…", "\0", "\uD800", "\uDC00\uD800", "a\uD800b", "😀😀😀", "\u0301\u0301", "'", "’’’", "-", "--", "a-", "-a", "1.", ".1", "1,", "1.2.", "1-", "U.", "U.S", "l'", "d'a",
        "qu'", "0", "00", "0.0", "000,000", "1 000 000 000 000 000 000", "٣", "Ⅷ½²", "\u202Eabc", "א ב", "กกก", "|", " | ", "a | b", " - - - ", "UPDATE 1-", "WATCH:", "[", "【】", "+++", "?", "？",
        new string('a', 1_000_000), new string('1', 1_000_000), string.Concat(Enumerable.Repeat("a-", 500_000)), string.Concat(Enumerable.Repeat("1.", 500_000)),
        string.Concat(Enumerable.Repeat("l'", 500_000)), string.Concat(Enumerable.Repeat("\uD800", 500_000)), string.Concat(Enumerable.Repeat("UPDATE 1-", 100_000)),
        string.Concat(Enumerable.Repeat(" - A", 250_000)), string.Concat(Enumerable.Range(0, 150_000).Select(i => $"word{i} ")), string.Concat(Enumerable.Repeat("\u0301", 1_000_000)),
        string.Concat(Enumerable.Repeat("ﷺ", 300_000)),
    ];

    [Test]
    public void Any_text_can_be_grouped()
    {
        var articles = Texts.SelectMany((text, i) => new[] { new ArticleFacts { Id = 2 * i, Title = text, Url = text }, new ArticleFacts { Id = (2 * i) + 1, Title = "x", Summary = text, Language = text } }).ToList();
        var watch = Stopwatch.StartNew();
        var groups = Grouping.Group(articles);
        Assert.That(groups.Sum(group => group.Articles.Count), Is.EqualTo(articles.Count));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void Articles_without_words_are_no_story()
    {
        var groups = Grouping.Group([.. new[] { "", " ", "!!!", "", "…", "…" }.Select((title, i) => new ArticleFacts { Id = i, Title = title })]);
        Assert.That(groups, Has.Count.EqualTo(6));
    }

    [Test]
    public void Random_characters_never_throw()
    {
        const string likely = " .,-'’:12aZé日カ한กя";
        var random = new Random(3);
        string Text() => new([.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(3) == 0 ? (char)random.Next(0x10000) : likely[random.Next(likely.Length)])]);
        for (var i = 0; i < 300; i++)
        {
            var articles = Enumerable.Range(0, 20).Select(id => new ArticleFacts { Id = id, Title = Text(), Summary = Text(), Language = Text(), Url = Text() }).ToList();
            Assert.That(Grouping.Group(articles).SelectMany(group => group.Articles), Is.EquivalentTo(articles.Select(article => article.Id)));
        }
    }
}
