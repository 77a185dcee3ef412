using Digest.Storage;

namespace Digest.Tests.Storage;

/// <summary>A server's line that breaks in the middle of a step.</summary>
[OnBothDatabases(WithoutSqlite = true)]
internal sealed class WriterLineTests
{
    [Test]
    public async Task A_line_that_breaks_within_a_lone_step_harms_no_later_one()
    {
        await using var world = new StorageWorld();
        var fault = await Assert.CatchAsync(() => world.ExecuteAsync("select pg_terminate_backend(pg_backend_pid())"));
        Assert.That(Outage.Is(fault!), Is.True, fault?.ToString());
        await world.ExecuteAsync("update node set seen_at = seen_at");
    }
}
