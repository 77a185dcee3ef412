using System.Data.Common;
using Digest.Delivering.Letters;
using Digest.Readers;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Subscribing;

/// <summary>The publisher names readers: those who have not agreed yet get a confirm letter, in the step that makes their row.</summary>
internal sealed class Invitations(
    Admissions admissions, AddressHasher hasher, SubscriptionStore subscriptions, LetterStore letters, LetterLimits limits, SubscribingOptions options, Writer writer,
    TimeProvider clock)
{
    /// <summary>One step's part for some people; the publisher's list is not held back by the limits of the form.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="newsletter">Row number.</param>
    /// <param name="people">In the order in which they count.</param>
    /// <param name="atMost">How long it may take.</param>
    /// <returns>What became of the first of them, in order; the others are for the next step.</returns>
    public async Task<IReadOnlyList<Admitted>> AddAsync(
        DbConnection c, DbTransaction t, long newsletter, IReadOnlyList<Newcomer> people, TimeSpan atMost)
    {
        var done = await admissions.AddAsync(c, t, newsletter, people, atMost);
        foreach (var admitted in done)
            if (admitted is { Outcome: Admission.Invited, Subscription: { } id } && await SubscriptionStore.FindAsync(c, t, id) is { } row) await AskAsync(c, t, row);
        return done;
    }

    /// <summary>
    /// Adds one reader. Who is pending already and is added as pending again gets a new letter, as by the form, where its
    /// limits allow one; the outcome is <see cref="Admission.Invited"/> then.
    /// </summary>
    public Task<Admission> AddAsync(Newsletter newsletter, MailAddress address, Standing wanted, CancellationToken ct) =>
        writer.WriteAsync(async (c, t) =>
        {
            var person = new Newcomer(address, hasher.Hash(address), "", wanted, new ConsentAct("added", "cli"));
            var (outcome, id) = (await admissions.AddAsync(c, t, newsletter.Id, [person])).Single();
            var row = id is null ? null : await SubscriptionStore.FindAsync(c, t, id.Value);
            var again = outcome == Admission.Present && row?.Status == SubscriptionStatus.Pending.Text() && await MayAskAsync(c, t, row);
            if (row is null || !(again || outcome == Admission.Invited)) return outcome;
            await AskAsync(c, t, row);
            return Admission.Invited;
        }, ct);

    /// <summary>Another confirm letter to somebody who asked for the newsletter, where the limits of the form allow one.</summary>
    public async Task AskAgainAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        if (!await MayAskAsync(c, t, row)) return;
        await subscriptions.AskAsync(c, t, row.Id);
        await letters.AddAsync(c, t, Letter.Confirm, row);
    }

    /// <summary>
    /// Somebody has shown that the mailbox is theirs: they get the letters of what else they asked for, which the day's limit held
    /// back. That of thirty days holds.
    /// </summary>
    public async Task AskHeldBackAsync(DbConnection c, DbTransaction t, Subscription confirmed)
    {
        var since = clock.GetUtcNow() - options.ConfirmWithin;
        foreach (var row in await SubscriptionStore.OfAsync(c, t, confirmed.AddressHash))
        {
            if (row.Status.ToState<SubscriptionStatus>() != SubscriptionStatus.Pending) continue;
            if (await LetterStore.CountAsync(c, t, row.Id, Letter.Confirm, since) + await LetterStore.CountAsync(c, t, row.Id, Letter.Invite, since) > 0) continue;
            var counts = await letters.CountAsync(c, t, row.Email);
            if (limits.OfPerson(counts with { Day = 0 }) is not null) return;
            await subscriptions.AskAsync(c, t, row.Id);
            await letters.AddAsync(c, t, Letter.Confirm, row, slowly: limits.OfHour(counts) is not null);
        }
    }

    private async Task<bool> MayAskAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        var counts = await letters.CountAsync(c, t, row.Email);
        return limits.OfPerson(counts) is null && limits.OfHour(counts) is null;
    }

    private async Task AskAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        await subscriptions.AskAsync(c, t, row.Id);
        await letters.AddInviteAsync(c, t, row);
    }
}
