using Digest.Composing;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Choosing;
using Digest.Subscribing.Pages;

namespace Digest.Subscribing;

/// <summary>What the leave page offers in place of leaving: once a week, or a pause.</summary>
internal sealed class LessInstead(TokenPages pages, Choices choices, Writer writer, TimeProvider clock)
{
    /// <returns>False: it is not to be had, or not any more; nothing was done and nothing written.</returns>
    public async Task<bool> TryAsync(HttpContext context, TokenReader reader, string instead)
    {
        if (reader.Newsletter is not { } newsletter) return false;
        var act = new ConsentAct("", "page", Client: ClientNetwork.Truncated(context));
        var isDone = await writer.WriteAsync(async (c, t) =>
        {
            var found = await TokenPages.FindAsync(c, t, reader.Token);
            return found.Row is { } row && (instead == LeaveBody.Weekly
                ? LeaveEndpoints.MayBeWeekly(found) && await choices.SaveAsync(c, t, row, ReaderSettings.Of(row) with { Cadence = "weekly" }, act)
                : LeaveEndpoints.MayPause(found) && await choices.PauseAsync(c, t, row, PauseEnd(newsletter, row), act));
        }, CancellationToken.None);
        if (isDone) await TellAsync(context, await pages.FindAsync(reader.Token, context.RequestAborted), newsletter, instead);
        return isDone;
    }

    private DateTimeOffset PauseEnd(Newsletter newsletter, Subscription row)
    {
        var zone = ChoiceForm.ZoneOf(newsletter, row);
        return EditionClock.InstantOf(EditionClock.LocalDate(clock.GetUtcNow(), zone).AddDays(LeaveEndpoints.PauseDays), TimeOnly.MinValue, zone);
    }

    private Task TellAsync(HttpContext context, TokenReader reader, Newsletter newsletter, string instead)
    {
        var culture = NewsletterFacts.VoiceOf(newsletter, reader.Row?.Language ?? "").Culture;
        var weekday = newsletter.Options.WeeklyOn is { } day ? culture.DateTimeFormat.GetDayName(day) : "";
        var resumes = reader.Row is { } row ? PreferencesPage.Day(row.PausedUntil, ChoiceForm.ZoneOf(newsletter, row), culture) : "";
        return pages.WriteAsync(context, reader, "pages/stayed.html", more: [("state", instead), ("weekday", weekday), ("resumes", resumes)]);
    }
}
