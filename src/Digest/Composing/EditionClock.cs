using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>The instants of one scheduled edition.</summary>
internal sealed record Appointment(DateOnly Date, DateTimeOffset CutAt, DateTimeOffset ReleaseAt);

/// <summary>When editions are cut and released: pure rules on local dates, an hour and a zone.</summary>
internal static class EditionClock
{
    /// <summary>
    /// The instant of (date, hour, zone). In a gap (clocks go forward) the first instant after it; in an overlap (clocks
    /// go back) the first of the two.
    /// </summary>
    public static DateTimeOffset InstantOf(DateOnly date, TimeOnly hour, TimeZoneInfo zone)
    {
        // By offsets of instants alone: what .NET says of local times is wrong where winter time is the exception (Casablanca).
        var local = date.ToDateTime(hour);
        var about = new DateTimeOffset(local, TimeSpan.Zero);
        var offsets = new[] { about.AddHours(-26), about, about.AddHours(26) }.Select(zone.GetUtcOffset).Distinct().ToList();
        var instants = offsets.Select(o => new DateTimeOffset(local, o)).Where(i => zone.GetUtcOffset(i) == i.Offset).ToList();
        return (instants.Count > 0 ? instants.Min() : EndOfGap(new DateTimeOffset(local, offsets.Max()), local, zone)).ToUniversalTime();
    }

    /// <summary>The cadences that a newsletter publishes: daily always, weekly where it names a day.</summary>
    public static IReadOnlyList<Cadence> Cadences(NewsletterOptions options) =>
        options.WeeklyOn is null ? [Cadence.Daily] : [Cadence.Daily, Cadence.Weekly];

    /// <summary>The next edition of any cadence; null: every day is a quiet one.</summary>
    public static Appointment? Next(NewsletterOptions options, TimeZoneInfo zone, DateTimeOffset after) =>
        Cadences(options).Select(cadence => Next(options, cadence, zone, after)).OfType<Appointment>().MinBy(a => a.ReleaseAt);

    /// <summary>The next edition whose release is after <paramref name="after"/>; null: there is no such day.</summary>
    public static Appointment? Next(NewsletterOptions options, Cadence cadence, TimeZoneInfo zone, DateTimeOffset after) =>
        From(options, cadence, zone, after).FirstOrDefault(a => a.ReleaseAt > after);

    /// <summary>The next edition whose cut is after <paramref name="after"/>; null: there is no such day.</summary>
    public static Appointment? NextCut(NewsletterOptions options, Cadence cadence, TimeZoneInfo zone, DateTimeOffset after) =>
        From(options, cadence, zone, after).FirstOrDefault(a => a.CutAt > after);

    /// <summary>The editions of the last month whose cut was due at <paramref name="now"/>, the newest first.</summary>
    public static IEnumerable<Appointment> Due(NewsletterOptions options, Cadence cadence, TimeZoneInfo zone, DateTimeOffset now)
    {
        var date = LocalDate(now, zone).AddDays(1);
        for (var i = 0; i < 32; i++, date = date.AddDays(-1))
            if (Of(options, cadence, zone, date) is { } appointment && appointment.CutAt <= now) yield return appointment;
    }

    public static DateOnly LocalDate(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>The edition of one date; null: none appears then.</summary>
    public static Appointment? Of(NewsletterOptions options, Cadence cadence, TimeZoneInfo zone, DateOnly date)
    {
        var isDay = cadence == Cadence.Weekly ? options.WeeklyOn == date.DayOfWeek : options.Days.Count == 0 || options.Days.Contains(date.DayOfWeek);
        if (!isDay || options.QuietDates.Contains(date)) return null;
        var release = InstantOf(date, options.SendAt, zone);
        return new Appointment(date, release.AddMinutes(-options.ReviewMinutes), release);
    }

    // Two years hold a day that is not quiet, or nobody wants one.
    private static IEnumerable<Appointment> From(NewsletterOptions options, Cadence cadence, TimeZoneInfo zone, DateTimeOffset after)
    {
        var date = LocalDate(after, zone).AddDays(-1);
        for (var i = 0; i < 800; i++, date = date.AddDays(1))
            if (Of(options, cadence, zone, date) is { } appointment) yield return appointment;
    }

    // A gap is at most some hours and ends on a whole minute.
    private static DateTimeOffset EndOfGap(DateTimeOffset before, DateTime local, TimeZoneInfo zone)
    {
        while (TimeZoneInfo.ConvertTime(before, zone).DateTime < local) before = before.AddMinutes(1);
        return before;
    }
}
