using Quartz.Extensibility;

namespace Digest.Storage;

/// <summary>Names a scheduler of the cluster after its data folder: a node that is started again finds its own jobs at once.</summary>
internal sealed class FolderInstanceId(HighWater highWater) : IInstanceIdGenerator
{
    public ValueTask<string> GenerateInstanceId(CancellationToken cancellationToken = default) => new(highWater.Node);
}
