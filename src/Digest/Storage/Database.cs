using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Digest.Storage;

/// <summary>Opens connections to the database. Reading needs no more; whoever writes goes through <see cref="Writer"/>.</summary>
internal sealed class Database(StorageOptions options)
{
    public string FilePath { get; } = options.FileIn("digest.db");

    public bool Exists => File.Exists(FilePath);

    /// <summary>
    /// An open connection with foreign keys on and every commit synced to disk. Waits up to 30 s for another
    /// process's lock. Reads see the last commit and never wait for a writer (write-ahead log).
    /// </summary>
    public async Task<DbConnection> OpenAsync(CancellationToken ct = default)
    {
        var connection = new SqliteConnection(ConnectionString(FilePath));
        try
        {
            await connection.OpenAsync(ct);
            BusyHandler.Install(connection);
            await using var command = connection.CreateCommand();
            // What is deleted or overwritten is zeros in the file, not only out of sight: people may have themselves erased.
            command.CommandText = "pragma synchronous = full; pragma secure_delete = on";
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal static string ConnectionString(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = 30,
    }.ToString();
}
