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

    /// <exception cref="Fault">A script failed; it was undone.</exception>
    public void Migrate()
    {
        using (var connection = new SqliteConnection(Database.ConnectionString(database.FilePath)))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal";
            command.ExecuteNonQuery();
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
        var ours = typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var theirs = await AppliedAsync(ct);
        if (theirs.Except(ours).Any())
            throw new Fault($"{database.FilePath} was made by a newer version of Digest. Use that version.");
        if (ours.Except(theirs).Any())
            throw new Fault($"{database.FilePath} is of an older version, and the running server holds it. Stop that server, then start this version.");
    }

    private async Task<HashSet<string>> AppliedAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "select ScriptName from SchemaVersions";
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) names.Add(reader.GetString(0));
        }
        catch (DbException)
        {
            // No such table: nothing was applied yet, which is the answer.
        }
        return names;
    }
}
