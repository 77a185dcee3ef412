using System.Globalization;
using Digest.Composing;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing;

/// <summary>Says in words what a reader gets next, and when.</summary>
internal sealed class FirstEdition(EditionStore editions, TimeProvider clock)
{
    public async Task<string> AfterConfirmingAsync(Newsletter newsletter, CancellationToken ct)
    {
        var welcomed = newsletter.Options.Welcome && (await editions.PublishedAsync(newsletter.Id, 1, ct)).Count > 0;
        return welcomed
            ? $"The latest edition is on its way to you. {Next(newsletter, "The next one")}".TrimEnd()
            : Next(newsletter, "Your first edition");
    }

    /// <summary>A sentence, e.g. "Your first edition comes tomorrow at 07:00 (Berlin time)."; empty: none is planned.</summary>
    public string Next(Newsletter newsletter, string what)
    {
        var now = clock.GetUtcNow();
        if (EditionClock.Next(newsletter.Options, newsletter.Zone, now) is not { } next) return "";
        var days = next.Date.DayNumber - EditionClock.LocalDate(now, newsletter.Zone).DayNumber;
        var day = days switch
        {
            0 => "today",
            1 => "tomorrow",
            < 7 => $"on {next.Date.DayOfWeek}",
            _ => next.Date.ToString("'on' d MMMM", CultureInfo.InvariantCulture),
        };
        return $"{what} comes {day} at {newsletter.Options.SendAt.ToString("HH:mm", CultureInfo.InvariantCulture)} ({ZoneName(newsletter.Options.TimeZone)}).";
    }

    private static string ZoneName(string zone)
    {
        var city = zone.LastIndexOf('/') is var slash and >= 0 ? zone[(slash + 1)..].Replace('_', ' ') : null;
        return city is null ? zone : $"{city} time";
    }
}
