using Digest.Delivering.Ledger;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Every minute: wakes each batch that has something to do and nothing that will wake it, settles the rest of cancelled
/// editions, and finishes editions that are done. Whatever was forgotten by a crash is found here.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(Batches batches, Sweeper sweeper, Finisher finisher, TimeProvider clock) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await WakeUps.AddAsync(context.Scheduler, await batches.DueAsync(cancellationToken), clock.GetUtcNow(), cancellationToken);
        await sweeper.CancelledAsync(cancellationToken);
        await finisher.TryFinishAllAsync(cancellationToken);
    }
}
