using System.Data.Common;
using System.Globalization;
using Digest.Collecting;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Subscribing.Forms;
using Digest.Templating;

namespace Digest.Subscribing;

/// <summary>A form that was looked at. No errors: it can be taken, and nothing here says whether the address is known.</summary>
internal sealed record SignUpCheck(Newsletter? Newsletter, MailAddress? Address, IReadOnlyDictionary<string, FormFault> Errors);

/// <summary>
/// Somebody asks for a newsletter. One step records the consent and, where one is due and within the limits, a letter; the
/// mail goes out later. The work and the answer are the same for every address.
/// </summary>
internal sealed class SignUp(
    NewsletterStore newsletters, Consents consents, SubscriptionStore subscriptions, LetterStore letters, LetterLimits limits, EventLog events,
    OperatorEvents operators, Templates templates, Writer writer, TimeProvider clock)
{
    /// <summary>Which newsletter a form means, and what is wrong with it.</summary>
    /// <param name="form">As sent.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<SignUpCheck> CheckAsync(SignUpForm form, CancellationToken ct)
    {
        var errors = new Dictionary<string, FormFault>(form.Errors);
        var open = (await newsletters.AllAsync(ct)).Where(n => !n.Options.Private).ToList();
        var newsletter = form.Newsletter.Length == 0
            ? open.Find(n => form.Lists.Contains(n.Slug)) ?? open.FirstOrDefault()
            : open.Find(n => n.Slug == form.Newsletter);
        if (newsletter is null) errors.TryAdd("newsletter", FormFault.Newsletter);
        var address = MailAddress.Parse(form.Email);
        if (address is null) errors.TryAdd("email", FormFault.Address);
        return new SignUpCheck(newsletter, address, errors);
    }

    /// <summary>Takes a form without errors; durable when it returns.</summary>
    /// <param name="newsletter">That it means.</param>
    /// <param name="address">That it names.</param>
    /// <param name="form">As sent.</param>
    /// <param name="evidence">By which way, from which page and network; the sentence of consent is added here.</param>
    /// <param name="ct">Given up before the step is queued.</param>
    public Task TakeAsync(Newsletter newsletter, MailAddress address, SignUpForm form, ConsentAct evidence, CancellationToken ct)
    {
        var act = evidence with
        {
            Wording = FormTexts.Of(newsletter, templates).Consent,
            Privacy = newsletter.Options.PrivacyUrl,
            // What another site's form, or a program, showed to the person is not known here, and not claimed.
            Detail = form.IsOurs ? null : "by a form that is not ours: whether it showed these words is not known here",
        };
        // A language that no page or mail speaks is not worth turning a reader away: they get the newsletter's.
        var spoken = form.Language.Length > 0 ? templates.Speaks(form.Language) : null;
        var asked = form with { Language = spoken is not null && spoken.Equals(form.Language, StringComparison.OrdinalIgnoreCase) ? spoken : "" };
        return writer.WriteAsync((c, t) => AskAsync(c, t, newsletter, address, asked, act), ct);
    }

    private async Task AskAsync(DbConnection c, DbTransaction t, Newsletter newsletter, MailAddress address, SignUpForm form, ConsentAct act)
    {
        var known = form.Topics.Count == 0 ? [] : await SourceStore.TopicsAsync(c, t, newsletter.Id);
        var first = new Standing(SubscriptionStatus.Pending) { TimeZone = ReaderText.Zone(form.TimeZone), Topics = ReaderText.Topics(form.Topics, known), Language = form.Language };
        var (row, confirmDue) = await consents.AskAsync(c, t, newsletter.Id, address, ReaderText.TypedName(form.Name), first, act);
        // Counted for everybody, so that the answer takes as long for who gets none.
        var counts = await letters.CountAsync(c, t, address.Text);
        var (reads, ofThis) = ((await subscriptions.OfAsync(c, t, address)).Any(s => s.Reads),
            await LetterStore.CountAsync(c, t, row?.Id ?? 0, Letter.Confirm, clock.GetUtcNow().AddDays(-1)));
        // Who reads another newsletter has shown that the mailbox is theirs: the day's limit is each newsletter's then.
        var refused = confirmDue && reads ? limits.OfPerson(counts with { Day = ofThis })
            : confirmDue || row is { Reads: true } ? limits.OfPerson(counts)
            : "never";
        if (refused is not null || row is null)
        {
            // The link of an earlier letter stays good: asked_at is not touched.
            await events.AddAsync(c, t, "letter_limited", newsletter.Id, new { subscription = row?.PublicId.ToString(), limit = refused });
            return;
        }
        var slow = limits.OfHour(counts);
        if (confirmDue) await subscriptions.AskAsync(c, t, row.Id);
        await letters.AddAsync(c, t, confirmDue ? Letter.Confirm : Letter.Already, row, slowly: slow is not null);
        if (slow is not null) await TellAsync(c, t, slow);
    }

    private Task TellAsync(DbConnection c, DbTransaction t, string limit)
    {
        var day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return operators.TellAsync(
            c, t, 0, $"slow lane {day}", "More people ask for newsletters than letters may go out",
            $"Digest:Subscribing:{limit} is used up. Nobody is lost: letters wait, and go out as the hours allow, behind the editions.",
            "If these are real readers, raise the limit. If you see no reason for so many, somebody misuses the form.");
    }
}
