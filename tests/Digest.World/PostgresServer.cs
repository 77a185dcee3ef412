using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Digest.World;

/// <summary>
/// Debian's newest PostgreSQL with a cluster of its own on loopback. Making one takes seconds, so the tests of a process
/// share one; each has databases of its own in it. Unless told to, it doesn't sync to disk, which only a power cut would
/// notice: what it has acknowledged outlives every process that is killed, but for itself.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    // As root, all of it runs as the package's user: PostgreSQL refuses root.
    private const string Run =
        """
        bin=$1 data=$2 port=$3 sync=$4 own= as=
        [ "$(id -u)" != 0 ] || { own='-o postgres -g postgres' as='setpriv --reuid postgres --regid postgres --clear-groups'; }
        chmod a+x "${data%/*}" && install -d -m 700 $own "$data" || exit
        $as "$bin/initdb" -D "$data" -A trust -U postgres -E UTF8 --locale C.UTF-8 --no-sync >/dev/null || exit
        exec $as "$bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
          -c fsync=$sync -c max_connections=300 -c shared_buffers=64MB -c dynamic_shared_memory_type=mmap
        """;

    private static readonly Lazy<Task<PostgresServer>> TheShared = new(() => Task.Run(() => StartAsync()));

    private readonly TempFolder folder = new();
    private readonly Daemon daemon;
    private readonly NpgsqlDataSource operators;
    private readonly ConcurrentDictionary<string, Lazy<Task>> templates = new();
    private int made;

    private PostgresServer(bool durable)
    {
        Port = FreePort.Find();
        operators = NpgsqlDataSource.Create(ConnectionString("postgres"));
        daemon = new Daemon(folder, "INT", "/bin/sh", "-c", Run, "sh", Binaries(), folder.File("data"), Port.ToString(CultureInfo.InvariantCulture), durable ? "on" : "off");
    }

    public int Port { get; }

    internal string Folder => folder.Path;

    /// <summary>The one server of this process; the first call starts it.</summary>
    public static Task<PostgresServer> SharedAsync() => TheShared.Value;

    /// <inheritdoc cref="SharedAsync"/>
    public static PostgresServer Shared => TheShared.Value.GetAwaiter().GetResult();

    /// <summary>Ends the shared one, if there was need of one.</summary>
    public static void StopShared()
    {
        if (TheShared.IsValueCreated && TheShared.Value.IsCompletedSuccessfully)
            Shared.Dispose();
    }

    /// <summary>A server for a test that does to it what others would not survive.</summary>
    /// <param name="durable">Whether each commit is synced to disk, as where it is installed.</param>
    /// <exception cref="InvalidOperationException">It doesn't start.</exception>
    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        var server = new PostgresServer(durable);
        try
        {
            await server.daemon.AnswersAsync(async () => await (await server.operators.OpenConnectionAsync()).DisposeAsync());
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A database nobody else knows.</summary>
    /// <param name="template">What it begins as, see <see cref="TemplateAsync"/>; null: empty.</param>
    public async Task<PostgresDatabase> CreateAsync(string? template = null)
    {
        var name = FormattableString.Invariant($"test_{Interlocked.Increment(ref made)}");
        // Without syncs, copying the files is several times faster than writing each page into the log.
        await DoAsync($"create database {name} strategy file_copy" + (template is null ? "" : $" template {template}"));
        return new PostgresDatabase(this, name);
    }

    /// <inheritdoc cref="CreateAsync"/>
    public PostgresDatabase Create(string? template = null) => Task.Run(() => CreateAsync(template)).GetAwaiter().GetResult();

    /// <summary>Makes a database to copy others from, by the first call with that name; the others wait for it.</summary>
    /// <param name="name">A word in lower case.</param>
    /// <param name="fill">Given its connection string, puts in what every copy shall have.</param>
    public Task TemplateAsync(string name, Func<string, Task> fill) => templates.GetOrAdd(name, n => new(() => MakeAsync(n, fill))).Value;

    public void Dispose()
    {
        operators.Dispose();
        daemon.Dispose();
        folder.Dispose();
    }

    internal string ConnectionString(string database) =>
        FormattableString.Invariant($"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}");

    internal async Task DropAsync(string database)
    {
        await using (var connection = new NpgsqlConnection(ConnectionString(database)))
            NpgsqlConnection.ClearPool(connection);
        await DoAsync($"drop database if exists {database} with (force)");
    }

    private async Task MakeAsync(string name, Func<string, Task> fill)
    {
        await DoAsync($"create database {name}");
        await fill(ConnectionString(name));
        // One with connections can't be copied; a pool would keep some.
        await DoAsync($"alter database {name} with allow_connections false");
        await DoAsync($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
    }

    private async Task DoAsync(string sql)
    {
        await using var command = operators.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Binaries() =>
        Directory.GetDirectories("/usr/lib/postgresql")
            .Where(d => File.Exists(Path.Combine(d, "bin", "postgres")))
            .MaxBy(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture)) is { } newest
            ? Path.Combine(newest, "bin") : throw new FileNotFoundException("Debian's package postgresql is not installed.");
}
