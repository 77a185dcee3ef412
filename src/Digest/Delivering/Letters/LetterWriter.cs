using System.Globalization;
using Digest.Composing;
using Digest.Composing.Mime;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Delivering.Letters;

/// <summary>Renders letters when they are sent: only here do their links exist.</summary>
internal sealed class LetterWriter(
    Templates templates, Tokens tokens, Database database, NewsletterStore newsletters, StorageOptions options, LetterRules rules)
{
    /// <summary>The letter's words; null: what it asks for was settled meanwhile.</summary>
    /// <exception cref="TemplateFault">A template is broken.</exception>
    public async Task<LetterText?> WriteAsync(Letter letter, CancellationToken ct)
    {
        var all = await newsletters.AllAsync(ct);
        var newsletter = all.FirstOrDefault(n => n.Id == letter.Newsletter) ?? (letter.Newsletter == 0 && all.Count > 0 ? all[0] : null);
        return letter.Kind switch
        {
            Letter.Operator => Operator(letter, newsletter),
            _ when newsletter is null || letter.Subscription is null => null,
            _ => await ConfirmAsync(letter, newsletter, ct),
        };
    }

    private LetterText Operator(Letter letter, Newsletter? newsletter)
    {
        var notice = OperatorNotice.FromJson(letter.Data);
        var facts = Facts.From(new { letter = new { notice.What, notice.Detail, notice.NextStep } });
        var from = newsletter is null ? Sender.At("digest", options) : Sender.AddressOf(newsletter, options);
        return new LetterText("Digest", from, "en", Line(templates.Render("mail/operator.subject.txt", facts)), templates.Render("mail/operator.txt", facts), null);
    }

    private async Task<LetterText?> ConfirmAsync(Letter letter, Newsletter newsletter, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var row = await SubscriptionStore.FindAsync(c, null, letter.Subscription ?? 0);
        if (row is not { Status: "pending", AskedAt: { } asked }) return null;
        string Link(string path, TokenPurpose purpose) => options.Link(
            path + tokens.Write(new Token(purpose, tokens.CurrentKey, asked, row.PublicId, newsletter.PublicId, row.AddressHash)));
        var voice = NewsletterFacts.VoiceOf(newsletter);
        var facts = Facts.From(new
        {
            newsletter = NewsletterFacts.Of(newsletter, options),
            letter = new
            {
                confirm_url = Link("/confirm/", TokenPurpose.Confirm),
                never_url = Link("/never/", TokenPurpose.Never),
                asked_at = asked.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
                how_often = HowOften(newsletter.Options, templates.WordsOf(voice), voice.Culture),
                valid_days = (int)rules.ConfirmWithin.TotalDays,
                delete_days = (int)options.Retention.Pending.TotalDays,
                address = letter.Address,
            },
        });
        return new LetterText(
            Sender.DisplayName(newsletter), Sender.AddressOf(newsletter, options), newsletter.Options.Language,
            Line(templates.Render("mail/confirm.subject.txt", facts, voice)), templates.Render("mail/confirm.txt", facts, voice), templates.Render("mail/confirm.html", facts, voice));
    }

    /// <summary>For example <c>every weekday at 07:00 (Berlin time)</c>.</summary>
    public static string HowOften(NewsletterOptions newsletter, Words words, CultureInfo culture)
    {
        DayOfWeek[] week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];
        var days = week.Where(newsletter.Days.Contains).ToList();
        var key = days.Count is 0 or 7 ? "every_day" : days.SequenceEqual(week.Take(5)) ? "every_weekday" : "on_days";
        var names = string.Join(words.Say("list_separator"), days.Select(culture.DateTimeFormat.GetDayName));
        var place = newsletter.TimeZone.Split('/')[^1].Replace('_', ' ');
        var zone = newsletter.TimeZone is "UTC" or "Etc/UTC" ? "UTC" : words.Say("zone", place);
        return words.Say(key, newsletter.SendAt.ToString("HH\\:mm", CultureInfo.InvariantCulture), zone, names);
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What letters say of rules that a room further down keeps.</summary>
/// <param name="ConfirmWithin">How long a confirm link works.</param>
internal sealed record LetterRules(TimeSpan ConfirmWithin);
