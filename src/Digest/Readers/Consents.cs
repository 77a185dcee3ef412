using System.Data.Common;
using Digest.Storage;

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

/// <summary>A person says yes: the rules of subscribing, each one step. How they say no: <see cref="Departures"/>.</summary>
internal sealed class Consents(SubscriptionStore store, Suppressions suppressions, ConsentLog log, AddressHasher hasher, TimeProvider clock)
{
    /// <summary>Somebody asks for a newsletter at this address. What they get, if anything, is a letter to confirm.</summary>
    /// <returns>The standing (null: somebody unknown who said never) and whether a confirm letter is due: not for who reads already, nor who said never.</returns>
    public async Task<(Subscription? Row, bool LetterDue)> AskAsync(
        DbConnection c, DbTransaction t, long newsletter, MailAddress address, string name, Standing first, ConsentAct act)
    {
        if (await Suppressions.FindAsync(c, t, hasher.Hash(address), newsletter) == SuppressionReason.Never)
        {
            // Nothing is stored of who said never, whoever asks in their name; what is known of them stays as it is.
            return ((await store.OfAsync(c, t, address)).FirstOrDefault(s => s.Newsletter == newsletter), false);
        }
        var (row, isNew) = await store.GetOrAddAsync(c, t, newsletter, address, "", first);
        await log.AddAsync(c, t, newsletter, row.PublicId, row.AddressHash, act);
        var status = row.Status.ToState<SubscriptionStatus>();
        if (status is SubscriptionStatus.Active or SubscriptionStatus.Paused) return (row, false);
        if (!isNew && status.IsEnded()) await store.MoveAsync(c, t, row, SubscriptionStatus.Pending);
        await SubscriptionStore.ChooseAsync(c, t, row, name, first);
        return (row, true);
    }

    /// <summary>The newest confirm letter's button was pressed.</summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="token">Of the link.</param>
    /// <param name="within">How long it works.</param>
    /// <param name="client">Whose network pressed it, truncated; null: unknown.</param>
    public async Task<(ConfirmOutcome Outcome, Subscription? Row)> ConfirmAsync(DbConnection c, DbTransaction t, Token token, TimeSpan within, string? client = null)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var outcome = Judge(row, token, within);
        if (outcome != ConfirmOutcome.Confirmed || row is null) return (outcome, row);
        await store.MoveAsync(c, t, row, SubscriptionStatus.Active);
        await Suppressions.LiftAsync(c, t, row.AddressHash, row.Newsletter);
        var act = new ConsentAct("confirmed", "page", Client: client) { Letter = await ConsentLog.LetterAsync(c, t, row.PublicId) };
        await log.AddAsync(c, t, row, act);
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

    /// <summary>
    /// There is no such address, or none that takes mail: it is mailed no more, by any newsletter. Nothing happens to who has gone, or has moved
    /// to another address since.
    /// </summary>
    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="subscription">Row number.</param>
    /// <param name="mailed">The address that was mailed; null: not known, so the one on file.</param>
    /// <param name="way">By what it was learned: relay, report.</param>
    /// <param name="detail">What else is to be said of it; null: nothing.</param>
    public Task BounceAsync(DbConnection c, DbTransaction t, long subscription, string? mailed, string way, string? detail = null) =>
        EndAsync(c, t, subscription, mailed, SuppressionReason.Bounced, SubscriptionStatus.Bounced, new ConsentAct("bounced", way) { Detail = detail });

    /// <summary>The reader called a mail spam (RFC 5965): no newsletter writes to the address any more, from now on.</summary>
    public Task ComplainAsync(DbConnection c, DbTransaction t, long subscription, string? mailed, string way) =>
        EndAsync(c, t, subscription, mailed, SuppressionReason.Complained, SubscriptionStatus.Complained, new ConsentAct("complained", way));

    private async Task EndAsync(
        DbConnection c, DbTransaction t, long subscription, string? mailed, SuppressionReason reason, SubscriptionStatus to, ConsentAct act)
    {
        if (await SubscriptionStore.FindAsync(c, t, subscription) is not { } row) return;
        var hash = mailed == row.Email || MailAddress.Parse(mailed) is not { } address ? row.AddressHash : hasher.Hash(address);
        await suppressions.AddAsync(c, t, hash, Suppressions.All, reason);
        foreach (var own in await SubscriptionStore.OfAsync(c, t, hash))
        {
            if (own.Status.ToState<SubscriptionStatus>().IsEnded()) continue;
            await store.MoveAsync(c, t, own, to);
            await log.AddAsync(c, t, own.Newsletter, own.PublicId, own.AddressHash, act);
        }
    }
}
