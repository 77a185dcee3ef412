using System.Data.Common;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Readers;

internal enum ConfirmOutcome
{
    Confirmed,
    Already,
    /// <summary>Too late, or a newer letter was sent.</summary>
    Expired,
    /// <summary>The person left since: the old link changes nothing.</summary>
    Ended,
}

/// <summary>A person says yes and no: the rules of subscribing and leaving, each one step.</summary>
internal sealed class Consents(SubscriptionStore store, Suppressions suppressions, ConsentLog log, TimeProvider clock)
{
    /// <summary>Somebody asks for a newsletter at this address. What they get, if anything, is a letter to confirm.</summary>
    /// <returns>The standing and whether a confirm letter is due: not for who reads already, nor who said never.</returns>
    public async Task<(Subscription Row, bool LetterDue)> AskAsync(
        DbConnection c, DbTransaction t, long newsletter, MailAddress address, string name, string? zone, ConsentAct act)
    {
        var (row, isNew) = await store.GetOrAddAsync(c, t, newsletter, address, name, new Standing(SubscriptionStatus.Pending) { TimeZone = zone });
        await log.AddAsync(c, t, newsletter, row.PublicId, row.AddressHash, act);
        var status = row.Status.ToState<SubscriptionStatus>();
        if (status is SubscriptionStatus.Active or SubscriptionStatus.Paused) return (row, false);
        if (await Suppressions.FindAsync(c, t, row.AddressHash, newsletter) == SuppressionReason.Never) return (row, false);
        if (!isNew && status.IsEnded()) await store.MoveAsync(c, t, row, SubscriptionStatus.Pending);
        return (row, true);
    }

    /// <summary>The newest confirm letter's button was pressed.</summary>
    public async Task<(ConfirmOutcome Outcome, Subscription? Row)> ConfirmAsync(DbConnection c, DbTransaction t, Token token, TimeSpan within)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var outcome = Judge(row, token, within);
        if (outcome != ConfirmOutcome.Confirmed || row is null) return (outcome, row);
        await store.MoveAsync(c, t, row, SubscriptionStatus.Active);
        await Suppressions.LiftAsync(c, t, row.AddressHash, row.Newsletter);
        await log.AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, new ConsentAct("confirmed", "page"));
        return (outcome, row);
    }

    /// <summary>What the button would do now.</summary>
    public ConfirmOutcome Judge(Subscription? row, Token token, TimeSpan within)
    {
        if (row is null || !row.AddressHash.AsSpan().SequenceEqual(token.AddressHash)) return ConfirmOutcome.Expired;
        var status = row.Status.ToState<SubscriptionStatus>();
        if (status is SubscriptionStatus.Active or SubscriptionStatus.Paused) return ConfirmOutcome.Already;
        if (status.IsEnded()) return ConfirmOutcome.Ended;
        var isNewest = row.AskedAt is { } asked && asked.ToUnixTimeSeconds() == token.IssuedAt.ToUnixTimeSeconds();
        return isNewest && clock.GetUtcNow() - token.IssuedAt <= within ? ConfirmOutcome.Confirmed : ConfirmOutcome.Expired;
    }

    /// <summary>
    /// The reader leaves: at once, for good, again and again with the same result. An id that the database does not know
    /// (restored from an older backup) suppresses the hash that the link carries.
    /// </summary>
    public async Task LeaveAsync(DbConnection c, DbTransaction t, Token token, IReadOnlyList<Newsletter> newsletters, string way)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var newsletter = row?.Newsletter ?? newsletters.FirstOrDefault(n => n.PublicId == token.Newsletter)?.Id;
        if (newsletter is null) return;
        await suppressions.AddAsync(c, t, token.AddressHash, newsletter.Value, SuppressionReason.Left);
        if (row is null || row.Status.ToState<SubscriptionStatus>().IsEnded()) return;
        await store.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed);
        await suppressions.AddAsync(c, t, row.AddressHash, row.Newsletter, SuppressionReason.Left);
        await log.AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, new ConsentAct("left", way));
    }

    /// <summary>
    /// "It wasn't me, never again": no newsletter writes to the address any more, and what it got ends. Also by a link
    /// whose row the database does not know.
    /// </summary>
    public async Task NeverAsync(DbConnection c, DbTransaction t, Token token)
    {
        await suppressions.AddAsync(c, t, token.AddressHash, Suppressions.All, SuppressionReason.Never);
        foreach (var row in await SubscriptionStore.OfAsync(c, t, token.AddressHash))
        {
            if (row.Status.ToState<SubscriptionStatus>().IsEnded()) continue;
            await store.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed);
            await log.AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, new ConsentAct("never", "page"));
        }
    }

    /// <summary>The relay says for good that there is no such address: it is mailed no more, by any newsletter. Nothing happens to who has gone.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="subscription">Row number.</param>
    /// <param name="way">By what it was learned, e.g. relay.</param>
    public async Task BounceAsync(DbConnection c, DbTransaction t, long subscription, string way)
    {
        if (await SubscriptionStore.FindAsync(c, t, subscription) is not { } row) return;
        await suppressions.AddAsync(c, t, row.AddressHash, Suppressions.All, SuppressionReason.Bounced);
        if (row.Status.ToState<SubscriptionStatus>().IsEnded()) return;
        await store.MoveAsync(c, t, row, SubscriptionStatus.Bounced);
        await log.AddAsync(c, t, row.Newsletter, row.PublicId, row.AddressHash, new ConsentAct("bounced", way));
    }
}
