using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Digest.Storage.Moving;

/// <summary>
/// The SQLite file that is moved: locked against every writer, whoever it is, and read as it is at that moment. Nothing is ever
/// written to it; the lock goes with the process.
/// </summary>
internal sealed class OldEnd : IAsyncDisposable
{
    private const string SelectKeys = "select wrapped from secret_key order by number";
    private const string SelectMarks = "select node || ' ' || mark from high_water order by node";
    private const string CountScripts = "select count(*) from SchemaVersions";
    private const string SelectPause = "select since_at, reason from standstill";

    private OldEnd(SqliteConnection connection, SqliteTransaction snapshot) => (Connection, Snapshot) = (connection, snapshot);

    public SqliteConnection Connection { get; }

    public SqliteTransaction Snapshot { get; }

    /// <exception cref="SqliteException">Another process wrote for 30 s.</exception>
    public static async Task<OldEnd> OpenAsync(Database database, CancellationToken ct)
    {
        var settings = new SqliteConnectionStringBuilder(Database.FileSettings(database.FilePath)) { Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            await connection.OpenAsync(ct);
            BusyHandler.Install(connection);
            var snapshot = connection.BeginTransaction(deferred: false);
            await connection.ExecuteAsync("pragma query_only = on", transaction: snapshot);
            return new OldEnd(connection, snapshot);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells this installation from others: its keys were wrapped once, each with bytes of chance.</summary>
    public async Task<string> NameAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var wrapped in await Connection.QueryAsync<byte[]>(SelectKeys, transaction: Snapshot)) hash.AppendData(wrapped);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>How far its rows have come: every group of steps raises a mark.</summary>
    public async Task<string> StampAsync()
    {
        var marks = await Connection.QueryAsync<string>(SelectMarks, transaction: Snapshot);
        var scripts = await Connection.ExecuteScalarAsync<long>(CountScripts, transaction: Snapshot);
        return string.Join(';', marks.Append(scripts.ToString(CultureInfo.InvariantCulture)));
    }

    public Task<long> CountAsync(MovedTable table) =>
        Connection.ExecuteScalarAsync<long>($"select count(*) from \"{table.Name}\"", transaction: Snapshot);

    /// <summary>Null: it does not stand still by itself.</summary>
    public Task<Pause?> PauseAsync() => Connection.QuerySingleOrDefaultAsync<Pause>(SelectPause, transaction: Snapshot);

    public async ValueTask DisposeAsync()
    {
        await Snapshot.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
