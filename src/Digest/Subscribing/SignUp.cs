using System.Data.Common;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;

namespace Digest.Subscribing;

/// <summary>What became of a form. No errors: it was taken, and nothing here says whether the address was known.</summary>
internal sealed record SignUpResult(Newsletter? Newsletter, IReadOnlyDictionary<string, string> Errors);

/// <summary>
/// Somebody asks for a newsletter. One step records the consent and, where one is due and within the limits, a confirm
/// letter; the mail goes out later. The work and the answer are the same for every address.
/// </summary>
internal sealed class SignUp(
    NewsletterStore newsletters, Consents consents, SubscriptionStore subscriptions, LetterStore letters, LetterLimits limits, EventLog events, Writer writer)
{
    private const int LongestName = 64;

    /// <param name="form">As sent.</param>
    /// <param name="evidence">By which way, from which page and network; the sentence of consent is added here.</param>
    /// <param name="ct">Given up before the step is queued.</param>
    public async Task<SignUpResult> RunAsync(SignUpForm form, ConsentAct evidence, CancellationToken ct)
    {
        var errors = new Dictionary<string, string>(form.Errors);
        var open = (await newsletters.AllAsync(ct)).Where(n => !n.Options.Private).ToList();
        var newsletter = form.Newsletter.Length == 0 ? open.FirstOrDefault() : open.Find(n => n.Slug == form.Newsletter);
        if (newsletter is null) errors.TryAdd("newsletter", "There is no such newsletter to subscribe to.");
        var address = MailAddress.Parse(form.Email);
        if (address is null) errors.TryAdd("email", "Please check the address. It should look like name@example.org.");
        if (errors.Count > 0 || newsletter is null || address is null) return new SignUpResult(newsletter, errors);

        var act = evidence with { Wording = newsletter.Options.Form.Consent };
        await writer.WriteAsync((c, t) => AskAsync(c, t, newsletter, address, form, act), ct);
        return new SignUpResult(newsletter, errors);
    }

    private async Task AskAsync(DbConnection c, DbTransaction t, Newsletter newsletter, MailAddress address, SignUpForm form, ConsentAct act)
    {
        var (row, letterDue) = await consents.AskAsync(c, t, newsletter.Id, address, NameOf(form.Name), ZoneOf(form.TimeZone), act);
        // Counted for everybody, so that the answer takes as long for who reads already.
        var limit = await limits.ReachedAsync(c, t, row);
        if (!letterDue) return;
        if (limit is not null)
        {
            // The link of an earlier letter stays good: asked_at is not touched.
            await events.AddAsync(c, t, "letter_limited", newsletter.Id, new { subscription = row.PublicId.ToString(), limit });
            return;
        }
        await subscriptions.AskAsync(c, t, row.Id);
        await letters.AddConfirmAsync(c, t, row);
    }

    private static string NameOf(string typed)
    {
        var name = Plain.Line(typed);
        if (name.Length <= LongestName) return name;
        return name[..(char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName)];
    }

    // A zone that is not one is not worth turning a reader away: they get the newsletter's.
    private static string? ZoneOf(string typed)
    {
        var isName = typed.Length > 0 && typed.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(typed, out var zone) && zone.HasIanaId ? typed : null;
    }
}
