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
    Templates templates, Tokens tokens, AddressHasher hasher, Database database, NewsletterStore newsletters, StorageOptions options, LetterRules rules)
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
            Letter.Move or Letter.Moved or Letter.Link => await NoticeAsync(letter, newsletter, ct),
            Letter.Already => await AlreadyAsync(letter, newsletter, ct),
            _ => await ConfirmAsync(letter, newsletter, ct),
        };
    }

    private async Task<LetterText?> NoticeAsync(Letter letter, Newsletter newsletter, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var row = await SubscriptionStore.FindAsync(c, null, letter.Subscription ?? 0);
        if (row is null || Url(letter, newsletter, row) is not { } url) return null;
        var valid = letter.Kind == Letter.Link ? rules.LinksValidFor : rules.ConfirmWithin;
        return Render("notice", newsletter, row, new
        {
            newsletter = NewsletterFacts.Of(newsletter, options, row.Language),
            letter = new { letter.Kind, letter.Address, url, valid_days = (int)valid.TotalDays },
        });
    }

    // Null: the person has gone, or is somewhere else by now.
    private string? Url(Letter letter, Newsletter newsletter, Subscription row)
    {
        if (letter.Kind == Letter.Moved) return newsletter.Options.Private ? "" : options.Link($"/?newsletter={newsletter.Slug}");
        if (row.Status is not ("active" or "paused") || MailAddress.Parse(letter.Address) is not { } address) return null;
        if (letter.Kind == Letter.Link && letter.Address != row.Email) return null;
        var purpose = letter.Kind == Letter.Move ? TokenPurpose.Address : TokenPurpose.Preferences;
        var token = tokens.Write(new Token(purpose, tokens.CurrentKey, letter.CreatedAt, row.PublicId, newsletter.PublicId, hasher.Hash(address)));
        return options.Link($"/{(letter.Kind == Letter.Move ? "address" : "preferences")}/{token}");
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
        if (row is not { Status: "pending", AskedAt: { } asked } || row.Email != letter.Address) return null;
        var voice = NewsletterFacts.VoiceOf(newsletter, row.Language);
        return Render("confirm", newsletter, row, new
        {
            newsletter = NewsletterFacts.Of(newsletter, options, row.Language),
            letter = new
            {
                invited = letter.Kind == Letter.Invite,
                confirm_url = options.Link($"/confirm/{Token(TokenPurpose.Confirm, asked, row, newsletter)}"),
                never_url = options.Link($"/never/{Token(TokenPurpose.Never, asked, row, newsletter)}"),
                asked_at = Minute(asked),
                how_often = HowOften(newsletter.Options, row.Cadence, templates.WordsOf(voice), voice.Culture),
                valid_days = (int)rules.ConfirmWithin.TotalDays,
                delete_days = (int)options.Retention.Pending.TotalDays,
                address = letter.Address,
            },
        });
    }

    // Nobody learns from the form that an address is known; the person at that address does, and sees how to leave.
    private async Task<LetterText?> AlreadyAsync(Letter letter, Newsletter newsletter, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        var row = await SubscriptionStore.FindAsync(c, null, letter.Subscription ?? 0);
        // They may have moved since it was asked for: what is at the old address gets no key to the new one.
        if (row is not { Status: "active" or "paused" } || row.Email != letter.Address) return null;
        return Render("already", newsletter, row, new
        {
            newsletter = NewsletterFacts.Of(newsletter, options, row.Language),
            letter = new
            {
                preferences_url = options.Link($"/preferences/{Token(TokenPurpose.Preferences, letter.CreatedAt, row, newsletter)}"),
                leave_url = options.Link($"/unsubscribe/{Token(TokenPurpose.Leave, letter.CreatedAt, row, newsletter)}"),
                asked_at = Minute(letter.CreatedAt),
                address = letter.Address,
            },
        });
    }

    private LetterText Render(string name, Newsletter newsletter, Subscription row, object facts)
    {
        var voice = NewsletterFacts.VoiceOf(newsletter, row.Language);
        var said = Facts.From(facts);
        return new LetterText(
            Sender.DisplayName(newsletter), Sender.AddressOf(newsletter, options), voice.Language, Line(templates.Render($"mail/{name}.subject.txt", said, voice)),
            templates.Render($"mail/{name}.txt", said, voice), templates.Render($"mail/{name}.html", said, voice))
        {
            ReplyTo = newsletter.Options.ReplyTo,
        };
    }

    private string Token(TokenPurpose purpose, DateTimeOffset at, Subscription row, Newsletter newsletter) =>
        tokens.Write(new Token(purpose, tokens.CurrentKey, at, row.PublicId, newsletter.PublicId, row.AddressHash));

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For example <c>every weekday at 07:00 (Berlin time)</c>.</summary>
    /// <param name="newsletter">Its days and hour.</param>
    /// <param name="cadence">daily or weekly.</param>
    /// <param name="words">In which it is said.</param>
    /// <param name="culture">Of the names of days.</param>
    public static string HowOften(NewsletterOptions newsletter, string cadence, Words words, CultureInfo culture)
    {
        DayOfWeek[] week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];
        var days = week.Where(newsletter.Days.Contains).ToList();
        if (cadence == "weekly" && newsletter.WeeklyOn is { } only) days = [only];
        var key = days.Count is 0 or 7 ? "every_day" : days.SequenceEqual(week.Take(5)) ? "every_weekday" : "on_days";
        var names = string.Join(words.Say("list_separator"), days.Select(culture.DateTimeFormat.GetDayName));
        var place = newsletter.TimeZone.Split('/')[^1].Replace('_', ' ');
        var zone = newsletter.TimeZone is "UTC" or "Etc/UTC" ? "UTC" : words.Say("zone", place);
        return words.Say(key, newsletter.SendAt.ToString("HH\\:mm", CultureInfo.InvariantCulture), zone, names);
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
