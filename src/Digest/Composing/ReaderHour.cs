using System.Globalization;
using Digest.Storage.Newsletters;

namespace Digest.Composing;

/// <summary>At which hour of which zone somebody reads.</summary>
internal sealed record ReaderHour(TimeZoneInfo Zone, TimeOnly Hour)
{
    /// <summary>The reader's own zone and hour; what is absent, or unknown to this machine, is the newsletter's.</summary>
    /// <param name="newsletter">What they read.</param>
    /// <param name="zone">IANA name; null or empty: they named none.</param>
    /// <param name="hour">For example <c>06:30</c>; null or empty: they named none.</param>
    public static ReaderHour Of(Newsletter newsletter, string? zone, string? hour) => new(
        zone is { Length: > 0 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var own) ? own : newsletter.Zone,
        TimeOnly.TryParseExact(hour, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : newsletter.Options.SendAt);

    /// <summary>The first time that it is this hour there, at an instant or after it.</summary>
    public DateTimeOffset First(DateTimeOffset from)
    {
        var date = EditionClock.LocalDate(from, Zone).AddDays(-1);
        while (true)
        {
            var at = EditionClock.InstantOf(date, Hour, Zone);
            if (at >= from) return at;
            date = date.AddDays(1);
        }
    }
}
