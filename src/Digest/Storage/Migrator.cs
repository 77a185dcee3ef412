using System.Data.Common;
using System.Runtime.ExceptionServices;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Storage;

/// <summary>
/// Brings the schema to this version: embedded SQL scripts, in order of name, each in a transaction and recorded, so a
/// run that was cut off goes on where it stopped. On SQLite the holder of the worker lock migrates; on PostgreSQL whoever
/// has the turn (an advisory lock), while no other node runs.
/// </summary>
internal sealed class Migrator(Database database, StorageOptions options, TimeProvider clock)
{
    private const string Prefix = "Digest.Storage.Migrations.";
    private const long Lock = 344378_02;

    private const string LiveNodes = "select count(*) from node where seen_at > @since";

    /// <exception cref="Fault">A newer version made the database, which is left alone; or a script failed, and was undone.</exception>
    public void Migrate()
    {
        if (database.IsShared)
        {
            MigrateShared();
            return;
        }
        using (var connection = new SqliteConnection(Database.FileSettings(database.FilePath)))
        {
            connection.Open();
            RefuseNewer(Applied(connection));
            using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal";
            command.ExecuteNonQuery();
            DataFolder.Protect(database.FilePath);
        }
        Upgrade(DeployChanges.To.SqliteDatabase(Database.FileSettings(database.FilePath)));
    }

    /// <summary>Refuses a schema that is not this version's.</summary>
    /// <exception cref="Fault">It is older or newer; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenAsync(ct);
        var theirs = Applied(connection);
        RefuseNewer(theirs);
        if (Ours().Except(theirs).Any())
            throw new Fault($"{database.Place} is of an older version, and the running server holds it. Stop that server, then start this version.");
    }

    /// <summary>
    /// One's turn to make a shared database ready: nodes that start at once do so one after the other, and the second finds
    /// nothing to do. Ends when it is disposed of, or with the process; one that is stopped loses it after a minute.
    /// </summary>
    public async Task<IAsyncDisposable> TurnAsync(CancellationToken ct)
    {
        var settings = Database.ServerSettings(options.Database.ConnectionString);
        settings.Pooling = false; // what is closed is given back
        var connection = new NpgsqlConnection(settings.ToString());
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            // A process that lives asks for nothing now and then (KeepAlive); one that is stopped doesn't. Not before PostgreSQL 14.
            command.CommandText = $"""
                select set_config(name, '60s', false) from pg_settings where name = 'idle_session_timeout';
                set lock_timeout = 0;
                select pg_advisory_lock({Lock})
                """;
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private void MigrateShared()
    {
        var settings = Database.ServerSettings(options.Database.ConnectionString);
        using var connection = new NpgsqlConnection(settings.ToString());
        connection.Open();
        var theirs = Applied(connection);
        RefuseNewer(theirs);
        if (!Ours().Except(theirs).Any()) return;
        RefuseBesideOthers(connection);
        Upgrade(DeployChanges.To.PostgresqlDatabase(settings.ToString()));
    }

    // A version that is running knows nothing of what a newer one changes.
    private void RefuseBesideOthers(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select to_regclass('node') is not null";
        if (command.ExecuteScalar() is not true) return;
        command.CommandText = LiveNodes;
        command.Parameters.AddWithValue("since", (clock.GetUtcNow() - Node.LostAfter).ToUnixTimeMilliseconds());
        if (command.ExecuteScalar() is > 0L)
            throw new Fault($"{database.Place} is of an older version, and nodes of that version run. Stop them all, then start this version.");
    }

    private void Upgrade(UpgradeEngineBuilder builder)
    {
        var result = builder
            .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly, name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .WithVariable("row", database.Dialect.RowNumber)
            .WithVariable("room", database.Dialect.Room)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (result.Successful) return;
        if (Outage.Is(result.Error)) ExceptionDispatchInfo.Throw(result.Error); // each script is a transaction: the next try goes on where this one ended
        var script = result.ErrorScript is { } wrong ? $"{wrong.Name}: " : "";
        throw new Fault($"The database could not be brought to this version: {script}{result.Error.Message}", result.Error);
    }

    private void RefuseNewer(HashSet<string> theirs)
    {
        if (theirs.Except(Ours()).Any())
            throw new Fault($"{database.Place} was made by a newer version of Digest. Use that version.");
    }

    private static HashSet<string> Ours() => typeof(Migrator).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Applied(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Dialect.Of(connection).HasJournal;
        if (command.ExecuteScalar() is 0L) return [];
        command.CommandText = "select ScriptName from SchemaVersions";
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var reader = command.ExecuteReader();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }
}
