using System.Globalization;
using Digest.Composing;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Pages;
using Digest.Templating;

namespace Digest.Subscribing.Choosing;

/// <summary>What the last button came to, for the page that is shown after it.</summary>
/// <param name="Done">saved, same, paused, resumed, moving; empty: nothing was done.</param>
/// <param name="Wrong">Names of fields that can't be so; nothing was changed then.</param>
/// <param name="Typed">What stood in the field of the new address.</param>
internal sealed record PreferencesAnswer(string Done, IReadOnlyList<string> Wrong, string Typed = "")
{
    public static PreferencesAnswer None { get; } = new("", []);

    public static PreferencesAnswer Of(string done) => new(done, []);
}

/// <summary>Shows the preferences page: what a reader has, what they can choose from, and what the last button came to.</summary>
internal sealed class PreferencesPage(TokenPages pages, Database database, Templates templates, SiteAddress site, TimeProvider clock)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromDays(14);

    public async Task ShowAsync(HttpContext context, string token, TokenReader reader, PreferencesAnswer answer)
    {
        if (reader.Newsletter is not { } newsletter || reader.Row is not { } row) return;
        var offer = await Offer.OfAsync(newsletter, database, templates, context.RequestAborted);
        var voice = NewsletterFacts.VoiceOf(newsletter, row.Language);
        var zone = ChoiceForm.ZoneOf(newsletter, row);
        await pages.WriteAsync(
            context, reader, "pages/preferences.html", answer.Wrong.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            ("form", new { action = site.Path($"/preferences/{token}"), fields = Array.Empty<object>() }),
            ("reader", new { address = row.Email, paused = row.Status == "paused", resumes = Day(row.PausedUntil, zone, voice.Culture), text_only = row.Format == "text" }),
            ("choice", Choice(newsletter, row, offer, voice)),
            ("pause", Pause(zone, clock.GetUtcNow())),
            ("done", answer.Done),
            ("typed", answer.Typed),
            ("wrong", Fields.ToDictionary(name => name, name => (object?)answer.Wrong.Contains(name))),
            ("leave_url", pages.Link("/unsubscribe/", TokenPurpose.Leave, reader, reader.Token.IssuedAt)));
    }

    private static IEnumerable<string> Fields => ["time_zone", "send_at", "paused_until", "email"];

    private object Choice(Newsletter newsletter, Subscription row, Offer offer, Voice voice)
    {
        var mine = row.Topics.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var options = newsletter.Options;
        // What a form or an import named, as German of Austria, stays theirs.
        var languages = offer.Languages.Union(row.Language.Length == 0 ? [] : [row.Language]).ToList();
        return new
        {
            topics = offer.Topics.Count < 2 ? [] : offer.Topics.Select(t => new { name = t, chosen = mine.Count == 0 || mine.Contains(t) }).ToList(),
            weekly = options.WeeklyOn is not null || row.Cadence == "weekly",
            weekday = options.WeeklyOn is { } day ? voice.Culture.DateTimeFormat.GetDayName(day) : "",
            row.Cadence,
            own_time = options.ReaderTime,
            usual_hour = options.SendAt.ToString("HH:mm", CultureInfo.InvariantCulture),
            usual_zone = options.TimeZone,
            hours = Hours(row.SendAt).Select(hour => new { value = hour, chosen = hour == row.SendAt }).ToList(),
            zones = options.ReaderTime ? Offer.Zones.Union(row.TimeZone is null ? [] : [row.TimeZone]).Select(z => new { value = z, chosen = z == row.TimeZone }).ToList() : [],
            comes = LetterWriter.HowOften(options, row.Cadence, templates.WordsOf(voice), voice.Culture),
            languages = languages.Count < 2 ? [] : languages.Select((l, i) => new
            {
                value = i == 0 ? "" : l,
                name = Offer.NameOf(l),
                chosen = row.Language == (i == 0 ? "" : l) || (i == 0 && row.Language == l),
            }).ToList(),
        };
    }

    private static IEnumerable<string> Hours(string? own) =>
        Enumerable.Range(0, 24).Select(hour => $"{hour:00}:00").Union(own is null ? [] : [own]).Order(StringComparer.Ordinal);

    private static object Pause(TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = EditionClock.LocalDate(now, zone);
        string In(int days) => today.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new { first = In(1), last = In(ChoiceForm.MostDays), usual = In((int)UsualPause.TotalDays) };
    }

    /// <summary>The day of an instant in words; empty: no instant.</summary>
    public static string Day(DateTimeOffset? at, TimeZoneInfo zone, CultureInfo culture) =>
        at is { } instant ? EditionClock.LocalDate(instant, zone).ToString("D", culture) : "";
}
