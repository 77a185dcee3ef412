using Digest.Composing;
using Digest.Storage;
using Quartz;

namespace Digest.Delivering;

/// <summary>Releases drafts whose hour has come, and goes on with releases that were cut off.</summary>
[DisallowConcurrentExecution]
internal sealed partial class ReleaseJob(EditionStore editions, Releaser releaser, Stopping stopping, ILogger<ReleaseJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping.NoNewClaims);
        try
        {
            foreach (var edition in await editions.DueForReleaseAsync(either.Token)) await ReleaseAsync(edition, context.Scheduler, either.Token);
        }
        catch (OperationCanceledException) when (stopping.NoNewClaims.IsCancellationRequested)
        {
            // The next worker goes on at the cursor.
        }
    }

    // One newsletter's fault stops no other's edition; it is tried again every minute.
    private async Task ReleaseAsync(Edition edition, IScheduler scheduler, CancellationToken ct)
    {
        try
        {
            await releaser.ReleaseAsync(edition, scheduler, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Broke(Outage.Trace(fault), edition.Id, edition.Name, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Edition {Id} ({Name}) could not be released and is tried again: {Cause}")]
    private partial void Broke(Exception? fault, long id, string name, string cause);
}
