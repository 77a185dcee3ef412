using System.Diagnostics;
using System.Net.Sockets;
using Digest.World;
using Npgsql;

namespace Digest.Tests.World;

internal sealed class PostgresServerTests
{
    [Test]
    public async Task Databases_know_nothing_of_each_other_and_go_under_whoever_is_connected()
    {
        var server = await PostgresServer.SharedAsync();
        await using var one = await server.CreateAsync();
        await using var other = await server.CreateAsync();
        await DoAsync(one.ConnectionString, "create table said (word text)");
        Assert.That(await TablesAsync(other.ConnectionString), Is.Zero);

        await using var connected = new NpgsqlConnection(one.ConnectionString);
        await connected.OpenAsync();
        await one.DisposeAsync();
        Assert.That(await AskAsync(other.ConnectionString, $"select count(*) from pg_database where datname = '{one.Name}'"), Is.Zero);
    }

    [Test]
    public async Task Copies_of_a_template_begin_as_it_is_though_a_pool_has_connections_to_it()
    {
        var server = PostgresServer.Shared;
        var filled = 0;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await server.TemplateAsync("told", to => DoAsync(to, $"create table said as select {++filled} as n"));
            await using var copy = await server.CreateAsync("told");
            Assert.That(await TablesAsync(copy.ConnectionString), Is.EqualTo(1));
        }));
        Assert.That(filled, Is.EqualTo(1));
    }

    [Test]
    public void A_database_is_made_where_nobody_can_await()
    {
        using var database = PostgresServer.Shared.Create();
        using var connection = new NpgsqlConnection(database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand("select current_setting('server_encoding')", connection);
        Assert.That(command.ExecuteScalar(), Is.EqualTo("UTF8"));
    }

    [Test]
    public async Task A_server_leaves_nothing_behind()
    {
        var server = await PostgresServer.StartAsync();
        Assert.That(Directory.Exists(Path.Combine(server.Folder, "data")));
        server.Dispose();
        Assert.That(Directory.Exists(server.Folder), Is.False);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync("127.0.0.1", server.Port));
    }

    [Test]
    public async Task A_program_ends_and_its_folder_goes_when_the_tests_that_started_it_are_killed()
    {
        using var temp = new TempFolder();
        var (folder, mark) = (temp.File("its"), temp.Write("its/mark", ""));
        // A shell plays the tests: it holds the pipe.
        const string Script =
            """
            coproc /bin/sh -c "$1" sh "$2" TERM sleep 1000 2>/dev/null
            echo started; wait
            """;
        using var tests = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", Script, "bash", Daemon.Guard, folder]) { RedirectStandardOutput = true })!;
        await tests.StandardOutput.ReadLineAsync();
        Assert.That(File.Exists(mark));
        tests.Kill();
        await Await.Until(() => !Directory.Exists(folder), TimeSpan.FromSeconds(20), "the folder to go");
    }

    private static async Task<long> TablesAsync(string database) =>
        await AskAsync(database, "select count(*) from pg_tables where schemaname = 'public'");

    private static async Task<long> AskAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
