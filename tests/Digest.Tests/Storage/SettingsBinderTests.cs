using Digest.Storage;
using Digest.Storage.Settings;
using Microsoft.Extensions.Configuration;

namespace Digest.Tests.Storage;

/// <summary>A setting works or stops the start with a line that names it.</summary>
[TestFixture]
internal sealed class SettingsBinderTests
{
    private static Settings Read(params (string Key, string Value)[] settings) => Settings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("Digest:" + s.Key, s.Value))).Build());

    [TestCase("BaseUlr", "x", "Digest:BaseUlr is no setting. Did you mean BaseUrl?")]
    [TestCase("Mail:Transprot", "Smtp", "Digest:Mail:Transprot is no setting. Did you mean Transport?")]
    [TestCase("Collecting:Nonsense", "1", "Digest:Collecting:Nonsense is no setting. Known here: FirstCollect, StableMinutes, MinInterval, MaxInterval, UserAgent, Timeout, MaxBytes, PerHost, AllowedPrivateHosts.")]
    [TestCase("Mail:Transport", "Pigeon", "Digest:Mail:Transport is 'Pigeon', but should be one of Outbox, Smtp.")]
    [TestCase("Mail:Transport", "1", "Digest:Mail:Transport is '1', but should be one of Outbox, Smtp.")]
    [TestCase("Collecting:FirstCollect", "three", "Digest:Collecting:FirstCollect is 'three', but should be a whole number, e.g. 3.")]
    [TestCase("Collecting:FirstCollect", "", "Digest:Collecting:FirstCollect is '', but should be a whole number, e.g. 3.")]
    [TestCase("Collecting:Timeout", "30", "Digest:Collecting:Timeout is '30', but should be a duration, e.g. 30 s, 10 min, 3 h or 7 d.")]
    [TestCase("Collecting:Timeout", "-3 h", "Digest:Collecting:Timeout is '-3 h', but should be a duration, e.g. 30 s, 10 min, 3 h or 7 d.")]
    [TestCase("Collecting:MaxBytes", "5 MB", "Digest:Collecting:MaxBytes is '5 MB', but should be a size, e.g. 5 MiB.")]
    [TestCase("Newsletters:0:SendAt", "7 am", "Digest:Newsletters:0:SendAt is '7 am', but should be a time of day, e.g. 07:00.")]
    [TestCase("Newsletters:0:QuietDates:0", "24.12.2026", "Digest:Newsletters:0:QuietDates:0 is '24.12.2026', but should be a date, e.g. 2026-12-24.")]
    [TestCase("Newsletters:0:Days", "Monday,Someday", "Digest:Newsletters:0:Days is 'Someday', but should be one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday.")]
    [TestCase("Newsletters:0:Private", "maybe", "Digest:Newsletters:0:Private is 'maybe', but should be true or false.")]
    [TestCase("Mail", "Smtp", "Digest:Mail is a group of settings, not one value: set Digest:Mail:NAME instead.")]
    [TestCase("BaseUrl:X", "y", "Digest:BaseUrl should be a text, not a group of settings.")]
    [TestCase("BaseUrl", "news.example", "Digest:BaseUrl is 'news.example', but should be the public address, e.g. https://news.example.org.")]
    [TestCase("Folder", "x", "Digest:Folder is no setting. Known here: ", true)]
    [TestCase("Collecting:PerHost", "0", "Digest:Collecting:PerHost is '0', but should be between 1 and 64, e.g. 2.")]
    [TestCase("Collecting:MaxInterval", "5 min", "Digest:Collecting:MaxInterval is '5 min', but should be at least as long as MinInterval (10 min).")]
    [TestCase("Collecting:AllowedPrivateHosts:0", "http://x", "Digest:Collecting:AllowedPrivateHosts:0 is 'http://x', but should be a host or host:port, e.g. intranet.example:8000.")]
    public void A_wrong_key_or_value_is_named_with_what_it_should_be(string key, string value, string message, bool more = false) =>
        Assert.That(() => Read((key, value)), Throws.TypeOf<Fault>().With.Message.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message) + (more ? "" : "$")));

    [TestCase("250 ms", 0.25), TestCase("30 s", 30), TestCase("1.5min", 90), TestCase("3 h", 10_800), TestCase("7 D", 604_800), TestCase("1 y", 31_536_000)]
    public void Durations_are_read_with_their_units(string written, double seconds) =>
        Assert.That(((TimeSpan)Values.Parse(typeof(TimeSpan), written, "k")).TotalSeconds, Is.EqualTo(seconds));

    [TestCase("1024", 1024), TestCase("512 B", 512), TestCase("64KiB", 65_536), TestCase("1.5 MiB", 1_572_864), TestCase("1 GiB", 1 << 30)]
    public void Sizes_are_read_with_their_units(string written, long bytes) => Assert.That(Values.Parse(typeof(long), written, "k"), Is.EqualTo(bytes));

    [TestCase("99999999999999999999 y"), TestCase("1e9 s"), TestCase("s"), TestCase(""), TestCase("1 fortnight"), TestCase("NaN h")]
    public void What_is_no_duration_is_refused(string written) => Assert.That(() => Values.Parse(typeof(TimeSpan), written, "k"), Throws.TypeOf<Fault>());

    [Test]
    public void Lists_come_as_numbered_keys_or_in_one_line_and_keys_in_any_case()
    {
        var settings = Read(
            ("newsletters:0:slug", "daily"), ("Newsletters:0:Days:0", "monday"), ("Newsletters:0:Days:1", "Friday"), ("Newsletters:1:Slug", "other"), ("Newsletters:1:Days", "Monday, friday"),
            ("Collecting:AllowedPrivateHosts:0", "127.0.0.1:5000"), ("collecting:firstcollect", " 5 "), ("Newsletters:0:Sources:0:Url", "https://mine.example/feed"));

        Assert.That(settings.Newsletters.Select(n => string.Join(' ', n.Days)), Is.All.EqualTo("Monday Friday"));
        Assert.That((settings.Collecting.FirstCollect, settings.Collecting.AllowedPrivateHosts[0], settings.Newsletters[0].Sources[0].Url), Is.EqualTo((5, "127.0.0.1:5000", "https://mine.example/feed")));
    }
}
