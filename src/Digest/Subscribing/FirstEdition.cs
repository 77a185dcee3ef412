using System.Globalization;
using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Subscribing;

/// <summary>Says in words what a reader gets next, and when.</summary>
internal sealed class FirstEdition(Templates templates, TimeProvider clock)
{
    /// <param name="newsletter">What they read.</param>
    /// <param name="reader">As they were before they confirmed; null: unknown.</param>
    /// <param name="welcomed">Whether the latest edition goes to them at once.</param>
    public string AfterConfirming(Newsletter newsletter, Subscription? reader, bool welcomed) =>
        welcomed ? $"{templates.WordsOf(VoiceOf(newsletter, reader)).Say("comes_now")} {Next(newsletter, reader, "comes_after")}".TrimEnd()
        : Next(newsletter, reader, reader?.ConfirmedAt is null ? "comes_first" : "comes_next");

    /// <param name="newsletter">What they read.</param>
    /// <param name="reader">Their choices; null: the newsletter's.</param>
    /// <param name="key">Of the sentence: comes_first, comes_next, comes_after.</param>
    /// <returns>A sentence, e.g. "Your first edition comes tomorrow at 07:00 (Berlin time)."; empty: none is planned.</returns>
    public string Next(Newsletter newsletter, Subscription? reader, string key)
    {
        var now = clock.GetUtcNow();
        if (EditionClock.Next(newsletter.Options, CadenceOf(reader), newsletter.Zone, now) is not { } next) return "";
        var own = newsletter.Options.ReaderTime ? ReaderHour.Of(newsletter, reader?.TimeZone, reader?.SendAt) : ReaderHour.Of(newsletter, null, null);
        var date = EditionClock.LocalDate(own.First(next.ReleaseAt), own.Zone);
        var days = date.DayNumber - EditionClock.LocalDate(now, own.Zone).DayNumber;
        var voice = VoiceOf(newsletter, reader);
        var (words, culture) = (templates.WordsOf(voice), voice.Culture);
        var day = days switch
        {
            0 => words.Say("today"),
            1 => words.Say("tomorrow"),
            < 7 => words.Say("on_weekday", culture.DateTimeFormat.GetDayName(date.DayOfWeek)),
            _ => words.Say("on_date", date.ToString("M", culture)),
        };
        return words.Say(key, day, own.Hour.ToString("HH:mm", CultureInfo.InvariantCulture), ZoneName(own.Zone.Id, words));
    }

    private static Cadence CadenceOf(Subscription? reader) => reader?.Cadence.ToState<Cadence>() ?? Cadence.Daily;

    // As the page around it: one language throughout, English where theirs has no words.
    private Voice VoiceOf(Newsletter newsletter, Subscription? reader) => NewsletterFacts.VoiceOf(
        newsletter, templates.Speaks(reader is { Language.Length: > 0 } ? reader.Language : newsletter.Options.Language) ?? "en");

    private static string ZoneName(string zone, Words words)
    {
        var city = zone.LastIndexOf('/') is var slash and >= 0 ? zone[(slash + 1)..].Replace('_', ' ') : null;
        return city is null ? zone : words.Say("zone", city);
    }
}
