using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Readers;

/// <summary>Why an address must not be mailed.</summary>
internal enum SuppressionReason
{
    /// <summary>The reader left this newsletter.</summary>
    Left,

    /// <summary>The address does not exist.</summary>
    Bounced,

    /// <summary>The reader called our mail spam.</summary>
    Complained,

    /// <summary>"It wasn't me, never write to me again."</summary>
    Never,

    /// <summary>The person had all that was known of them erased.</summary>
    Erased,
}

/// <summary>One reason not to mail an address.</summary>
internal sealed record Suppression
{
    /// <summary>Row number, or <see cref="Suppressions.All"/>.</summary>
    public required long Newsletter { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The operator's words; null: none.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Addresses that must not be mailed, by keyed hash. No import, restore or retry lifts one: only the person's own new
/// confirmation does.
/// </summary>
internal sealed class Suppressions(TimeProvider clock)
{
    /// <summary>Stands for all newsletters.</summary>
    public const long All = 0;

    private const string Insert = """
        insert into suppression (address_hash, newsletter, reason, at) values (@addressHash, @newsletter, @reason, @at)
        on conflict (address_hash, newsletter) do update set reason = excluded.reason, at = excluded.at
            where excluded.reason = 'never' and suppression.reason <> 'never'
        """;

    // Of two the older, except that "never" outdoes them all.
    private const string Bring = """
        insert into suppression (address_hash, newsletter, reason, at, note) values (@addressHash, @scope, @reason, @at, @note)
        on conflict (address_hash, newsletter) do update set reason = excluded.reason, at = excluded.at, note = excluded.note
            where (excluded.reason = 'never' and suppression.reason <> 'never')
               or (excluded.at < suppression.at and (excluded.reason = 'never' or suppression.reason <> 'never'))
        """;

    private const string RemoveYounger = "delete from suppression where address_hash = @addressHash and newsletter = @newsletter and reason = 'left' and at > @at";

    private const string Find = """
        select reason from suppression where address_hash = @addressHash and newsletter in (0, @newsletter)
        order by newsletter limit 1
        """;

    private const string SelectOf = "select newsletter, reason from suppression where address_hash = @addressHash order by newsletter";

    private const string SelectSince = "select newsletter, reason, at, note from suppression where address_hash = @addressHash order by newsletter";

    private const string RemoveLeave = "delete from suppression where address_hash = @addressHash and newsletter = @newsletter and reason = 'left' and at = @at";

    private const string RemoveAll = "delete from suppression where address_hash = @addressHash";

    private const string Remove = "delete from suppression where address_hash = @addressHash and newsletter in (0, @newsletter)";

    /// <param name="c">The writer's connection.</param>
    /// <param name="t">Its transaction.</param>
    /// <param name="addressHash">Whom.</param>
    /// <param name="newsletter">Row number, or <see cref="All"/>.</param>
    /// <param name="reason">Kept where one stands already: the first.</param>
    /// <param name="at">Since when; null: now.</param>
    public Task AddAsync(DbConnection c, DbTransaction t, byte[] addressHash, long newsletter, SuppressionReason reason, DateTimeOffset? at = null) =>
        c.ExecuteAsync(Insert, new { addressHash, newsletter, reason = reason.Text(), at = at ?? clock.GetUtcNow() }, t);

    /// <summary>
    /// Takes over what another place knows, with its time. A younger leave of the newsletter alone, which the import of
    /// the readers made, gives way to what holds for all: it says no more.
    /// </summary>
    public async Task BringAsync(DbConnection c, DbTransaction t, Refusal refusal, long newsletter)
    {
        var at = SubscriptionStore.Earlier(refusal.At, clock.GetUtcNow()) ?? clock.GetUtcNow();
        var scope = refusal.IsEverywhere ? All : newsletter;
        await c.ExecuteAsync(Bring, new { addressHash = refusal.AddressHash, scope, reason = refusal.Reason.Text(), at, note = refusal.Note }, t);
        if (refusal.IsEverywhere) await c.ExecuteAsync(RemoveYounger, new { addressHash = refusal.AddressHash, newsletter, at }, t);
    }

    /// <summary>Lifts what one leave made, and nothing else.</summary>
    public static Task LiftLeaveAsync(DbConnection c, DbTransaction t, byte[] addressHash, long newsletter, DateTimeOffset at) =>
        c.ExecuteAsync(RemoveLeave, new { addressHash, newsletter, at }, t);

    /// <summary>All that stands against an address, and since when; <see cref="All"/> comes first.</summary>
    public static async Task<IReadOnlyList<Suppression>> SinceAsync(DbConnection c, byte[] addressHash) =>
        (await c.QueryAsync<Suppression>(SelectSince, new { addressHash })).AsList();

    /// <summary>The reason not to mail; null: none.</summary>
    public static async Task<SuppressionReason?> FindAsync(DbConnection c, DbTransaction? t, byte[] addressHash, long newsletter) =>
        (await c.QuerySingleOrDefaultAsync<string?>(Find, new { addressHash, newsletter }, t))?.ToState<SuppressionReason>();

    /// <summary>All that stands against an address; <see cref="All"/> comes first.</summary>
    public static async Task<IReadOnlyList<(long Newsletter, SuppressionReason Reason)>> OfAsync(DbConnection c, DbTransaction? t, byte[] addressHash) =>
        [.. (await c.QueryAsync<(long Newsletter, string Reason)>(SelectOf, new { addressHash }, t)).Select(r => (r.Newsletter, r.Reason.ToState<SuppressionReason>()))];

    /// <summary>What a double opt-in lifts.</summary>
    public static Task LiftAsync(DbConnection c, DbTransaction t, byte[] addressHash, long newsletter) =>
        c.ExecuteAsync(Remove, new { addressHash, newsletter }, t);

    /// <summary>All that stands against an address goes: the operator lifts it, and says why.</summary>
    /// <returns>How many.</returns>
    public static Task<int> LiftAllAsync(DbConnection c, DbTransaction t, byte[] addressHash) => c.ExecuteAsync(RemoveAll, new { addressHash }, t);
}
