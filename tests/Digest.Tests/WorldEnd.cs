using Digest.World;

/// <summary>Ends what the tests of this process share.</summary>
[SetUpFixture]
internal sealed class WorldEnd
{
    [OneTimeTearDown]
    public void Stop() => PostgresServer.StopShared();
}
