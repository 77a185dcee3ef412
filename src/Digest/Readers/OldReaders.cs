using System.Data.Common;
using Dapper;

namespace Digest.Readers;

/// <summary>Finds what has become too old to be kept, a step at a time, each by an index of its own.</summary>
internal static class OldReaders
{
    public const int MostPerStep = 200;

    private const string SelectPending = """
        select id from subscription where status = 'pending' and coalesce(asked_at, created_at) < @before order by coalesce(asked_at, created_at) limit @most
        """;

    // Who is asked again at the moment may have left long ago.
    private const string SelectEnded = """
        select id from subscription where ended_at < @before and ended_at is not null and erased_at is null and status <> 'pending' order by ended_at limit @most
        """;

    private const string BlankClients = """
        update consent set client = null where id in (select id from consent where client is not null and at < @before order by at limit @most)
        """;

    /// <summary>Sign-ups that were not confirmed since an instant.</summary>
    public static async Task<IReadOnlyList<long>> PendingAsync(DbConnection c, DbTransaction t, DateTimeOffset before) =>
        (await c.QueryAsync<long>(SelectPending, new { before, most = MostPerStep }, t)).AsList();

    /// <summary>Subscriptions that ended before an instant and still tell whose they were.</summary>
    public static async Task<IReadOnlyList<long>> EndedAsync(DbConnection c, DbTransaction t, DateTimeOffset before) =>
        (await c.QueryAsync<long>(SelectEnded, new { before, most = MostPerStep }, t)).AsList();

    /// <summary>Empties the truncated addresses of clients in evidence from before an instant.</summary>
    /// <returns>How many; fewer than a step: no more are left.</returns>
    public static Task<int> BlankClientsAsync(DbConnection c, DbTransaction t, DateTimeOffset before) =>
        c.ExecuteAsync(BlankClients, new { before, most = MostPerStep }, t);
}
