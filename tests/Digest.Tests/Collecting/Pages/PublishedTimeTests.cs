using Digest.Collecting.Pages;

namespace Digest.Tests.Collecting.Pages;

[TestFixture]
internal sealed class PublishedTimeTests
{
    [TestCase("2026-11-24", "2026-11-24")]
    [TestCase("2026-11-24T00:00:00+01:00", "2026-11-23T23:00:00Z")]
    [TestCase("20261124T070000Z", "2026-11-24T07:00:00Z")]
    [TestCase("2026-11-24 10:00:00 +0000 UTC", "2026-11-24T10:00:00Z")]
    [TestCase("November 24, 2026 at 3:05 pm EST", "2026-11-24T20:05:00Z")]
    [TestCase("2026年11月24日 09:05", "2026-11-24T09:05:00Z")]
    [TestCase("24.11.2026", "2026-11-24")]
    [TestCase("24 novembre 2026", "2026-11-24")]
    [TestCase("2026", null)]
    [TestCase("2026-11", null)]
    [TestCase("11/12/2026", null)]
    [TestCase("1970-01-01T00:00:00Z", null)]
    [TestCase("soon", null)]
    [TestCase("", null)]
    public void What_is_written_for_machines(string written, string? expected) => Assert.That(PublishedTime.Parse(written)?.ToString(), Is.EqualTo(expected));

    [TestCase("Published June 4, 2025 in Metals", "2025-06-04")]
    [TestCase("By Markets Desk | Jun 4, 2025 | News", "2025-06-04")]
    [TestCase("4 June 2025 – 14:30 CET", "2025-06-04T13:30:00Z")]
    [TestCase("Stand: 4. Juni 2025, 14:30", "2025-06-04T14:30:00Z")]
    [TestCase("发布时间：2025年6月4日", "2025-06-04")]
    [TestCase("Am 04.06.2025 gemeldet", "2025-06-04")]
    [TestCase("In June 2025", null)]
    [TestCase("Room 12, 2025 seats", null)]
    public void What_is_written_for_people(string line, string? expected) => Assert.That(PublishedTime.FindIn(line)?.ToString(), Is.EqualTo(expected));
}
