using System.Security.Cryptography;
using Dapper;
using Digest.Storage;
using Digest.Storage.Moving;
using Digest.World;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digest.Tests.Storage;

/// <summary>A move to PostgreSQL, in this process: what arrives, what is refused, and what is left when it is cut off.</summary>
internal sealed class MoveTests
{
    // A table's chunk that fails at the new end, after its rows have arrived.
    private const string Cut = """
        create function cut() returns trigger as $$ begin raise exception 'cut off at %', new.name; end $$ language plpgsql;
        create trigger cut before update on moving_table for each row when (new.name = '{0}') execute function cut();
        """;

    private const string Mend = "drop trigger cut on moving_table; drop function cut";

    private StorageWorld world = null!;
    private PostgresDatabase target = null!;

    [SetUp]
    public async Task Start()
    {
        world = new StorageWorld();
        target = await (await PostgresServer.SharedAsync()).CreateAsync();
        await world.Keys.LoadAsync();
        await using var c = (SqliteConnection)await world.Database.OpenAsync();
        await c.ExecuteAsync("begin immediate");
        await NastyRows.FillAsync(c);
        await c.ExecuteAsync("commit transaction");
    }

    [TearDown]
    public async Task Stop()
    {
        await world.DisposeAsync();
        await target.DisposeAsync();
    }

    private StorageOptions NewOptions => new() { DataDirectory = world.Options.DataDirectory, Database = new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = target.ConnectionString } };

    private Task<MoveReport> MoveAsync() => MoveAsync(target.ConnectionString);

    private Task<MoveReport> MoveAsync(string to) => new Move(world.Options, to, world.Clock).RunAsync(static _ => { }, CancellationToken.None);

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var c = new NpgsqlConnection(target.ConnectionString);
        return (await c.ExecuteScalarAsync<T>(sql))!;
    }

    private async Task DoAsync(string sql)
    {
        await using var c = new NpgsqlConnection(target.ConnectionString);
        await c.ExecuteAsync(sql);
    }

    private async Task AssertEqualAsync() => Assert.That(await BothEnds.NewAsync(target.ConnectionString), Is.EquivalentTo(await BothEnds.OldAsync(world.Options.Folder)));

    private async Task RefusedAsync(string words, string? to = null) =>
        await Assert.ThatAsync(() => MoveAsync(to ?? target.ConnectionString), Throws.TypeOf<Fault>().With.Message.Contains(words));

    private Task MigrateAsync()
    {
        using var database = new Database(NewOptions);
        new Migrator(database, NewOptions, world.Clock).Migrate();
        return Task.CompletedTask;
    }

    private bool IsMarked => File.Exists(world.FileIn("moved-to"));

    [Test]
    public async Task Every_row_of_every_table_arrives_as_it_was_and_the_file_is_not_touched()
    {
        await world.Writer.DisposeAsync();
        SqliteConnection.ClearAllPools();
        var before = SHA256.HashData(await File.ReadAllBytesAsync(world.FileIn("digest.db")));
        var report = await MoveAsync();
        SqliteConnection.ClearAllPools();

        await AssertEqualAsync();
        Assert.That(SHA256.HashData(await File.ReadAllBytesAsync(world.FileIn("digest.db"))), Is.EqualTo(before));
        Assert.That(report.Tables.Where(t => t.Count < NastyRows.Count && t.Table != "high_water"), Is.Empty, "a table that nobody filled");
        Assert.That((report.WasDone, report.Strange.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task New_rows_get_numbers_that_no_row_has_or_names()
    {
        await world.ExecuteAsync("insert into node (name, works, began_at, seen_at) values ('old', true, 1, 1)");
        await MoveAsync();
        Assert.That(await AskAsync<long>("insert into event (at, kind, newsletter, data) values (1, '', 0, '') returning id"), Is.EqualTo(NastyRows.Count * 1000 + 1));
        Assert.That(await AskAsync<long>("select count(*) from node"), Is.Zero, "processes are not moved");
        Assert.That(await AskAsync<long>("insert into node (name, works, began_at, seen_at) values ('', true, 1, 1) returning id"), Is.EqualTo(45), "44 had taken rows");
    }

    [Test]
    public async Task Cut_off_at_each_table_in_turn_it_goes_on_where_it_stopped()
    {
        await MigrateAsync();
        var left = (await BothEnds.OldAsync(world.Options.Folder)).Keys.ToHashSet();
        while (left.Count > 0)
        {
            await DoAsync(Cut.Replace("= '{0}'", $"in ('{string.Join("', '", left)}')", StringComparison.Ordinal));
            var cut = await MoveAsync().ContinueWith(run => run.Exception!.InnerException!.Message, TaskScheduler.Default);
            var table = left.Single(t => cut.Contains($"cut off at {t}.", StringComparison.Ordinal));
            Assert.That(await AskAsync<long>($"select count(*) from \"{table}\""), Is.Zero, "a chunk is there wholly or not at all");
            await DoAsync(Mend);
            left.Remove(table);
        }
        Assert.That((await MoveAsync()).WasDone, Is.False);
        await AssertEqualAsync();
    }

    [Test]
    public async Task What_had_arrived_is_not_copied_again()
    {
        await MigrateAsync();
        await DoAsync(Cut.Replace("{0}", "delivery", StringComparison.Ordinal));
        await RefusedAsync("cut off");
        var before = await AskAsync<string>("select string_agg(distinct xmin::text, ',') from subscriber");
        await DoAsync(Mend);
        await MoveAsync();
        Assert.That(await AskAsync<string>("select string_agg(distinct xmin::text, ',') from subscriber"), Is.EqualTo(before), "of the same transaction");
    }

    [Test]
    public async Task When_the_old_end_has_gone_on_between_two_runs_the_copy_begins_anew()
    {
        await MigrateAsync();
        await DoAsync(Cut.Replace("{0}", "delivery", StringComparison.Ordinal));
        await RefusedAsync("cut off");
        await DoAsync(Mend);
        File.Delete(world.FileIn("moved-to")); // the operator's word
        await world.ExecuteAsync("update subscriber set name = 'later'");
        await MoveAsync();
        await AssertEqualAsync();
    }

    [Test]
    public async Task A_copy_that_differs_is_noticed_and_begun_anew()
    {
        await MigrateAsync();
        await DoAsync("""
            create function wrong() returns trigger as $$ begin new.weight := new.weight + 1; return new; end $$ language plpgsql;
            create trigger wrong before insert on newsletter_source for each row when (new.weight = 3) execute function wrong();
            """);
        await RefusedAsync("newsletter_source are not the same");
        Assert.That(await AskAsync<long>("select count(*) from standstill"), Is.EqualTo(1));
        await DoAsync("drop trigger wrong on newsletter_source");
        await MoveAsync();
        await AssertEqualAsync();
    }

    [Test]
    public async Task While_it_is_unfinished_nobody_works_or_writes_at_either_end()
    {
        await MigrateAsync();
        await DoAsync(Cut.Replace("{0}", "event", StringComparison.Ordinal));
        await RefusedAsync("cut off");

        Assert.That(() => WorkerLock.TryTake(world.Options), Throws.TypeOf<Fault>().With.Message.Contains("is being moved to").And.Message.Contains("run digest move again"));
        await Assert.ThatAsync(() => world.AddNewsletterAsync("late"), Throws.InstanceOf<IOException>().With.Message.Contains("is being moved"));
        await using var there = new Database(NewOptions);
        await Assert.ThatAsync(() => NewEnd.RefuseUnfinishedAsync(there, CancellationToken.None), Throws.TypeOf<Fault>().With.Message.Contains("unfinished"));
        Assert.That(await AskAsync<string>("select reason from standstill"), Does.Contain("being moved"));
    }

    [Test]
    public async Task When_it_is_done_the_new_end_works_and_the_old_one_refuses()
    {
        await MoveAsync();
        await using var there = new Database(NewOptions);
        await Assert.ThatAsync(() => NewEnd.RefuseUnfinishedAsync(there, CancellationToken.None), Throws.Nothing);
        Assert.That(await AskAsync<long>("select count(*) from standstill"), Is.Zero);
        await using (var c = await there.OpenAsync()) Assert.That(await world.HighWater.IsAheadAsync(c), Is.False, "it was not put back");
        Assert.That(() => WorkerLock.TryTake(world.Options), Throws.TypeOf<Fault>().With.Message.Contains("was moved to").And.Message.Contains("twice"));
        await Assert.ThatAsync(() => world.AddNewsletterAsync("late"), Throws.InstanceOf<IOException>());
        using var taken = WorkerLock.TryTake(NewOptions);
        Assert.That(taken, Is.Not.Null, "the same folder works with the server");
    }

    [Test]
    public async Task A_pause_of_the_old_end_stays_one()
    {
        await world.ExecuteAsync("insert into standstill (id, since_at, reason) values (1, 77, 'put back')");
        await MoveAsync();
        Assert.That(await AskAsync<string>("select since_at || ' ' || reason from standstill"), Is.EqualTo("77 put back"));
    }

    [Test]
    public async Task Run_again_when_it_is_done_it_says_so()
    {
        await MoveAsync();
        File.Delete(world.FileIn("moved-to")); // as after a crash just before it was written anew
        Assert.That((await MoveAsync()).WasDone, Is.True);
        Assert.That(IsMarked, Is.True);

        File.Delete(world.FileIn("moved-to"));
        await world.AddNewsletterAsync("later");
        await RefusedAsync("has gone on since");
    }

    [Test]
    public async Task A_database_that_is_in_use_is_refused_and_nothing_is_marked()
    {
        await MigrateAsync();
        await DoAsync("insert into newsletter (public_id, slug, position, created_at) values ('\\x00', 'other', 1, 1)");
        await RefusedAsync("is in use: newsletter has rows");
        Assert.That(IsMarked, Is.False);
        using var held = WorkerLock.TryTake(world.Options);
        Assert.That(held, Is.Not.Null);
    }

    [Test]
    public async Task A_database_into_which_another_installation_moves_is_refused()
    {
        await MigrateAsync();
        await DoAsync("insert into moving (id, source, stamp, began_at) values (1, 'other', '', 1)");
        await RefusedAsync("another installation");
    }

    [Test]
    public async Task A_newer_schema_is_refused_at_either_end()
    {
        await MigrateAsync();
        await DoAsync("insert into SchemaVersions (ScriptName, Applied) values ('Digest.Storage.Migrations.9999_later.sql', now())");
        await RefusedAsync("newer version");
        Assert.That(IsMarked, Is.False);
        await world.ExecuteAsync("insert into SchemaVersions (ScriptName, Applied) values ('Digest.Storage.Migrations.9999_later.sql', 'now')");
        await RefusedAsync("digest.db was made by a newer version");
    }

    [Test]
    public async Task A_server_that_is_not_there_is_named_without_the_password()
    {
        await Assert.ThatAsync(() => MoveAsync($"Host=127.0.0.1;Port={FreePort.Find()};Database=digest;Username=u;Password=hush-hush"),
            Throws.TypeOf<Fault>().With.Message.Contains("digest on 127.0.0.1").And.Message.Not.Contains("hush"));
        Assert.That(IsMarked, Is.False);
    }

    [Test]
    public async Task A_server_that_keeps_no_Unicode_is_refused()
    {
        await using var c = new NpgsqlConnection(target.ConnectionString);
        await c.ExecuteAsync($"create database {target.Name}_latin encoding 'LATIN1' locale 'C' template template0");
        try
        {
            await RefusedAsync("LATIN1", target.ConnectionString.Replace(target.Name, $"{target.Name}_latin", StringComparison.Ordinal));
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await c.ExecuteAsync($"drop database {target.Name}_latin with (force)");
        }
    }

    [Test]
    public async Task Tables_that_are_not_ours_stay_and_are_told()
    {
        await world.ExecuteAsync("create table of_the_operator (x text)");
        Assert.That((await MoveAsync()).Strange, Is.EqualTo(["of_the_operator"]));
    }
}
