using System.Globalization;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing.Choosing;

/// <summary>
/// What the preferences page's form says, made into choices that this newsletter has. What it does not offer is passed over,
/// so a form made up by hand chooses nothing that the page does not.
/// </summary>
internal static class ChoiceForm
{
    /// <summary>The longest pause.</summary>
    public const int MostDays = 366;

    /// <param name="form">As posted.</param>
    /// <param name="row">What the reader has now.</param>
    /// <param name="newsletter">Theirs.</param>
    /// <param name="topics">Of the newsletter.</param>
    /// <param name="languages">In which it can speak.</param>
    /// <returns>The choices, and the names of fields that can't be so.</returns>
    public static (ReaderSettings Settings, IReadOnlyList<string> Wrong) Read(
        IFormCollection form, Subscription row, Newsletter newsletter, IReadOnlyList<string> topics, IReadOnlyList<string> languages)
    {
        var now = ReaderSettings.Of(row);
        var wrong = new List<string>();
        var (zone, hour) = (form.One("time_zone"), form.One("send_at"));
        if (zone.Length > 0 && ReaderText.Zone(zone) is null) wrong.Add("time_zone");
        if (hour.Length > 0 && !IsHour(hour)) wrong.Add("send_at");
        var language = form.One("language");
        return (now with
        {
            Topics = TopicsOf(form, topics),
            Cadence = form.One("cadence") switch
            {
                "daily" => "daily",
                "weekly" when newsletter.Options.WeeklyOn is not null => "weekly",
                _ => now.Cadence,
            },
            TimeZone = !newsletter.Options.ReaderTime || !form.ContainsKey("time_zone") ? now.TimeZone : zone.Length > 0 ? zone : null,
            SendAt = !newsletter.Options.ReaderTime || !form.ContainsKey("send_at") ? now.SendAt : hour.Length > 0 ? hour : null,
            Language = language.Length == 0 || languages.Contains(language) ? language : now.Language,
            Format = form.One("text_only") == "yes" ? "text" : "html",
        }, wrong);
    }

    /// <summary>The instant at which a pause ends: the beginning of the day, where the reader is. Null: no day, or none within a year.</summary>
    public static DateTimeOffset? PauseEnd(string day, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = EditionClock.LocalDate(now, zone);
        var isDay = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        return isDay && date > today && date.DayNumber - today.DayNumber <= MostDays ? EditionClock.InstantOf(date, TimeOnly.MinValue, zone) : null;
    }

    /// <summary>Where the reader is, as far as the newsletter keeps to that.</summary>
    public static TimeZoneInfo ZoneOf(Newsletter newsletter, Subscription row) =>
        newsletter.Options.ReaderTime ? ReaderHour.Of(newsletter, row.TimeZone, row.SendAt).Zone : newsletter.Zone;

    // All is the same as none: who wants everything gets topics that come later, too.
    private static string TopicsOf(IFormCollection form, IReadOnlyList<string> topics)
    {
        var chosen = topics.Where(t => form["topics"].Contains(t)).ToList();
        return chosen.Count == topics.Count ? "" : string.Join('\n', chosen);
    }

    private static bool IsHour(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
