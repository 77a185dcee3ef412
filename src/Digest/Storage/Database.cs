using System.Data.Common;
using Digest.Storage.Moving;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Storage;

/// <summary>Opens connections to the database. Reading needs no more; whoever writes goes through <see cref="Writer"/>.</summary>
internal sealed class Database : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource? server;

    /// <exception cref="Fault">The connection string can't be read.</exception>
    public Database(StorageOptions options)
    {
        FilePath = options.FileIn("digest.db");
        if (options.Database.Provider != DatabaseProvider.PostgreSql)
        {
            Moved = new MovedTo(options);
            return;
        }
        var settings = ServerSettings(options.Database.ConnectionString);
        server = NpgsqlDataSource.Create(settings);
        Place = $"{settings.Database} on {settings.Host}";
    }

    public Dialect Dialect => server is null ? Dialect.Sqlite : Dialect.PostgreSql;

    /// <summary>Whether several nodes may share it.</summary>
    public bool IsShared => server is not null;

    /// <summary>Where SQLite keeps it.</summary>
    public string FilePath { get; }

    /// <summary>Says whether SQLite's file was moved away; null: a server has the rows.</summary>
    public MovedTo? Moved { get; }

    /// <summary>Where it is, for people; no password.</summary>
    public string Place
    {
        get => field ?? FilePath;
    }

    /// <summary>
    /// An open connection with foreign keys on and every commit synced to disk. Waits up to 30 s for another
    /// process's lock. Reads see the last commit and never wait for a writer.
    /// </summary>
    public async Task<DbConnection> OpenAsync(CancellationToken ct = default) =>
        server is null ? await OpenFileAsync(ct) : await server.OpenConnectionAsync(ct);

    /// <summary>Whether it was ever made.</summary>
    public async Task<bool> ExistsAsync(CancellationToken ct = default)
    {
        if (server is null) return File.Exists(FilePath);
        await using var connection = await OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = Dialect.HasJournal;
        return await command.ExecuteScalarAsync(ct) is > 0L;
    }

    public void Dispose() => server?.Dispose();

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<DbConnection> OpenFileAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(FileSettings(FilePath));
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

    internal static string FileSettings(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = 30,
    }.ToString();

    /// <summary>The operator's connection string, with what Digest relies on where it says nothing of it.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="name">What gave it.</param>
    /// <exception cref="Fault">It can't be read, or names no server or database.</exception>
    internal static NpgsqlConnectionStringBuilder ServerSettings(string text, string name = "Digest:Database:ConnectionString")
    {
        const string Example = "it should be like Host=db.example.org;Database=digest;Username=digest;Password=…";
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw new Fault($"{name} can't be read ({fault.Message}); {Example}.", fault);
        }
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database)) throw new Fault($"{name} names no {(string.IsNullOrEmpty(settings.Host) ? "Host" : "Database")}; {Example}.");
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = 200;
        if (settings.KeepAlive == 0) settings.KeepAlive = 10;
        settings.ApplicationName ??= "digest";
        // A node that is stopped in the middle of a transaction must not hold up the others: steps never pause, so a second is long.
        settings.Options ??= "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=30000";
        return settings;
    }
}
