using Dapper;
using Npgsql;

namespace Digest.Storage.Moving;

/// <summary>
/// The server's side of a move. From its first moment on two rows say that nobody may work there: the pause that every worker
/// obeys, and the unfinished move, which everything that starts there refuses.
/// </summary>
internal sealed class NewEnd(NpgsqlConnection c, MovedTables tables, TimeProvider clock)
{
    private const string SelectUnfinished = "select count(*) from moving where finished_at is null";
    private const string Select = "select source, stamp, finished_at from moving";
    private const string Insert = "insert into moving (id, source, stamp, began_at) values (1, @source, @stamp, @at)";
    private const string SetStamp = "update moving set stamp = @stamp";
    private const string Finish = "update moving set finished_at = @at";

    private const string InsertTables = """
        insert into moving_table (name, after_row) select unnest(@names), @first on conflict (name) do update set after_row = excluded.after_row
        """;

    private const string InsertPause = "insert into standstill (id, since_at, reason) values (1, @at, @reason) on conflict (id) do nothing";
    private const string DeletePause = "delete from standstill";

    /// <summary>Before the number of any row.</summary>
    private const long First = long.MinValue;

    /// <exception cref="Fault">A move into this database is unfinished.</exception>
    public static async Task RefuseUnfinishedAsync(Database database, CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        if (await c.ExecuteScalarAsync<long>(SelectUnfinished) > 0)
            throw new Fault($"The move of an installation to {database.Place} is unfinished. Run digest move again, with the settings of the old database, until it says that it is done.");
    }

    /// <summary>Begins the move, or finds where it stopped, or begins it anew where the old end has gone on since.</summary>
    /// <returns>False: it was finished before, and nothing is left to do.</returns>
    /// <exception cref="Fault">Something else is there.</exception>
    public async Task<bool> ClaimAsync(string source, string stamp, string place)
    {
        await using var t = await c.BeginTransactionAsync();
        var found = await c.QuerySingleOrDefaultAsync<State>(Select, transaction: t);
        if (found is null)
        {
            await RefuseFullAsync(place);
            await c.ExecuteAsync(Insert, new { source, stamp, at = clock.GetUtcNow() }, t);
        }
        else if (found.Source != source) throw new Fault($"{place} holds another installation. Give an empty database.");
        else if (found.FinishedAt is not null && found.Stamp == stamp) return false;
        else if (found.FinishedAt is { } at)
            throw new Fault($"This installation was moved to {place} on {at:yyyy-MM-dd}, and its old database has gone on since. To move it again, give an empty database.");
        if (found?.Stamp != stamp) await EmptyAsync(t, stamp);
        await c.ExecuteAsync(InsertPause, new { at = clock.GetUtcNow(), reason = "an installation is being moved here" }, t);
        await t.CommitAsync();
        return true;
    }

    /// <summary>What was copied does not count: the next run begins anew.</summary>
    public Task DistrustAsync() => c.ExecuteAsync(SetStamp, new { stamp = "" });

    /// <summary>New rows get numbers after those that are here, and the pause ends, or becomes the one that the old end had.</summary>
    public async Task FinishAsync(Pause? pause)
    {
        // The first queries shall not be planned as for empty tables.
        await c.ExecuteAsync($"analyze {NamesOfAll}");
        await using var t = await c.BeginTransactionAsync();
        foreach (var (table, column) in tables.All.SelectMany(t => t.Columns.Where(c => c.IsRowNumber).Select(c => (t.Name, c.Name))))
            await c.ExecuteAsync(After(table, column, $"select max(\"{column}\") from \"{table}\""), transaction: t);
        // Rows still bear the numbers of processes that had taken them; no node here may be taken for one of those.
        var takers = tables.All.Where(t => t.Columns.Any(c => c is { Name: "node", Kind: CellKind.BigInt })).Select(t => $"select max(node) as taker from \"{t.Name}\"");
        await c.ExecuteAsync(After("node", "id", $"select max(taker) from ({string.Join(" union all ", takers)}) x"), transaction: t);
        await c.ExecuteAsync(DeletePause, transaction: t);
        if (pause is not null) await c.ExecuteAsync(InsertPause, new { at = pause.SinceAt, reason = pause.Reason }, t);
        await c.ExecuteAsync(Finish, new { at = clock.GetUtcNow() }, t);
        await t.CommitAsync();
    }

    private string NamesOfAll => string.Join(", ", tables.All.Select(x => $"\"{x.Name}\""));

    private static string After(string table, string column, string greatest) =>
        $"select setval(pg_get_serial_sequence('\"{table}\"', '{column}'), greatest(coalesce(({greatest}), 0), 0) + 1, false)";

    private async Task EmptyAsync(NpgsqlTransaction t, string stamp)
    {
        await c.ExecuteAsync($"truncate {NamesOfAll}", transaction: t);
        await c.ExecuteAsync(InsertTables, new { names = tables.All.Select(x => x.Name).ToArray(), first = First }, t);
        await c.ExecuteAsync(SetStamp, new { stamp }, t);
    }

    private async Task RefuseFullAsync(string place)
    {
        var full = new List<string>();
        foreach (var name in tables.All.Select(x => x.Name).Append("node").Append("standstill"))
            if (await c.ExecuteScalarAsync<bool>($"select exists (select 1 from \"{name}\")")) full.Add(name);
        if (full.Count > 0) throw new Fault($"{place} is in use: {string.Join(", ", full.Take(3))} {(full.Count == 1 ? "has" : "have")} rows. Give an empty database.");
    }

    private sealed record State
    {
        public required string Source { get; init; }
        public required string Stamp { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
    }
}
