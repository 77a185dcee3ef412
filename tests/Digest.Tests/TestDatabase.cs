using System.Collections.Concurrent;
using Dapper;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests;

/// <summary>The database of one test: a file in its data folder, or, in the second round of <see cref="OnBothDatabasesAttribute"/>, one of its own in PostgreSQL.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    // To empty one takes a fraction of what making one takes.
    private static readonly ConcurrentBag<PostgresDatabase> Emptied = [];

    private const string Empty = """
        do $$
        declare name text;
        begin
            set local session_replication_role = replica;
            for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schemaversions' loop
                execute format('delete from %I', name);
            end loop;
            for name in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null and sequencename not like 'schemaversions%' loop
                perform setval(name::regclass, 1, false);
            end loop;
        end $$
        """;

    // What a test made beside the tables of the product would stay.
    private const string Tables = """
        select (select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public' and tablename not like 'qrtz%')
            || (select string_agg(scriptname, ',' order by scriptname) from schemaversions)
        """;

    private static string? tables;
    private readonly PostgresDatabase? own;

    private TestDatabase(PostgresDatabase? own) => this.own = own;

    public static bool IsPostgreSql => TestContext.CurrentContext.Test.FullName.Contains(OnBothDatabasesAttribute.PostgreSql, StringComparison.Ordinal);

    public DatabaseOptions Options => own is null ? new() : new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = own.ConnectionString };

    /// <summary>Settings for a configuration.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings => own is null ? [] :
    [
        new("Digest:Database:Provider", "PostgreSql"),
        new("Digest:Database:ConnectionString", own.ConnectionString),
    ];

    /// <summary>Bytes as a literal; <paramref name="hex"/> in hexadecimal.</summary>
    public static string Bytes(string hex) => IsPostgreSql ? $"cast('\\x{hex}' as bytea)" : $"x'{hex}'";

    /// <summary>A column of bytes in capital hexadecimal.</summary>
    public static string Hex(string column) => IsPostgreSql ? $"upper(encode({column}, 'hex'))" : $"hex({column})";

    /// <summary>Lets a statement that would write such a row fail, as a crash in the middle of a step does.</summary>
    public static string Crash(string table, string on, string when) => IsPostgreSql
        ? $"create function crash() returns trigger language plpgsql as 'begin if {when.Replace("'", "''", StringComparison.Ordinal)} then raise exception ''dropped''; end if; return new; end'; create trigger crash before {on} on {table} for each row execute function crash()"
        : $"create trigger crash before {on} on {table} when {when} begin select raise(abort, 'dropped'); end";

    /// <summary>Ends that.</summary>
    public static string NoCrash(string table) => IsPostgreSql ? $"drop trigger crash on {table}; drop function crash" : "drop trigger crash";

    /// <summary>Texts joined into one.</summary>
    public static string Joined(string text, string by) => IsPostgreSql ? $"string_agg(cast({text} as text), '{by}')" : $"group_concat({text}, '{by}')";

    /// <summary>Migrated on PostgreSQL; on SQLite there is nothing yet.</summary>
    public static async Task<TestDatabase> OpenAsync()
    {
        if (!IsPostgreSql) return new TestDatabase(null);
        if (Emptied.TryTake(out var empty)) return new TestDatabase(empty);
        var server = await PostgresServer.SharedAsync();
        await server.TemplateAsync("digest", MigrateAsync);
        return new TestDatabase(await server.CreateAsync("digest"));
    }

    public static TestDatabase Open() => Task.Run(OpenAsync).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (own is null) return;
        await using (var c = new Npgsql.NpgsqlConnection(own.ConnectionString))
        {
            if (await c.ExecuteScalarAsync<string>(Tables) == tables)
            {
                await c.ExecuteAsync(Empty);
                await c.ExecuteAsync("drop function if exists crash cascade");
                Emptied.Add(own);
                return;
            }
        }
        await own.DisposeAsync();
    }

    private static async Task MigrateAsync(string connection)
    {
        var options = new StorageOptions { Database = new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = connection } };
        await using var database = new Database(options);
        new Migrator(database, options, TimeProvider.System).Migrate();
        await using var c = await database.OpenAsync();
        tables = await c.ExecuteScalarAsync<string>(Tables);
    }
}
