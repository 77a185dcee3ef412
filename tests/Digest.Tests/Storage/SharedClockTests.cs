using Dapper;
using Digest.Storage;
using Digest.World;

namespace Digest.Tests.Storage;

/// <summary>The clock of nodes that share a database, on machines whose own clocks are wrong.</summary>
internal sealed class SharedClockTests
{
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(500);

    [Test]
    public async Task Nodes_go_by_the_clock_of_the_database([Values(-90, 0, 90, 86400 * 400)] int seconds)
    {
        await using var own = await (await PostgresServer.SharedAsync()).CreateAsync();
        await using var database = new Database(new StorageOptions { Database = new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = own.ConnectionString } });
        var machine = new MovedClock(TimeSpan.FromSeconds(seconds));
        var clock = new SharedClock(database, machine);
        Assert.That(clock.GetUtcNow(), Is.EqualTo(machine.GetUtcNow()).Within(Near), "before it has asked");
        await clock.SetAsync(default);
        await AssertSameAsync(clock, database);
        machine.Move(TimeSpan.FromHours(-1));
        await clock.SetAsync(default);
        await AssertSameAsync(clock, database);
    }

    private static async Task AssertSameAsync(SharedClock clock, Database database)
    {
        await using var c = await database.OpenAsync();
        var before = clock.GetUtcNow();
        var theirs = DateTimeOffset.FromUnixTimeMilliseconds(await c.ExecuteScalarAsync<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"));
        var after = clock.GetUtcNow();
        Assert.That(theirs, Is.InRange(before - Near, after + Near));
    }
}
