using System.Text;
using System.Text.RegularExpressions;
using Digest.Collecting;
using Digest.Collecting.Reading;
using Digest.World;

namespace Digest.Tests.Collecting.Reading;

/// <summary>
/// What goes wrong with feeds on their way, done to every real one: reading must find the same items as in the sound
/// document, or, where the end is missing, the first ones of them.
/// </summary>
[TestFixture, Category("Corpus")]
internal sealed partial class TwistedFeedCorpusTests
{
    private sealed record Sound(string File, string Text, FeedReading.Read Reading);

    private static readonly Lazy<IReadOnlyList<Sound>> Feeds = new(() => [.. Directory
        .GetFiles(Path.Combine(Checkout.Corpora ?? throw new DirectoryNotFoundException("No corpora."), "feeds", "files"))
        .Select(file => (File: file, Bytes: File.ReadAllBytes(file)))
        .Select(f => (f.File, Text: TextDecoder.Decode(f.Bytes, null), Reading: FeedReader.Read(f.Bytes, null, null) as FeedReading.Read))
        .Where(f => f.Reading is { Feed.Format: not FeedFormat.Json, Feed.Items.Count: > 0 })
        .Select(f => new Sound(Path.GetFileName(f.File), f.Text, f.Reading!))]);

    private const string Junk = "\n<x:odd>R & D &nbsp;&eacute;&bogus; a < b \u0001\u000B <br> <img src=x> <p>one<p>two</x:odd>\n";

    [OneTimeSetUp]
    public void Know_all_charsets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static IEnumerable<TestCaseData> Twists()
    {
        static TestCaseData Named(string name, Func<string, byte[]> twist) => new TestCaseData(twist).SetArgDisplayNames(name);
        static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
        yield return Named("blank lines before", t => Utf8(" \r\n\n\t" + t));
        yield return Named("a warning before", t => Utf8("Warning: a file was not found in line 12\n" + t));
        yield return Named("junk after", t => Utf8(t + "\n<!-- made in -- 12 ms -->\n<script>track()</script>"));
        yield return Named("no declaration", t => Utf8(Declaration().Replace(t, "")));
        yield return Named("a mark, and another charset declared", t => [0xEF, 0xBB, 0xBF, .. Utf8(Declared(t, "utf-16"))]);
        yield return Named("declares latin1, is UTF-8", t => Utf8(Declared(t, "iso-8859-1")));
        yield return Named("UTF-16 with mark", t => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(t)]);
        yield return Named("UTF-16 big-endian with mark", t => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(t)]);
        yield return Named("UTF-16 without mark", t => Encoding.Unicode.GetBytes(Declared(t, "utf-16")));
        yield return Named("UTF-32 with mark", t => [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes(t)]);
        yield return Named("lines end in CR LF", t => Utf8(t.ReplaceLineEndings("\r\n")));
        yield return Named("prefixes nobody declared", t => Utf8(DeclaredPrefix().Replace(t, "")));
        yield return Named("a document type", t => Utf8(Declared(t, "utf-8").Insert(
            Declared(t, "utf-8").IndexOf("?>", StringComparison.Ordinal) + 2, "\n<!DOCTYPE rss [<!ENTITY x \"<y>\"> <!-- ]> -->]>\n<?style a=\"b\"?>")));
        yield return Named("broken markup in an item", t => Utf8(FirstItem().Replace(t, m => m.Value + Junk, 1)));
        yield return Named("an element closed twice", t => Utf8(FirstItem().Replace(t, m => m.Value + "<x:a><x:b></x:a></x:b></x:a>", 1)));
        yield return Named("the ends of the root are missing", t => Utf8(Ends().Replace(t, "")));
        yield return Named("zeros inside", t => Utf8(FirstItem().Replace(t, m => m.Value + "<x>\0\0</x>", 1)));
    }

    [TestCaseSource(nameof(Twists))]
    public void A_twisted_feed_has_the_items_of_the_sound_one(Func<string, byte[]> twist) =>
        Assert.That(Feeds.Value.SelectMany(f => Differences(f, FeedReader.Read(twist(f.Text), null, null), f.Reading.Feed.Items.Count)), Is.Empty);

    [TestCase(0.95), TestCase(0.6), TestCase(0.3)]
    public void A_feed_cut_off_keeps_the_items_before_the_cut(double part)
    {
        foreach (var feed in Feeds.Value)
        {
            var cut = (int)(feed.Text.Length * part);
            var whole = Math.Max(0, ItemEnd().Count(feed.Text[..cut]));
            var reading = FeedReader.Read(Encoding.UTF8.GetBytes(feed.Text[..cut]), null, null);

            Assert.That(Differences(feed, reading, Math.Min(whole, feed.Reading.Feed.Items.Count)), Is.Empty);
        }
    }

    [TestCase("windows-1252", "iso-8859-1"), TestCase("windows-1251", "windows-1251"), TestCase("koi8-r", "koi8-r"), TestCase("windows-1250", "windows-1250")]
    [TestCase("gb18030", "gb2312"), TestCase("shift_jis", "Shift_JIS"), TestCase("iso-8859-2", "ISO-8859-2"), TestCase("utf-16", "utf-16"), TestCase("iso-2022-jp", "ISO-2022-JP")]
    public void A_feed_in_another_charset_reads_the_same(string charset, string declared)
    {
        var encoding = Encoding.GetEncoding(charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var fitting = Feeds.Value.Where(f => Fits(encoding, f.Text)).ToList();

        Assert.That(fitting, Is.Not.Empty);
        Assert.That(fitting.SelectMany(f => Differences(
            f, FeedReader.Read(encoding.GetBytes(Declared(f.Text, declared)), null, null), f.Reading.Feed.Items.Count)), Is.Empty);
        Assert.That(fitting.SelectMany(f => Differences(f, FeedReader.Read(
            encoding.GetBytes(Declaration().Replace(f.Text, "")), "text/xml; charset=" + declared, null), f.Reading.Feed.Items.Count)), Is.Empty);
    }

    private static IEnumerable<string> Differences(Sound sound, FeedReading reading, int atLeast)
    {
        if (reading is not FeedReading.Read { Feed.Items: var items })
        {
            if (atLeast > 0) yield return $"{sound.File}: {((FeedReading.Refused)reading).Reason}";
            yield break;
        }
        if (items.Count < atLeast) yield return $"{sound.File}: {items.Count} items instead of {atLeast}";
        for (var i = 0; i < Math.Min(atLeast, items.Count); i++)
            if (Facts(items[i]) != Facts(sound.Reading.Feed.Items[i]))
                yield return $"{sound.File}, item {i}: {Facts(items[i])} instead of {Facts(sound.Reading.Feed.Items[i])}";
    }

    private static string Facts(FeedItem item) => $"{item.Title} | {item.Url} | {item.Id} | {item.Published:s} | {item.Updated:s} | {string.Join(',', item.Authors)}";

    private static bool Fits(Encoding encoding, string text)
    {
        try
        {
            return encoding.GetString(encoding.GetBytes(text)) == text;
        }
        catch (Exception e) when (e is EncoderFallbackException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static string Declared(string text, string charset) => $"<?xml version=\"1.0\" encoding=\"{charset}\"?>" + Declaration().Replace(text, "");

    [GeneratedRegex(@"^\s*<\?xml[^>]*\?>")]
    private static partial Regex Declaration();

    [GeneratedRegex("""\sxmlns:\w+\s*=\s*("[^"]*"|'[^']*')""")]
    private static partial Regex DeclaredPrefix();

    [GeneratedRegex(@"<(?:item|entry)(?:\s[^>]*)?>")]
    private static partial Regex FirstItem();

    [GeneratedRegex("</(?:item|entry)>")]
    private static partial Regex ItemEnd();

    [GeneratedRegex(@"</(?:channel|rss|feed|rdf:RDF)>\s*")]
    private static partial Regex Ends();
}
