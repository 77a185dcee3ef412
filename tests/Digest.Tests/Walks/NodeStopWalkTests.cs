using Digest.World;

namespace Digest.Tests.Walks;

/// <summary>A node that stands still while the other goes on. It mostly waits, and does so beside other walks of nodes.</summary>
[Parallelizable]
internal sealed class NodeStopWalkTests
{
    private static readonly TimeSpan Steadily = TimeSpan.FromMilliseconds(50);

    [Test]
    public async Task T56_A_node_that_was_stopped_for_40_seconds_finds_its_fence_raised_and_claims_nothing()
    {
        const int Readers = 3000;
        await using var walk = await NodesWalk.StartAsync(Readers, Steadily, NodesWalk.SmallBatches);
        await walk.ReleaseAsync();
        await walk.BothSendAsync();
        await walk.Room.Relay.WaitForMailsAsync(Readers / 4, NodesWalk.Long);
        walk.First.Freeze();
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(40)); // what the rule is about is this very time
            var sent = await walk.Ledger.CountAsync("select count(*) from delivery where state = 'sent'");
            Assert.That(sent, Is.EqualTo(Readers), "the other node sent the rest meanwhile");
        }
        finally
        {
            walk.First.Resume();
        }
        await walk.First.WaitForLineAsync("was not seen by the others", TimeSpan.FromMinutes(1));
        await walk.FinishAsync();
        await walk.AssertKeptAsync(Readers, NodesWalk.Connections);

        walk.Room.Publish(5);
        var again = await walk.Room.DoAsync("send", Newsroom.Slug);
        Assert.That(again.Out, Does.Contain($"{Readers} sent"), "both work on");
    }
}
