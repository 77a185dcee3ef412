using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>
/// Takes everything out of this room's rows that tells who somebody is. What stays: the keyed hash, by which nobody can be
/// found without the key and without knowing the address, and dates. The rows themselves stay, for the ledger counts on
/// them; when the same person signs up again, they are theirs once more.
/// </summary>
internal sealed class ErasureStore(TimeProvider clock)
{
    private const string BlankSubscriptions = """
        update subscription set topics = '', time_zone = null, send_at = null, language = '', format = 'html', missed_since_at = null,
            paused_until = null, ended_from = null, erased_at = @at
        where id = @id
        """;

    private const string BlankEvidence = """
        update consent set client = null, page = null, detail = null where subscription = @subscription and (client is not null or page is not null or detail is not null)
        """;

    private const string BlankPerson = """
        update subscriber set email = '', address_key = @key, name = '', erased_at = @at
        where id = @subscriber and erased_at is null and not exists (select 1 from subscription where subscriber = @subscriber and (erased_at is null or status = 'pending'))
        """;

    private const string BlankNotes = "update suppression set note = null where address_hash = @hash and note is not null";
    private const string Forget = "delete from former_address where subscription = @id";
    private const string SelectFormer = "select subscription from former_address where address_hash = @hash";

    // One that moved onto one that moved on is found by way of the other; an address moves to another one, so that this ends.
    private const string SelectOwnAndMerged = """
        with recursive own (id) as (
            select s.id from subscription s join subscriber p on p.id = s.subscriber where p.address_hash = @hash
            union
            select s.id from own join subscription s on s.moved_to = own.id and s.moved_to is not null)
        select id from own order by id
        """;

    // What never came to anything goes wholly; nothing points at it.
    private const string DeleteSubscription = "delete from subscription where id = @id and status = 'pending' and confirmed_at is null";
    private const string DeleteEvidence = "delete from consent where subscription = @subscription";
    private const string DeletePerson = "delete from subscriber where id = @subscriber and not exists (select 1 from subscription where subscriber = @subscriber)";

    /// <summary>Subscriptions at this address, and those of the same person that ended at others when they moved onto these.</summary>
    public static async Task<IReadOnlyList<long>> OwnAsync(DbConnection c, DbTransaction? t, byte[] hash) =>
        (await c.QueryAsync<long>(SelectOwnAndMerged, new { hash }, t)).AsList();

    /// <summary>Subscriptions that were at this address and have moved on.</summary>
    public static async Task<IReadOnlyList<long>> FormerAsync(DbConnection c, DbTransaction? t, byte[] hash) =>
        (await c.QueryAsync<long>(SelectFormer, new { hash }, t)).AsList();

    /// <summary>Blanks one subscription that has ended, and the person when it was their last.</summary>
    public async Task BlankAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        var at = clock.GetUtcNow();
        await c.ExecuteAsync(BlankSubscriptions, new { id = row.Id, at }, t);
        await c.ExecuteAsync(BlankEvidence, new { subscription = row.PublicId }, t);
        await c.ExecuteAsync(Forget, new { id = row.Id }, t);
        await BlankPersonAsync(c, t, row);
        await c.ExecuteAsync(BlankNotes, new { hash = row.AddressHash }, t);
    }

    /// <summary>Blanks the evidence of a subscription from before it moved to the address that it has now.</summary>
    public static Task BlankEvidenceAsync(DbConnection c, DbTransaction t, PublicId subscription, byte[] now) =>
        c.ExecuteAsync(BlankEvidence + " and address_hash <> @now", new { subscription, now }, t);

    /// <summary>
    /// A subscription has gone from this person, who may have been erased before: then, and whenever nothing else needs it, their address is blanked again.
    /// </summary>
    public Task BlankPersonAsync(DbConnection c, DbTransaction t, Subscription row) =>
        c.ExecuteAsync(BlankPerson, new { subscriber = row.Subscriber, key = $"erased:{row.PublicId}", at = clock.GetUtcNow() }, t);

    /// <summary>Deletes a sign-up that was never confirmed, its evidence, and the person if they have nothing else here.</summary>
    public async Task DeleteAsync(DbConnection c, DbTransaction t, Subscription row)
    {
        if (await c.ExecuteAsync(DeleteSubscription, new { id = row.Id }, t) == 0) return;
        await c.ExecuteAsync(DeleteEvidence, new { subscription = row.PublicId }, t);
        await c.ExecuteAsync(DeletePerson, new { subscriber = row.Subscriber }, t);
        await BlankPersonAsync(c, t, row);
    }
}
