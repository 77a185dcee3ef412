using Npgsql;

namespace Digest.Storage.Moving;

/// <summary>
/// Moves an installation from its SQLite file to an empty PostgreSQL database. Until it is finished nobody works at either end:
/// the caller holds the worker lock, the file <c>moved-to</c> keeps everybody else from the old end even between two runs, and
/// the new end says so itself (<see cref="NewEnd"/>). The old file is read only. A run that was cut off, at any moment, is run
/// again and goes on where it stopped. Done means: each table was read again on both sides, and has as many rows with the same hash.
/// </summary>
internal sealed class Move(StorageOptions options, string connection, TimeProvider clock)
{
    private const int MostSeconds = 600; // of one statement: some go over all rows of a table

    private readonly StorageOptions target = new()
    {
        DataDirectory = options.DataDirectory,
        Database = new()
        {
            Provider = DatabaseProvider.PostgreSql,
            ConnectionString = new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = MostSeconds }.ToString(),
        },
    };

    /// <param name="share">Told how much is done, from 0 to 1.</param>
    /// <param name="ct">Ends it; the next run goes on.</param>
    /// <exception cref="Fault">There is nothing to move, or no place for it, or what arrived is not what was there.</exception>
    public async Task<MoveReport> RunAsync(Action<double> share, CancellationToken ct)
    {
        await using var from = new Database(options);
        await using var to = new Database(target);
        if (!await from.ExistsAsync(ct)) throw new Fault($"There is no {from.FilePath} to move. Look at Digest:DataDirectory.");
        new Migrator(from, options, clock).Migrate();
        try
        {
            await using var old = await OldEnd.OpenAsync(from, ct);
            return await RunAsync(old, to, share, ct);
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault)
        {
            throw DataFolder.Unusable(options, fault);
        }
        catch (NpgsqlException fault)
        {
            throw new Fault($"The database {to.Place} can't be used: {fault.Message.TrimEnd('.')}. What has arrived stays; mend it, and run digest move again.", fault);
        }
    }

    private async Task<MoveReport> RunAsync(OldEnd old, Database to, Action<double> share, CancellationToken ct)
    {
        var migrator = new Migrator(to, target, clock);
        var moved = new MovedTo(options);
        var turn = await migrator.TurnAsync(ct);
        await using var c = (NpgsqlConnection)await to.OpenAsync(ct);
        MovedTables tables;
        NewEnd end;
        await using (turn)
        {
            // Within one turn: nobody may make an installation of its own there between the schema and the claim.
            await RefuseEncodingAsync(c, to.Place, ct);
            migrator.Migrate();
            tables = await MovedTables.ReadAsync(old.Connection, c);
            end = new NewEnd(c, tables, clock);
            if (!await end.ClaimAsync(await old.NameAsync(), await old.StampAsync(), to.Place))
            {
                moved.Finish(to.Place);
                return new MoveReport(to.Place, [], tables.Strange) { WasDone = true };
            }
            moved.Begin(to.Place);
        }
        var progress = await MoveProgress.OfAsync(old, tables, share);
        foreach (var table in tables.All)
            await new TableCopy(old.Connection, old.Snapshot, c, table).RunAsync(progress.Passed, ct);
        var rows = await VerifyAsync(old, c, end, tables, progress, ct);
        await end.FinishAsync(await old.PauseAsync());
        moved.Finish(to.Place);
        return new MoveReport(to.Place, rows, tables.Strange);
    }

    private static async Task<IReadOnlyList<MovedRows>> VerifyAsync(OldEnd old, NpgsqlConnection c, NewEnd end, MovedTables tables, MoveProgress progress, CancellationToken ct)
    {
        var rows = new List<MovedRows>();
        foreach (var table in tables.All)
        {
            var here = await TableHash.OfAsync(old.Connection, old.Snapshot, table, progress.Passed, ct);
            var there = await TableHash.OfAsync(c, null, table, progress.Passed, ct);
            if ((here.Rows, here.Sum) != (there.Rows, there.Sum))
            {
                await end.DistrustAsync();
                throw new Fault($"The rows of {table.Name} are not the same on both sides ({here.Rows} and {there.Rows}). Nothing is lost, nobody works at the new end; run digest move again, it begins anew.");
            }
            rows.Add(new MovedRows(table.Name, here.Rows, here.Sum));
        }
        return rows;
    }

    private static async Task RefuseEncodingAsync(NpgsqlConnection c, string place, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("show server_encoding", c);
        if (await command.ExecuteScalarAsync(ct) is string and not "UTF8" and var encoding)
            throw new Fault($"{place} keeps text as {encoding}, which can't hold all that Digest has. Make one with: create database NAME encoding 'UTF8' template template0");
    }
}
