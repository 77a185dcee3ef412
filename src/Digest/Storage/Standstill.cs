using System.Data.Common;
using Dapper;

namespace Digest.Storage;

/// <summary>Why the whole installation stands still, and since when.</summary>
internal sealed record Pause
{
    public required DateTimeOffset SinceAt { get; init; }
    public required string Reason { get; init; }
}

/// <summary>
/// The installation's own pause: nothing is collected, cut or sent until the operator says so. Pages go on, so that a
/// reader can always leave. Set when a database was put back; ended by <c>digest resume</c>.
/// </summary>
internal sealed class Standstill(Database database, EventLog events, TimeProvider clock)
{
    private const string Select = "select since_at, reason from standstill";
    private const string Insert = "insert into standstill (id, since_at, reason) values (1, @at, @reason) on conflict (id) do nothing";
    private const string Delete = "delete from standstill";

    /// <summary>Null: work goes on.</summary>
    public async Task<Pause?> FindAsync(CancellationToken ct = default)
    {
        await using var c = await database.OpenAsync(ct);
        return await c.QuerySingleOrDefaultAsync<Pause>(Select);
    }

    /// <exception cref="Fault">The installation stands still; the message says why and what ends it.</exception>
    public async Task RefuseAsync(CancellationToken ct = default)
    {
        if (await FindAsync(ct) is { } pause) throw new Fault(Words(pause));
    }

    public static string Words(Pause pause) =>
        $"Paused since {pause.SinceAt:yyyy-MM-dd HH:mm} UTC: {pause.Reason}. Nothing is collected or sent. Look at it, then: digest resume";

    public async Task BeginAsync(DbConnection c, DbTransaction t, string reason)
    {
        if (await c.ExecuteAsync(Insert, new { at = clock.GetUtcNow(), reason }, t) > 0)
            await events.AddAsync(c, t, "paused", 0, new { reason });
    }

    public async Task EndAsync(DbConnection c, DbTransaction t)
    {
        if (await c.ExecuteAsync(Delete, transaction: t) > 0) await events.AddAsync(c, t, "resumed", 0, new { });
    }
}
