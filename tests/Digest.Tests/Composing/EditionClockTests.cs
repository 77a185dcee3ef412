using System.Globalization;
using Digest.Composing;
using Digest.Storage.Newsletters;

namespace Digest.Tests.Composing;

/// <summary>T55: the hours of zones.</summary>
internal sealed class EditionClockTests
{
    [TestCase("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00Z", TestName = "T55_A_gap_ends_at_its_first_valid_instant")]
    [TestCase("Europe/Berlin", "2027-03-28", "02:00", "2027-03-28T01:00Z", TestName = "T55_A_gap_begins_at_its_hour")]
    [TestCase("Europe/Berlin", "2027-10-31", "02:30", "2027-10-31T00:30Z", TestName = "T55_An_overlap_is_taken_the_first_time")]
    [TestCase("Europe/Berlin", "2027-10-31", "03:00", "2027-10-31T02:00Z", TestName = "T55_After_an_overlap_all_is_as_usual")]
    [TestCase("America/New_York", "2027-03-14", "02:15", "2027-03-14T07:00Z", TestName = "T55_A_gap_in_New_York")]
    [TestCase("Australia/Lord_Howe", "2027-10-03", "02:10", "2027-10-02T15:30Z", TestName = "T55_A_gap_of_half_an_hour")]
    [TestCase("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45Z", TestName = "T55_An_overlap_of_half_an_hour")]
    [TestCase("Africa/Casablanca", "2027-03-14", "02:30", "2027-03-14T02:00Z", TestName = "T55_A_gap_where_winter_time_is_the_exception")]
    [TestCase("Asia/Kolkata", "2027-06-01", "07:00", "2027-06-01T01:30Z", TestName = "T55_A_zone_with_half_an_hour")]
    [TestCase("Africa/Cairo", "2027-04-30", "00:30", "2027-04-29T22:00Z", TestName = "T55_A_gap_at_midnight")]
    [TestCase("Pacific/Kiritimati", "2027-01-01", "07:00", "2026-12-31T17:00Z", TestName = "T55_A_zone_a_day_ahead")]
    public void T55_An_hour(string zone, string date, string hour, string instant) => Assert.That(
        EditionClock.InstantOf(Date(date), TimeOnly.Parse(hour, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)),
        Is.EqualTo(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));

    [Test]
    public void T55_In_every_zone_each_date_has_one_edition_in_order_on_its_own_date()
    {
        var hours = new[] { new TimeOnly(0, 0), new TimeOnly(0, 30), new TimeOnly(2, 30), new TimeOnly(7, 0), new TimeOnly(23, 59) };
        var zones = TimeZoneInfo.GetSystemTimeZones();
        Assert.That(zones, Has.Count.GreaterThan(100));
        foreach (var zone in zones)
            foreach (var hour in hours)
                AssertOrder(zone, hour);
    }

    [Test]
    public void T55_A_zone_whose_rules_change_moves_the_next_edition_and_no_earlier_one()
    {
        var options = new NewsletterOptions { SendAt = new TimeOnly(7, 0) };
        var before = TimeZoneInfo.CreateCustomTimeZone("X", TimeSpan.FromHours(2), "X", "X");
        var after = TimeZoneInfo.CreateCustomTimeZone("X", TimeSpan.FromHours(3), "X", "X");
        var now = new DateTimeOffset(2027, 5, 5, 5, 30, 0, TimeSpan.Zero); // 7:30 or 8:30 there: today's is out
        Assert.That(EditionClock.Next(options, Cadence.Daily, before, now)!.ReleaseAt, Is.EqualTo(new DateTimeOffset(2027, 5, 6, 5, 0, 0, TimeSpan.Zero)));
        Assert.That(EditionClock.Next(options, Cadence.Daily, after, now)!, Is.EqualTo(
            new Appointment(new DateOnly(2027, 5, 6), new DateTimeOffset(2027, 5, 6, 4, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 5, 6, 4, 0, 0, TimeSpan.Zero))));
    }

    [Test]
    public void Review_is_counted_in_elapsed_minutes_over_a_gap()
    {
        var options = new NewsletterOptions { SendAt = new TimeOnly(4, 0), ReviewMinutes = 120 };
        var appointment = EditionClock.Of(options, Cadence.Daily, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Date("2027-03-28"))!;
        Assert.That(appointment.ReleaseAt - appointment.CutAt, Is.EqualTo(TimeSpan.FromHours(2)));
    }

    [Test]
    public void Only_its_days_and_no_quiet_date_have_an_edition()
    {
        var options = new NewsletterOptions { SendAt = new TimeOnly(7, 0), Days = [DayOfWeek.Monday, DayOfWeek.Thursday], QuietDates = [Date("2027-05-06")] };
        var next = EditionClock.Next(options, Cadence.Daily, TimeZoneInfo.Utc, new DateTimeOffset(2027, 5, 3, 7, 0, 0, TimeSpan.Zero));
        Assert.That(next!.Date, Is.EqualTo(Date("2027-05-10")), "Monday's is out at its hour, and Thursday is quiet");
        Assert.That(EditionClock.Due(options, Cadence.Daily, TimeZoneInfo.Utc, new DateTimeOffset(2027, 5, 10, 7, 0, 0, TimeSpan.Zero)).Take(3).Select(a => a.Date),
            Is.EqualTo(new[] { Date("2027-05-10"), Date("2027-05-03"), Date("2027-04-29") }));
    }

    // A year and a bit around the changes of the clock.
    private static void AssertOrder(TimeZoneInfo zone, TimeOnly hour)
    {
        var last = DateTimeOffset.MinValue;
        for (var date = Date("2026-12-25"); date < Date("2028-01-10"); date = date.AddDays(1))
        {
            var instant = EditionClock.InstantOf(date, hour, zone);
            var local = TimeZoneInfo.ConvertTime(instant, zone);
            var asAsked = DateOnly.FromDateTime(local.DateTime) == date && TimeOnly.FromDateTime(local.DateTime) == hour;
            if (instant <= last || !(asAsked || IsEndOfGap(instant, date.ToDateTime(hour), zone)))
                Assert.Fail($"{zone.Id} {date:O} {hour} is {instant:O}, which is {local:O} there; the day before {last:O}");
            last = instant;
        }
    }

    // A minute before it was earlier there than asked for, and now it is later.
    private static bool IsEndOfGap(DateTimeOffset instant, DateTime asked, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant.AddMinutes(-1), zone).DateTime < asked && TimeZoneInfo.ConvertTime(instant, zone).DateTime > asked;

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
