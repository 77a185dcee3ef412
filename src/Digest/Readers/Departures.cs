using System.Data.Common;
using Dapper;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Readers;

internal enum UndoOutcome
{
    /// <summary>The subscription is what it was before the leave.</summary>
    Undone,

    /// <summary>It was taken back already, or the person signed up anew.</summary>
    Already,

    /// <summary>Too late, or more has happened since: only a new sign-up leads back.</summary>
    Refused,
}

/// <summary>
/// A reader leaves: at once, for good, again and again with the same result; and, for a quarter of an hour after the page's
/// button, takes it back. That is the one exception from "active only by a confirmation": the person who undoes holds a
/// token that was made by the very leave, for this subscription and address, and what they undo is a minute old.
/// </summary>
internal sealed class Departures(SubscriptionStore store, Suppressions suppressions, ConsentLog log, TimeProvider clock)
{
    /// <summary>How long a leave can be taken back.</summary>
    public static readonly TimeSpan UndoWithin = TimeSpan.FromMinutes(15);

    private const string Restore = """
        update subscription set status = ended_from, ended_at = null, ended_from = null, missed_since_at = coalesce(missed_since_at, ended_at)
        where id = @id and status = 'unsubscribed' and ended_at = @endedAt and ended_from in ('active', 'paused') and moved_to is null
        """;

    /// <summary>
    /// Leaves the newsletter that the link is of. An id that the database does not know (restored from an older backup)
    /// suppresses the hash that the link carries; a subscription that moved to another address is left there.
    /// </summary>
    public async Task LeaveAsync(DbConnection c, DbTransaction t, Token token, IReadOnlyList<Newsletter> newsletters, ConsentAct act)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var newsletter = row?.Newsletter ?? newsletters.FirstOrDefault(n => n.PublicId == token.Newsletter)?.Id;
        if (newsletter is null) return;
        var now = clock.GetUtcNow();
        await suppressions.AddAsync(c, t, token.AddressHash, newsletter.Value, SuppressionReason.Left, now);
        // Each step leads to a younger subscription, so this ends.
        for (; row is not null; row = row.MovedTo is { } next ? await SubscriptionStore.FindAsync(c, t, next) : null)
            await LeaveAsync(c, t, row, act, now);
        // The person at that address may have signed up once more since; their no is for that, too.
        foreach (var own in (await SubscriptionStore.OfAsync(c, t, token.AddressHash)).Where(s => s.Newsletter == newsletter))
            await LeaveAsync(c, t, own, act, now);
    }

    private async Task LeaveAsync(DbConnection c, DbTransaction t, Subscription row, ConsentAct act, DateTimeOffset now)
    {
        if (row.Status.ToState<SubscriptionStatus>().IsEnded()) return;
        await store.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed, now);
        await suppressions.AddAsync(c, t, row.AddressHash, row.Newsletter, SuppressionReason.Left, now);
        await log.AddAsync(c, t, row, act with { Act = "left" });
    }

    /// <summary>Whether a leave can still be taken back, and when it was.</summary>
    public DateTimeOffset? UndoableSince(Subscription? row) =>
        row is { EndedAt: { } ended, Status: "unsubscribed", EndedFrom: "active" or "paused", MovedTo: null, ErasedAt: null }
        && clock.GetUtcNow() - ended <= UndoWithin ? ended : null;

    /// <summary>Takes back the leave by which the token was made.</summary>
    public async Task<(UndoOutcome Outcome, Subscription? Row)> UndoAsync(DbConnection c, DbTransaction t, Token token)
    {
        var row = await SubscriptionStore.FindAsync(c, t, token.Subscription);
        var outcome = Judge(row, token);
        if (outcome != UndoOutcome.Undone || row is null) return (outcome, row);
        await Suppressions.LiftLeaveAsync(c, t, row.AddressHash, row.Newsletter, row.EndedAt!.Value);
        // Bounced, complained, erased meanwhile, or left by an older link: that stands.
        if (await Suppressions.FindAsync(c, t, row.AddressHash, row.Newsletter) is not null)
        {
            await suppressions.AddAsync(c, t, row.AddressHash, row.Newsletter, SuppressionReason.Left, row.EndedAt);
            return (UndoOutcome.Refused, row);
        }
        if (await c.ExecuteAsync(Restore, new { id = row.Id, endedAt = row.EndedAt }, t) != 1) return (UndoOutcome.Refused, row);
        await log.AddAsync(c, t, row, new ConsentAct("returned", "page"));
        return (UndoOutcome.Undone, await SubscriptionStore.FindAsync(c, t, row.Id));
    }

    /// <summary>What the button would do now.</summary>
    public UndoOutcome Judge(Subscription? row, Token token)
    {
        if (row is null || !row.AddressHash.AsSpan().SequenceEqual(token.AddressHash)) return UndoOutcome.Refused;
        if (row.Reads) return UndoOutcome.Already;
        return UndoableSince(row) is { } left && left.ToUnixTimeSeconds() == token.IssuedAt.ToUnixTimeSeconds() ? UndoOutcome.Undone : UndoOutcome.Refused;
    }
}
