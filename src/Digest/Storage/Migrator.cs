using System.Data.Common;
using DbUp;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>
/// Brings the schema to this version: embedded SQL scripts, in order of name, each in a transaction and recorded, so a
/// run that was cut off goes on where it stopped. Only the holder of the worker lock migrates.
/// </summary>
internal sealed class Migrator(Database database)
{
    private const string Prefix = "Digest.Storage.Migrations.";

    /// <exception cref="Fault">A newer version made the database, which is left alone; or a script failed, and was undone.</exception>
    public void Migrate()
    {
        using (var connection = new SqliteConnection(Database.ConnectionString(database.FilePath)))
        {
            connection.Open();
            RefuseNewer(Applied(connection));
            using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal";
            command.ExecuteNonQuery();
            DataFolder.Protect(database.FilePath);
        }
        var upgrade = DeployChanges.To.SqliteDatabase(Database.ConnectionString(database.FilePath))
            .WithScriptsEmbeddedInAssembly(typeof(Migrator).Assembly, name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .WithVariable("row", Dialect.RowNumber)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build();
        var result = upgrade.PerformUpgrade();
        if (!result.Successful)
            throw new Fault($"The database could not be brought to this version: {result.ErrorScript?.Name}: {result.Error.Message}", result.Error);
    }

    /// <summary>Refuses a schema that is not this version's.</summary>
    /// <exception cref="Fault">It is older or newer; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenAsync(ct);
        var theirs = Applied(connection);
        RefuseNewer(theirs);
        if (Ours().Except(theirs).Any())
            throw new Fault($"{database.FilePath} is of an older version, and the running server holds it. Stop that server, then start this version.");
    }

    private void RefuseNewer(HashSet<string> theirs)
    {
        if (theirs.Except(Ours()).Any())
            throw new Fault($"{database.FilePath} was made by a newer version of Digest. Use that version.");
    }

    private static HashSet<string> Ours() => typeof(Migrator).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Applied(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Dialect.HasJournal;
        if (command.ExecuteScalar() is 0L) return [];
        command.CommandText = "select ScriptName from SchemaVersions";
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var reader = command.ExecuteReader();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }
}
