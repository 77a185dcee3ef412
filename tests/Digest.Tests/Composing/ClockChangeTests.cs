using System.Globalization;

namespace Digest.Tests.Composing;

/// <summary>T55: the worker through the changes of the clock of 2026: each local date has one edition, at its instant.</summary>
[OnBothDatabases]
internal sealed class ClockChangeTests
{
    /// <summary>What looks once a minute does so at another second: only what has a time of its own is done in time.</summary>
    internal static readonly TimeSpan OffTheMinute = TimeSpan.FromSeconds(30);

    // Each case: the releases of three dates around a change, as the clock on the wall says them.
    [TestCase("Europe/Berlin", "02:30", 0, "2026-03-28", "03-28T01:30 03-29T01:00 03-30T00:30", TestName = "T55_Berlin_in_spring_at_half_past_two")]
    [TestCase("Europe/Berlin", "02:30", 0, "2026-10-24", "10-24T00:30 10-25T00:30 10-26T01:30", TestName = "T55_Berlin_in_autumn_at_half_past_two")]
    [TestCase("Europe/Berlin", "00:30", 60, "2026-03-28", "03-27T23:30 03-28T23:30 03-29T22:30", TestName = "T55_Berlin_in_spring_after_midnight_with_an_hour_of_review")]
    [TestCase("Europe/Berlin", "00:30", 60, "2026-10-24", "10-23T22:30 10-24T22:30 10-25T23:30", TestName = "T55_Berlin_in_autumn_after_midnight_with_an_hour_of_review")]
    [TestCase("America/St_Johns", "02:30", 0, "2026-03-07", "03-07T06:00 03-08T05:30 03-09T05:00", TestName = "T55_St_Johns_in_spring_at_half_past_two")]
    [TestCase("America/St_Johns", "02:30", 0, "2026-10-31", "10-31T05:00 11-01T06:00 11-02T06:00", TestName = "T55_St_Johns_in_autumn_at_half_past_two")]
    [TestCase("America/St_Johns", "00:30", 60, "2026-03-07", "03-07T04:00 03-08T04:00 03-09T03:00", TestName = "T55_St_Johns_in_spring_after_midnight_with_an_hour_of_review")]
    [TestCase("America/St_Johns", "00:30", 60, "2026-10-31", "10-31T03:00 11-01T03:00 11-02T04:00", TestName = "T55_St_Johns_in_autumn_after_midnight_with_an_hour_of_review")]
    [TestCase("America/St_Johns", "01:30", 60, "2026-10-31", "10-31T04:00 11-01T04:00 11-02T05:00", TestName = "T55_St_Johns_in_autumn_in_the_hour_that_comes_twice")]
    [TestCase("Asia/Kathmandu", "02:30", 0, "2026-03-28", "03-27T20:45 03-28T20:45 03-29T20:45", TestName = "T55_Kathmandu_which_changes_nothing")]
    [TestCase("Australia/Lord_Howe", "02:30", 0, "2026-04-04", "04-03T15:30 04-04T16:00 04-05T16:00", TestName = "T55_Lord_Howe_in_autumn_by_half_an_hour")]
    [TestCase("Australia/Lord_Howe", "02:15", 60, "2026-10-03", "10-02T15:45 10-03T15:30 10-04T15:15", TestName = "T55_Lord_Howe_in_spring_by_half_an_hour")]
    [TestCase("Pacific/Apia", "02:30", 60, "2026-10-24", "10-23T13:30 10-24T13:30 10-25T13:30", TestName = "T55_Apia_nearly_a_day_ahead")]
    public async Task T55_A_change(string zone, string sendAt, int review, string first, string releases)
    {
        var instants = releases.Split(' ').Select(r => Instant($"2026-{r}")).ToList();
        await using var world = await ClockWorld.OpenAsync(
            instants[0].AddHours(-20).Add(OffTheMinute), ("TimeZone", zone), ("SendAt", sendAt), ("ReviewMinutes", review.ToString(CultureInfo.InvariantCulture)));
        var reader = await world.ReadAsync("ada");
        var date = DateOnly.ParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var release in instants)
        {
            var name = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var url = await world.PublishAsync();
            var cut = release.AddMinutes(-review);
            world.At(cut.AddSeconds(-1));
            world.At(cut);
            var draft = await world.EditionAsync(name, review > 0 ? ["draft"] : ["released", "finished"]);
            world.At(release.AddSeconds(-1));
            world.At(release);
            var edition = await world.EditionAsync(name, "finished");
            var copy = await world.AnsweredAsync(edition, reader, "ada");
            Assert.Multiple(async () =>
            {
                Assert.That((draft.CutAt, edition.ReleaseAt), Is.EqualTo((cut, release)), $"{name}: when it is cut, and to be released");
                Assert.That((edition.ReleaseBeganAt, edition.ReleasedAt, edition.FinishedAt), Is.EqualTo((release, release, release)), $"{name}: when it was released");
                Assert.That(copy, Is.EqualTo(("sent", release, release)), $"{name}: when it was sent");
                Assert.That(await world.UrlsAsync(edition), Is.EqualTo(new[] { url }), $"{name}: what it holds");
            });
            date = date.AddDays(1);
        }
        Assert.That(await world.EditionsAsync(), Is.EqualTo(Enumerable.Range(-3, 3).Select(i => $"{date.AddDays(i):yyyy-MM-dd} finished")), "one edition a date");
    }

    internal static DateTimeOffset Instant(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
