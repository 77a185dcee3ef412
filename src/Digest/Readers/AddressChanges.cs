using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

internal enum MoveOutcome
{
    /// <summary>The newsletter comes to the new address from now on.</summary>
    Moved,

    /// <summary>It does already.</summary>
    Already,

    /// <summary>Too late, or another letter was asked for since.</summary>
    Expired,

    /// <summary>The person has left meanwhile: nothing is moved.</summary>
    Ended,
}

/// <summary>
/// A subscription moves to another address, once a button of a letter to that address was pressed: that is the person's own
/// yes there, and lifts what was said against the address. The subscription keeps its row, its ledger and its links. Where
/// the new address reads the newsletter already, its own subscription goes on and takes over what it lacks; the one that
/// moved ends, and its links lead on. The old address is not mailed again unless it signs up and confirms.
/// </summary>
internal sealed class AddressChanges(SubscriptionStore store, ErasureStore erasure, Suppressions suppressions, ConsentLog log, TimeProvider clock)
{
    private const string Take = "update subscription set subscriber = @subscriber where id = @id";
    private const string Point = "update subscription set moved_to = @to where id = @id";
    private const string Remember = "insert into former_address (address_hash, subscription, at) values (@hash, @id, @at) on conflict (address_hash, subscription) do nothing";

    private const string TakeOver = """
        update subscription set cadence = @cadence, topics = @topics, time_zone = @zone, send_at = @sendAt, language = @language, format = @format,
            paused_until = @until
        where id = @id
        """;

    private const string Drop = """
        delete from subscriber where id = @subscriber and not exists (select 1 from subscription where subscriber = @subscriber)
        """;

    /// <summary>What the button would do now.</summary>
    /// <param name="c">A connection.</param>
    /// <param name="t">The step; null: only looking.</param>
    /// <param name="row">The subscription of the token; null: unknown.</param>
    /// <param name="token">Carries the hash of the new address.</param>
    /// <param name="newest">When the newest letter of this kind was asked for; null: none is known any more.</param>
    /// <param name="within">How long the link works.</param>
    public async Task<MoveOutcome> JudgeAsync(DbConnection c, DbTransaction? t, Subscription? row, Token token, DateTimeOffset? newest, TimeSpan within)
    {
        if (row is null) return MoveOutcome.Expired;
        var at = row.MovedTo is { } next ? await SubscriptionStore.FindAsync(c, t, next) : row;
        var isThere = at is not null && at.AddressHash.AsSpan().SequenceEqual(token.AddressHash);
        if (at is null || at.Status.ToState<SubscriptionStatus>().IsEnded()) return MoveOutcome.Ended;
        if (isThere) return MoveOutcome.Already;
        if (!row.Reads) return MoveOutcome.Ended;
        var isNewest = newest is { } asked && asked.ToUnixTimeSeconds() == token.IssuedAt.ToUnixTimeSeconds();
        return isNewest && clock.GetUtcNow() - token.IssuedAt <= within ? MoveOutcome.Moved : MoveOutcome.Expired;
    }

    /// <summary>Moves it, after <see cref="JudgeAsync"/> has agreed in the same step.</summary>
    /// <returns>The subscription at the new address.</returns>
    public async Task<Subscription> MoveAsync(DbConnection c, DbTransaction t, Subscription row, MailAddress to, ConsentAct act)
    {
        var subscriber = await store.PersonAsync(c, t, to, row.Name); // of whom nothing but a hash may have been left
        var there = (await store.OfAsync(c, t, to)).FirstOrDefault(s => s.Newsletter == row.Newsletter);
        await log.AddAsync(c, t, row, act with { Act = "moved", Detail = "to another address, which confirmed it" });
        await suppressions.AddAsync(c, t, row.AddressHash, row.Newsletter, SuppressionReason.Left);
        var id = there is null ? await CarryAsync(c, t, row, subscriber) : await MergeAsync(c, t, row, there);
        var moved = await SubscriptionStore.FindAsync(c, t, id) ?? throw new InvalidOperationException("A subscription is gone within the step that moves it.");
        await Suppressions.LiftAsync(c, t, moved.AddressHash, moved.Newsletter);
        await log.AddAsync(c, t, moved, act with { Act = "confirmed", Detail = "moved here from another address" });
        return moved;
    }

    private async Task<long> CarryAsync(DbConnection c, DbTransaction t, Subscription row, long subscriber)
    {
        await c.ExecuteAsync(Take, new { subscriber, id = row.Id }, t);
        await c.ExecuteAsync(Remember, new { hash = row.AddressHash, id = row.Id, at = clock.GetUtcNow() }, t);
        await c.ExecuteAsync(Drop, new { subscriber = row.Subscriber }, t);
        await erasure.BlankPersonAsync(c, t, row);
        return row.Id;
    }

    private async Task<long> MergeAsync(DbConnection c, DbTransaction t, Subscription row, Subscription there)
    {
        var status = there.Status.ToState<SubscriptionStatus>();
        var isPaused = row.Status.ToState<SubscriptionStatus>() == SubscriptionStatus.Paused;
        if (status == SubscriptionStatus.Paused && !isPaused) await store.MoveAsync(c, t, there, SubscriptionStatus.Active);
        if (status is not (SubscriptionStatus.Active or SubscriptionStatus.Paused)) await BeginAsync(c, t, there, row, isPaused);
        await store.MoveAsync(c, t, row, SubscriptionStatus.Unsubscribed);
        await c.ExecuteAsync(Point, new { id = row.Id, to = there.Id }, t);
        return there.Id;
    }

    // The button is the confirmation that the machine asks for. What was chosen goes along, a pause included.
    private async Task BeginAsync(DbConnection c, DbTransaction t, Subscription there, Subscription row, bool isPaused)
    {
        if (there.Status.ToState<SubscriptionStatus>().IsEnded()) await store.MoveAsync(c, t, there, SubscriptionStatus.Pending);
        await store.MoveAsync(c, t, there with { Status = SubscriptionStatus.Pending.Text() }, SubscriptionStatus.Active);
        if (isPaused) await store.MoveAsync(c, t, there with { Status = SubscriptionStatus.Active.Text() }, SubscriptionStatus.Paused);
        await c.ExecuteAsync(TakeOver, new
        {
            id = there.Id,
            cadence = row.Cadence,
            topics = row.Topics,
            zone = row.TimeZone,
            sendAt = row.SendAt,
            language = row.Language,
            format = row.Format,
            until = isPaused ? row.PausedUntil : null,
        }, t);
    }
}
