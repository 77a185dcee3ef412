using System.Data.Common;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing;

/// <summary>The publisher names readers: those who have not agreed yet get a confirm letter, in the step that makes their row.</summary>
internal sealed class Invitations(Admissions admissions, SubscriptionStore subscriptions, LetterStore letters, LetterLimits limits, Writer writer)
{
    /// <summary>One step's part for one person; the publisher's list is not held back by the limits of the form.</summary>
    public async Task<Admission> AddAsync(
        DbConnection c, DbTransaction t, long newsletter, MailAddress address, string name, Standing wanted, ConsentAct act)
    {
        var (outcome, row) = await admissions.AddAsync(c, t, newsletter, address, name, wanted, act);
        if (outcome == Admission.Invited && row is not null) await AskAsync(c, t, row);
        return outcome;
    }

    /// <summary>
    /// Adds one reader. Who is pending already and is added as pending again gets a new letter, as by the form, where its
    /// limits allow one; the outcome is <see cref="Admission.Invited"/> then.
    /// </summary>
    public Task<Admission> AddAsync(Newsletter newsletter, MailAddress address, Standing wanted, CancellationToken ct) =>
        writer.WriteAsync(async (c, t) =>
        {
            var (outcome, row) = await admissions.AddAsync(c, t, newsletter.Id, address, "", wanted, new ConsentAct("added", "cli"));
            var again = outcome == Admission.Present && row?.Status == SubscriptionStatus.Pending.Text() && await limits.ReachedAsync(c, t, row) is null;
            if (row is null || !(again || outcome == Admission.Invited)) return outcome;
            await AskAsync(c, t, row);
            return Admission.Invited;
        }, ct);

    private async Task AskAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        await subscriptions.AskAsync(c, t, row.Id);
        await letters.AddInviteAsync(c, t, row);
    }
}
