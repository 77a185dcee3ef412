using Digest.Composing;
using Quartz;

namespace Digest.Delivering;

/// <summary>Releases drafts whose hour has come, and goes on with releases that were cut off.</summary>
[DisallowConcurrentExecution]
internal sealed class ReleaseJob(EditionStore editions, Releaser releaser, Stopping stopping) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.NoNewClaims);
        try
        {
            foreach (var edition in await editions.DueForReleaseAsync(either.Token))
                await releaser.ReleaseAsync(edition, context.Scheduler, either.Token);
        }
        catch (OperationCanceledException) when (stopping.NoNewClaims.IsCancellationRequested)
        {
            // The next worker goes on at the cursor.
        }
    }
}
