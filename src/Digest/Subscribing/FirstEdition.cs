using System.Globalization;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing;

/// <summary>Says in words what a reader gets next, and when.</summary>
internal sealed class FirstEdition(EditionStore editions, TimeProvider clock)
{
    /// <param name="newsletter">What they read.</param>
    /// <param name="reader">Their choices; null: the newsletter's.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<string> AfterConfirmingAsync(Newsletter newsletter, Subscription? reader, CancellationToken ct)
    {
        var welcomed = newsletter.Options.Welcome && await editions.LatestAsync(newsletter.Id, CadenceOf(reader), ct) is not null;
        return welcomed
            ? $"The latest edition is on its way to you. {Next(newsletter, reader, "The next one")}".TrimEnd()
            : Next(newsletter, reader, "Your first edition");
    }

    /// <summary>A sentence, e.g. "Your first edition comes tomorrow at 07:00 (Berlin time)."; empty: none is planned.</summary>
    public string Next(Newsletter newsletter, Subscription? reader, string what)
    {
        var now = clock.GetUtcNow();
        if (EditionClock.Next(newsletter.Options, CadenceOf(reader), newsletter.Zone, now) is not { } next) return "";
        var own = newsletter.Options.ReaderTime ? ReaderHour.Of(newsletter, reader?.TimeZone, reader?.SendAt) : ReaderHour.Of(newsletter, null, null);
        var date = EditionClock.LocalDate(own.First(next.ReleaseAt), own.Zone);
        var days = date.DayNumber - EditionClock.LocalDate(now, own.Zone).DayNumber;
        var day = days switch
        {
            0 => "today",
            1 => "tomorrow",
            < 7 => $"on {date.DayOfWeek}",
            _ => date.ToString("'on' d MMMM", CultureInfo.InvariantCulture),
        };
        return $"{what} comes {day} at {own.Hour.ToString("HH:mm", CultureInfo.InvariantCulture)} ({ZoneName(own.Zone.Id)}).";
    }

    private static Cadence CadenceOf(Subscription? reader) => reader?.Cadence.ToState<Cadence>() ?? Cadence.Daily;

    private static string ZoneName(string zone)
    {
        var city = zone.LastIndexOf('/') is var slash and >= 0 ? zone[(slash + 1)..].Replace('_', ' ') : null;
        return city is null ? zone : $"{city} time";
    }
}
