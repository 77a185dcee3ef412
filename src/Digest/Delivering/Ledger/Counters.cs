using System.Data.Common;
using Dapper;
using Digest.Storage;

namespace Digest.Delivering.Ledger;

/// <summary>The counters on a batch row: kept in the same transaction as the deliveries they count, so they always add up.</summary>
internal static class Counters
{
    private static readonly Dictionary<(DeliveryState, DeliveryState), string> Moves = (
        from a in Enum.GetValues<DeliveryState>()
        from b in Enum.GetValues<DeliveryState>()
        where a != b
        select (a, b)).ToDictionary(m => m, m =>
            $"update batch set {m.a.Text()} = {m.a.Text()} - @n, {m.b.Text()} = {m.b.Text()} + @n where id = @batch");

    private static readonly Dictionary<DeliveryState, string> Claims = Moves
        .Where(m => m.Key.Item2 == DeliveryState.Claimed).ToDictionary(m => m.Key.Item1, m => m.Value + " and fence = @fence");

    /// <summary>Counts deliveries of one batch as moved.</summary>
    public static Task MoveAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from, DeliveryState to, int n = 1) =>
        c.ExecuteAsync(Moves[(from, to)], new { batch, n }, t);

    /// <summary>Counts one delivery as claimed; false: another run of the batch has begun since, and this one must stop.</summary>
    public static async Task<bool> ClaimAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from, int fence) =>
        await c.ExecuteAsync(Claims[from], new { batch, n = 1, fence }, t) == 1;
}
