using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Storage.Moving;

/// <summary>
/// Streams a table's rows into the server by COPY, a chunk a transaction that also keeps how far it has come. After a crash the
/// next run goes on behind the last chunk that was committed: no row is missing, none is there twice.
/// </summary>
internal sealed class TableCopy(SqliteConnection source, SqliteTransaction snapshot, NpgsqlConnection target, MovedTable table)
{
    private const int MostRows = 2_000;
    private const int MostBytes = 16 << 20;

    private const string SelectAfter = "select after_row from moving_table where name = @name";
    private const string Advance = "update moving_table set after_row = @last where name = @name and after_row = @after";

    /// <exception cref="Fault">The server refused a row, or another process moves, too.</exception>
    public async Task RunAsync(Action<int> copied, CancellationToken ct)
    {
        var after = await target.ExecuteScalarAsync<long>(SelectAfter, new { name = table.Name });
        copied(await source.ExecuteScalarAsync<int>($"select count(*) from \"{table.Name}\" where rowid <= @after", new { after }, snapshot));
        while (await CopyAsync(after, ct) is { } chunk)
        {
            after = chunk.Last;
            copied(chunk.Rows);
        }
    }

    /// <returns>Null: no row was left.</returns>
    private async Task<Chunk?> CopyAsync(long after, CancellationToken ct)
    {
        await using var select = Select(after);
        await using var rows = await select.ExecuteReaderAsync(ct);
        if (!rows.HasRows) return null;
        try
        {
            await using var t = await target.BeginTransactionAsync(ct);
            var chunk = await ImportAsync(rows, ct);
            if (await target.ExecuteAsync(Advance, new { name = table.Name, after, last = chunk.Last }, t) != 1)
                throw new Fault("Another process moves the same installation. Let it finish, then run digest move again.");
            await t.CommitAsync(ct);
            return chunk;
        }
        catch (Exception fault) when (fault is PostgresException { SqlState: ['2', '2' or '3', ..] } or OverflowException)
        {
            throw new Fault($"A row of {table.Name} can't be moved: {(fault as PostgresException)?.MessageText ?? fault.Message}.", fault);
        }
    }

    private SqliteCommand Select(long after) => new(
        string.Create(CultureInfo.InvariantCulture, $"select rowid, {table.ColumnList} from \"{table.Name}\" where rowid > {after} order by rowid limit {MostRows}"),
        source, snapshot);

    private async Task<Chunk> ImportAsync(SqliteDataReader rows, CancellationToken ct)
    {
        var chunk = new Chunk(0, 0);
        await using var importer = await target.BeginBinaryImportAsync($"copy \"{table.Name}\" ({table.ColumnList}) from stdin (format binary)", ct);
        for (var bytes = 0L; bytes < MostBytes && await rows.ReadAsync(ct);)
        {
            await importer.StartRowAsync(ct);
            for (var i = 0; i < table.Columns.Count; i++)
            {
                var cell = Cell.Read(rows, i + 1, table.Columns[i].Kind);
                await cell.WriteAsync(importer, ct);
                bytes += cell.Size;
            }
            chunk = new Chunk(chunk.Rows + 1, rows.GetInt64(0));
        }
        await importer.CompleteAsync(ct);
        return chunk;
    }

    private sealed record Chunk(int Rows, long Last);
}
