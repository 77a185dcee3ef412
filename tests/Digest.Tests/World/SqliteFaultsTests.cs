using System.Diagnostics;
using Digest.Tests.Storage;
using Digest.World;
using Microsoft.Data.Sqlite;

namespace Digest.Tests.World;

/// <summary>The world's own faults: each does what its name says, once and where it should.</summary>
[TestFixture]
internal sealed class SqliteFaultsTests
{
    private static readonly TimeSpan Lasting = TimeSpan.FromMilliseconds(200);

    [TestCase(CommitFault.Refuse, 19)]
    [TestCase(CommitFault.Full, 13)]
    public async Task The_named_commit_fails_and_later_ones_do_not(CommitFault fault, int code)
    {
        await using var world = new StorageWorld();
        using var faults = Arm(world, 2, fault);
        await AddAsync(world);
        await Assert.ThatAsync(() => AddAsync(world), Throws.TypeOf<SqliteException>().With.Property("SqliteErrorCode").EqualTo(code));
        await Await.Until(async () => await AddAsync(world) == 1, Lasting * 10, "the next commit to be taken");

        Assert.That((await CountAsync(world), faults.Struck.IsCompleted), Is.EqualTo((2L, true)));
    }

    [Test]
    public async Task A_lock_makes_the_next_write_wait()
    {
        await using var world = new StorageWorld();
        using var faults = Arm(world, 1, CommitFault.Lock);
        await AddAsync(world);
        var watch = Stopwatch.StartNew();
        await AddAsync(world);

        Assert.That(watch.Elapsed, Is.GreaterThan(Lasting / 2));
        Assert.That(await CountAsync(world), Is.EqualTo(2));
    }

    [Test]
    public async Task Dead_is_dead_until_it_is_disarmed_and_a_folder_that_is_not_named_is_left_alone()
    {
        await using var world = new StorageWorld();
        await using var other = new StorageWorld();
        using (Arm(world, 2, CommitFault.Dead))
        {
            await AddAsync(world);
            for (var i = 0; i < 3; i++) await Assert.ThatAsync(() => AddAsync(world), Throws.TypeOf<SqliteException>());
            for (var i = 0; i < 3; i++) await AddAsync(other);
        }
        await AddAsync(world);

        Assert.That((await CountAsync(world), await CountAsync(other)), Is.EqualTo((2L, 3L)));
    }

    // Only connections that are opened from now on meet it: the world has some already.
    private static SqliteFaults Arm(StorageWorld world, int commit, CommitFault fault)
    {
        SqliteConnection.ClearAllPools();
        return SqliteFaults.Arm(world.Options.Folder, commit, fault, Lasting);
    }

    private static Task<int> AddAsync(StorageWorld world) => world.ExecuteAsync("insert into event (at, kind, newsletter, data) values (0, 'x', 0, '{}')");

    private static async Task<long> CountAsync(StorageWorld world) => (await world.QueryAsync<long>("select count(*) from event"))[0];
}
