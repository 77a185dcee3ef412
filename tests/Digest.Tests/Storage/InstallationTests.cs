using System.Security.Cryptography;
using Digest.Storage;
using Digest.Storage.Keys;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.Storage;

/// <summary>Schema, keys and lock: what a start finds, makes and refuses.</summary>
[OnBothDatabases]
internal sealed class InstallationTests
{
    private StorageWorld world = null!;

    [SetUp]
    public void Start() => world = new StorageWorld();

    [TearDown]
    public async Task Stop() => await world.DisposeAsync();

    private KeyRing Ring() => new(world.Database, world.Writer, world.Options, world.Clock);

    [Test, OfSqlite]
    public async Task Migrating_twice_changes_nothing()
    {
        var before = await world.QueryAsync<string>("select sql from sqlite_master order by name");
        await world.AddNewsletterAsync("daily");
        world.Migrator.Migrate();

        Assert.That(await world.QueryAsync<string>("select sql from sqlite_master order by name"), Is.EqualTo(before));
        await Assert.ThatAsync(() => world.Migrator.CheckAsync(), Throws.Nothing);
    }

    [Test]
    public async Task A_schema_of_a_newer_version_is_refused_and_left_alone()
    {
        await world.ExecuteAsync("insert into SchemaVersions (ScriptName, Applied) values ('Digest.Storage.Migrations.9999_later.sql', 'now')");

        Assert.That(() => world.Migrator.Migrate(), Throws.TypeOf<Fault>().With.Message.EndsWith("was made by a newer version of Digest. Use that version."));
        await Assert.ThatAsync(() => world.Migrator.CheckAsync(), Throws.TypeOf<Fault>().With.Message.Contains("newer version"));
    }

    [Test]
    public async Task A_schema_of_an_older_version_is_refused_by_who_may_not_migrate()
    {
        await world.ExecuteAsync("delete from SchemaVersions where ScriptName like '%delivering%'");

        await Assert.ThatAsync(() => world.Migrator.CheckAsync(), Throws.TypeOf<Fault>().With.Message.Contains("Stop that server"));
    }

    [Test, OfSqlite]
    public async Task A_migration_that_was_cut_off_goes_on_where_it_stopped()
    {
        using var folder = new TempFolder();
        var options = new StorageOptions { DataDirectory = folder.Path };
        var fresh = new Database(options);
        var migrator = new Migrator(fresh, options, world.Clock);
        await using (var c = new SqliteConnection(Database.FileSettings(fresh.FilePath)))
        {
            await c.OpenAsync();
            await using var command = c.CreateCommand();
            command.CommandText = "create table article (blocks integer)";
            await command.ExecuteNonQueryAsync();
        }

        Assert.That(() => migrator.Migrate(), Throws.TypeOf<Fault>().With.Message.Contains("0003_collecting.sql"));
        await using (var c = await fresh.OpenAsync())
        {
            await using var command = c.CreateCommand();
            command.CommandText = "select count(*) from sqlite_master where name in ('source', 'newsletter_source')";
            Assert.That(await command.ExecuteScalarAsync(), Is.Zero, "the script that failed was undone whole");
            command.CommandText = "drop table article";
            await command.ExecuteNonQueryAsync();
        }
        migrator.Migrate();
        await Assert.ThatAsync(() => migrator.CheckAsync(), Throws.Nothing);
        SqliteConnection.ClearAllPools();
    }

    [Test]
    public async Task Keys_are_made_once_and_wrapped_and_only_the_owner_reads_their_master()
    {
        var first = Ring();
        await first.LoadAsync();
        var second = Ring();
        await second.LoadAsync();
        var wrapped = await world.QueryAsync<byte[]>("select wrapped from secret_key");

        Assert.That((second.Address.Secret, second.Token.Secret), Is.EqualTo((first.Address.Secret, first.Token.Secret)));
        Assert.That(first.Address.Secret, Is.Not.EqualTo(first.Token.Secret));
        Assert.That(wrapped.Select(w => Convert.ToHexString(w).Contains(Convert.ToHexString(first.Token.Secret), StringComparison.Ordinal)), Is.All.False);
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(world.Options.MasterKeyPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_missing_a_wrong_and_a_spoilt_master_key_are_told_apart_and_never_made_anew()
    {
        await Ring().LoadAsync();
        var path = world.Options.MasterKeyPath;
        var right = await File.ReadAllTextAsync(path);
        File.Delete(path);
        await Assert.ThatAsync(() => Ring().LoadAsync(), Throws.TypeOf<Fault>().With.Message.Contains("is missing"));
        Assert.That(File.Exists(path), Is.False);
        await File.WriteAllTextAsync(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await Assert.ThatAsync(() => Ring().LoadAsync(), Throws.TypeOf<Fault>().With.Message.Contains("is not the key of this database"));
        foreach (var spoilt in new[] { "", "rubbish!", Convert.ToBase64String(new byte[31]) })
        {
            await File.WriteAllTextAsync(path, spoilt);
            await Assert.ThatAsync(() => Ring().LoadAsync(), Throws.TypeOf<Fault>().With.Message.Contains("holds no key"));
        }
        await File.WriteAllTextAsync(path, right + "\n");
        await Assert.ThatAsync(() => Ring().LoadAsync(), Throws.Nothing);
    }

    [TestCase("update secret_key set wrapped = {0}", 1), TestCase("update secret_key set wrapped = {0}", 60), TestCase("update secret_key set purpose = case purpose when 'token' then 'address' else 'token' end", 0)]
    public async Task A_row_that_was_changed_is_no_key(string change, int zeros)
    {
        change = string.Format(System.Globalization.CultureInfo.InvariantCulture, change, TestDatabase.Bytes(new string('0', zeros * 2)));
        await Ring().LoadAsync();
        await world.ExecuteAsync(change);

        await Assert.ThatAsync(() => Ring().LoadAsync(), Throws.TypeOf<Fault>());
    }

    [Test]
    public void One_process_works_at_a_time()
    {
        var first = WorkerLock.TryTake(world.Options);
        var second = WorkerLock.TryTake(world.Options);
        first?.Dispose();
        using var third = WorkerLock.TryTake(world.Options);

        Assert.That((first is null, second is null, third is null), Is.EqualTo((false, true, false)));
    }

    [Test]
    public void A_data_folder_that_can_not_be_made_is_named()
    {
        var file = world.FileIn("a-file");
        File.WriteAllText(file, "");

        Assert.That(() => WorkerLock.TryTake(new StorageOptions { DataDirectory = Path.Combine(file, "data") }),
            Throws.TypeOf<Fault>().With.Message.StartsWith("Digest:DataDirectory '").And.Message.EndsWith("Give a folder that this user may write."));
    }
}
