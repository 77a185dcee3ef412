using System.Globalization;
using Digest.Collecting.Reading;

namespace Digest.Tests.Collecting.Reading;

[TestFixture]
internal sealed class FeedTimeTests
{
    // RFC 822 and its misspellings
    [TestCase("Tue, 24 Nov 2026 07:00:00 +0100", "2026-11-24T06:00:00")]
    [TestCase("24 Nov 2026 07:00:00 GMT", "2026-11-24T07:00:00")]
    [TestCase("Tue, 4 Nov 26 07:00 EST", "2026-11-04T12:00:00")]
    [TestCase("Tue,24 Nov 2026 07:00:00 PDT", "2026-11-24T14:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 CET", "2026-11-24T06:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 BST", "2026-11-24T06:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 MSK", "2026-11-24T04:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 JST", "2026-11-23T22:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00", "2026-11-24T07:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 NOWHERE", "2026-11-24T07:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 GMT+02:00", "2026-11-24T05:00:00")]
    [TestCase("Tue, 24 Nov 2026 07:00:00 +0100 (CET)", "2026-11-24T06:00:00")]
    [TestCase("Tue, 24 Nov 2026 24:00:00 GMT", "2026-11-25T00:00:00")]
    [TestCase("Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00")]
    [TestCase("Tuesday, 24-Nov-26 07:00:00 GMT", "2026-11-24T07:00:00")]
    [TestCase("Thu, 1 Jan 98 07:00:00 GMT", "1998-01-01T07:00:00")]
    [TestCase("  Tue, 24 November 2026 07:00:00 Z ", "2026-11-24T07:00:00")]
    [TestCase("Sat, Dec 16 2023 02:02:33 PM", "2023-12-16T14:02:33")]
    [TestCase("November 24th, 2026 7:05 a.m.", "2026-11-24T07:05:00")]
    [TestCase("24 November 2026", "2026-11-24T00:00:00")]
    // W3C-DTF in all precisions
    [TestCase("2026", "2026-01-01T00:00:00")]
    [TestCase("2026-11", "2026-11-01T00:00:00")]
    [TestCase("2026-11-24", "2026-11-24T00:00:00")]
    [TestCase("20261124", "2026-11-24T00:00:00")]
    [TestCase("2026-11-24T07:00Z", "2026-11-24T07:00:00")]
    [TestCase("2026-11-24T07:00:00.123456789-05:00", "2026-11-24T12:00:00")]
    [TestCase("2026-11-24t07:00:00z", "2026-11-24T07:00:00")]
    [TestCase("2026-11-24 07:00:00 +0100", "2026-11-24T06:00:00")]
    [TestCase("2026-11-24T24:00:00Z", "2026-11-25T00:00:00")]
    [TestCase("20261124T070000Z", "2026-11-24T07:00:00")]
    // asctime and what else stands in feeds
    [TestCase("Tue Nov 24 07:00:00 2026", "2026-11-24T07:00:00")]
    [TestCase("Tue Nov  4 07:00:00 UTC 2026", "2026-11-04T07:00:00")]
    [TestCase("2026/1/10 14:33", "2026-01-10T14:33:00")]
    [TestCase("24.11.2026 14:33", "2026-11-24T14:33:00")]
    [TestCase("Di, 4. 1. 2026 07:00:00 +0100", "2026-01-04T06:00:00")]
    [TestCase("24.11.2026", "2026-11-24T00:00:00")]
    [TestCase("2026. november 24. 07:00", "2026-11-24T07:00:00")]
    [TestCase("2026-Nov-24", "2026-11-24T00:00:00")]
    // names of months elsewhere
    [TestCase("mar, 24 nov 2026 07:00:00 +0100", "2026-11-24T06:00:00")]
    [TestCase("Di, 24 Mär 2026 07:00:00 MEZ", "2026-03-24T06:00:00")]
    [TestCase("24 février 2026 07:00", "2026-02-24T07:00:00")]
    [TestCase("24 de dezembro de 2026", "2026-12-24T00:00:00")]
    [TestCase("24 ноября 2026 07:00:00", "2026-11-24T07:00:00")]
    [TestCase("2026. július 24.", "2026-07-24T00:00:00")]
    [TestCase("Κυρ, 11 Ιούλ 2026 12:00:00 EET", "2026-07-11T10:00:00")]
    [TestCase("24 lipca 2026", "2026-07-24T00:00:00")]
    [TestCase("2026年11月24日 15:04", "2026-11-24T15:04:00")]
    [TestCase("2026年11月24日 下午3:05", "2026-11-24T15:05:00")]
    [TestCase("2026-11-24 오후 11:23:17", "2026-11-24T23:23:17")]
    [TestCase("2026년 11월 24일  01:31:15", "2026-11-24T01:31:15")]
    public void A_time_is_read_as_it_was_meant(string written, string utc) =>
        Assert.That(FeedTime.Parse(written)?.UtcDateTime.ToString("s", CultureInfo.InvariantCulture), Is.EqualTo(utc));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("   ")]
    [TestCase("yesterday")]
    [TestCase("Tue, 31 Feb 2026 07:00:00 GMT")]
    [TestCase("Tue, 24 Foo 2026 07:00:00 GMT")]
    [TestCase("2026-13-01")]
    [TestCase("24.13.2026 07:00")]
    [TestCase("2026-11-24T25:00:00Z")]
    [TestCase("2026-11-24T07:61:00Z")]
    [TestCase("0000-00-00 00:00:00")]
    [TestCase("0001-01-01T00:00:00+14:00")]
    [TestCase("24")]
    [TestCase("年月日")]
    public void What_is_no_time_is_null_and_never_now(string? written) => Assert.That(FeedTime.Parse(written), Is.Null);

    [Test, MaxTime(1000)]
    public void Long_and_twisted_times_cost_nothing()
    {
        foreach (var part in new[] { "1", " ", "Tue, ", "年", ":", "a", "오후" })
            Assert.That(FeedTime.Parse(string.Concat(Enumerable.Repeat(part, 100_000))), Is.Null);
        Assert.That(FeedTime.Parse(new string('1', 99)), Is.Null);
    }
}
