using Digest.Storage;
using Digest.Storage.Requests;
using Digest.World;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digest.Tests.Storage;

/// <summary>The node on SQLite: there is one worker at a time, by its lock, and it is never lost.</summary>
internal sealed class OneWorkerTests
{
    [Test]
    public async Task A_worker_is_never_lost_and_the_next_frees_what_it_had_also_when_the_file_was_moved([Values("same", "other")] string next)
    {
        await using var world = new StorageWorld();
        using var folder = new TempFolder();
        var request = (await Store(world, world.Node).AddAsync("work", "{}")).Id;
        await using var highWater = HighWaterIn(folder, "same", world);
        await using var killed = world.NodeOf(highWater);
        await killed.JoinAsync(works: true, default);
        Assert.That(await Store(world, killed).StartAsync(request, default));
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(killed.Lost.IsCancellationRequested, Is.False);
        Assert.That(await Store(world, world.Node).OpenAsync(default), Is.Empty, "it has it");
        Assert.That(await world.Node.OthersWorkAsync(default), Is.False, "that is for the lock to say: a command waits for that alone");

        await using var nextWater = HighWaterIn(folder, next, world);
        await using var successor = world.NodeOf(nextWater);
        await successor.JoinAsync(works: true, default);
        Assert.That((await Store(world, successor).OpenAsync(default)).Select(r => r.Id), Is.EqualTo([request]));
        Assert.That(await Store(world, successor).StartAsync(request, default));
        Assert.That(await world.QueryAsync<long>("select count(*) from node"), Is.EqualTo([1L]));
    }

    private static RequestStore Store(StorageWorld world, Node node) => new(world.Database, world.Writer, node, world.Clock);

    private static HighWater HighWaterIn(TempFolder folder, string name, StorageWorld world)
    {
        Directory.CreateDirectory(folder.File(name));
        return new HighWater(new StorageOptions { DataDirectory = folder.File(name) }, world.Clock, NullLogger<HighWater>.Instance);
    }
}
