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

    private const string Find = """
        select reason from suppression where address_hash = @addressHash and newsletter in (0, @newsletter)
        order by newsletter limit 1
        """;

    private const string SelectOf = "select newsletter, reason from suppression where address_hash = @addressHash order by newsletter";

    private const string Remove = "delete from suppression where address_hash = @addressHash and newsletter in (0, @newsletter)";

    public Task AddAsync(DbConnection c, DbTransaction t, byte[] addressHash, long newsletter, SuppressionReason reason) =>
        c.ExecuteAsync(Insert, new { addressHash, newsletter, reason = reason.Text(), at = clock.GetUtcNow() }, t);

    /// <summary>The reason not to mail; null: none.</summary>
    public static async Task<SuppressionReason?> FindAsync(DbConnection c, DbTransaction? t, byte[] addressHash, long newsletter) =>
        (await c.QuerySingleOrDefaultAsync<string?>(Find, new { addressHash, newsletter }, t))?.ToState<SuppressionReason>();

    /// <summary>All that stands against an address; <see cref="All"/> comes first.</summary>
    public static async Task<IReadOnlyList<(long Newsletter, SuppressionReason Reason)>> OfAsync(DbConnection c, DbTransaction? t, byte[] addressHash) =>
        [.. (await c.QueryAsync<(long Newsletter, string Reason)>(SelectOf, new { addressHash }, t)).Select(r => (r.Newsletter, r.Reason.ToState<SuppressionReason>()))];

    /// <summary>What a double opt-in lifts.</summary>
    public static Task LiftAsync(DbConnection c, DbTransaction t, byte[] addressHash, long newsletter) =>
        c.ExecuteAsync(Remove, new { addressHash, newsletter }, t);
}
