using Digest.Composing;
using Digest.Delivering.Ledger;
using static Digest.Tests.Composing.ClockChangeTests;

namespace Digest.Tests.Composing;

/// <summary>T55: with ReaderTime each reader gets each edition at the first hour of theirs from its release on.</summary>
[OnBothDatabases]
internal sealed class ReaderTimeTests
{
    private static readonly (string? Zone, string? Hour)[] Readers =
    [
        (null, null), (null, "21:00"), ("Europe/Berlin", "02:30"), ("Europe/Berlin", "00:30"), ("Pacific/Pago_Pago", null), ("Pacific/Honolulu", "07:00"),
        ("America/Los_Angeles", "06:15"), ("America/St_Johns", "02:30"), ("America/St_Johns", "01:30"), ("UTC", null), ("Asia/Kathmandu", "07:00"),
        ("Australia/Lord_Howe", "02:15"), ("Australia/Lord_Howe", "01:45"), ("Pacific/Apia", "00:30"), ("Pacific/Kiritimati", "07:00"), ("Not/A_Zone", "07:00"),
    ];

    [TestCase("2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30", TestName = "T55_Each_reader_at_their_own_hour_while_Berlin_goes_forward")]
    [TestCase("2026-10-24T00:30 2026-10-25T00:30 2026-10-26T01:30", TestName = "T55_Each_reader_at_their_own_hour_while_Berlin_goes_back")]
    [TestCase("2026-03-07T01:30 2026-03-08T01:30", TestName = "T55_Each_reader_at_their_own_hour_while_St_Johns_and_Los_Angeles_go_forward")]
    [TestCase("2026-10-31T01:30 2026-11-01T01:30", TestName = "T55_Each_reader_at_their_own_hour_while_St_Johns_and_Los_Angeles_go_back")]
    [TestCase("2026-04-03T00:30 2026-04-04T00:30", TestName = "T55_Each_reader_at_their_own_hour_while_Lord_Howe_goes_back")]
    [TestCase("2026-10-02T00:30 2026-10-03T00:30", TestName = "T55_Each_reader_at_their_own_hour_while_Lord_Howe_goes_forward")]
    public async Task T55_Each_reader(string releases)
    {
        var instants = releases.Split(' ').Select(Instant).ToList();
        await using var world = await ClockWorld.OpenAsync(instants[0].AddHours(-20).Add(OffTheMinute), ("TimeZone", "Europe/Berlin"), ("SendAt", "02:30"), ("ReaderTime", "true"));
        var ids = new List<long>();
        foreach (var (i, (zone, hour)) in Readers.Index()) ids.Add(await world.ReadAsync($"r{i}", zone, hour));
        // What is due when, by another rule than the product's: minute by minute.
        var due = instants.SelectMany(release => Readers.Index().Select(r => (Release: release, Reader: r.Index, At: FirstHour(release, r.Item.Zone, r.Item.Hour)))).ToList();
        var editions = new Dictionary<DateTimeOffset, Edition>();
        foreach (var at in due.Select(d => d.At).Concat(instants).Distinct().Order())
        {
            world.At(at.AddSeconds(-1));
            if (instants.Contains(at))
            {
                await world.PublishAsync();
                world.At(at);
                editions[at] = await world.EditionAsync(Name(at), "released");
                Assert.That((await world.Get<EditionReport>().OfAsync(editions[at].Id)).Total, Is.EqualTo(Readers.Length));
            }
            world.At(at);
            foreach (var (release, reader, _) in due.Where(d => d.At == at))
            {
                var who = $"{Readers[reader]} of {Name(release)}";
                Assert.That(await world.AnsweredAsync(editions[release], ids[reader], who), Is.EqualTo(("sent", at, at)), who);
            }
            // The clock stands until the last answer has ended the edition.
            foreach (var release in instants.Where(r => due.Where(d => d.Release == r).Max(d => d.At) == at)) await world.EditionAsync(Name(release), "finished");
        }
        foreach (var release in instants)
        {
            var edition = await world.EditionAsync(Name(release), "finished");
            Assert.That((edition.ReleasedAt, edition.FinishedAt), Is.EqualTo((release, due.Where(d => d.Release == release).Max(d => d.At))), edition.Name);
            Assert.That(await world.QueryAsync<DateTimeOffset>("select dated_at from delivery where edition = @id order by subscription", new { id = edition.Id }),
                Is.EqualTo(due.Where(d => d.Release == release).OrderBy(d => ids[d.Reader]).Select(d => d.At)), "each mail bears the date of its own hour");
        }
    }

    // In a zone's day around the release: the first minute that bears the hour, or follows the gap in which it lay.
    private static DateTimeOffset FirstHour(DateTimeOffset release, string? zone, string? hour)
    {
        var own = zone is null or "Not/A_Zone" ? "Europe/Berlin" : zone;
        var there = TimeZoneInfo.FindSystemTimeZoneById(own);
        var asked = TimeOnly.Parse(hour ?? "02:30", System.Globalization.CultureInfo.InvariantCulture);
        var seen = new HashSet<DateTime>();
        for (var at = release.AddDays(-1); ; at = at.AddMinutes(1))
        {
            var (before, now) = (TimeZoneInfo.ConvertTime(at.AddMinutes(-1), there).DateTime, TimeZoneInfo.ConvertTime(at, there).DateTime);
            var isHour = TimeOnly.FromDateTime(now) == asked && seen.Add(now);
            var isGap = now - before > TimeSpan.FromMinutes(1) && before < now.Date + asked.ToTimeSpan() && now > now.Date + asked.ToTimeSpan();
            if ((isHour || isGap) && at >= release) return at;
        }
    }

    private static string Name(DateTimeOffset release) =>
        $"{TimeZoneInfo.ConvertTime(release, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")):yyyy-MM-dd}";
}
