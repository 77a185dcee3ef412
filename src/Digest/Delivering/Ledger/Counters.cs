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
        where DeliveryMachine.Allows(a, b)
        select (a, b)).ToDictionary(m => m, m => Text(m.a, m.b));

    private static readonly Dictionary<DeliveryState, string> Unclaims = Moves
        .Where(m => m.Key.Item2 == DeliveryState.Claimed).ToDictionary(m => m.Key.Item1, m => Text(DeliveryState.Claimed, m.Key.Item1));

    private static readonly Dictionary<DeliveryState, string> Claims = Moves
        .Where(m => m.Key.Item2 == DeliveryState.Claimed).ToDictionary(m => m.Key.Item1, m => m.Value + " and fence = @fence");

    /// <summary>Counts deliveries of one batch as moved.</summary>
    /// <exception cref="InvalidOperationException">No delivery makes that move.</exception>
    public static Task MoveAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from, DeliveryState to, int n = 1)
    {
        DeliveryMachine.Require(from, to);
        return c.ExecuteAsync(Moves[(from, to)], new { batch, n }, t);
    }

    /// <summary>Takes back a claim that was counted in this very step and met a row that may not be claimed.</summary>
    public static Task UnclaimAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from) =>
        c.ExecuteAsync(Unclaims[from], new { batch, n = 1 }, t);

    /// <summary>Counts one delivery as claimed; false: another run of the batch has begun since, and this one must stop.</summary>
    public static async Task<bool> ClaimAsync(DbConnection c, DbTransaction t, long batch, DeliveryState from, int fence) =>
        await c.ExecuteAsync(Claims[from], new { batch, n = 1, fence }, t) == 1;

    private static string Text(DeliveryState from, DeliveryState to) =>
        $"update batch set {from.Text()} = {from.Text()} - @n, {to.Text()} = {to.Text()} + @n where id = @batch";
}
