using Digest.Storage;
using Quartz;

namespace Digest.Collecting.Polling;

/// <summary>Begins to collect the sources whose time has come. It does not wait for them: a slow host keeps nobody up.</summary>
[DisallowConcurrentExecution]
internal sealed class CollectJob(Collector collector) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await collector.BeginDueAsync();
}

/// <summary>
/// Wakes the job every half minute of this loop, whatever is done to the clock on the wall, and visits pages that are due.
/// At its end it waits for what has begun.
/// </summary>
internal sealed class CollectSchedule(Collector collector, Visiting.PageVisitor visitor, TimeProvider clock) : IWorkerPart
{
    private static readonly JobKey Key = new("collect");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private const int LooksPerWake = 3;

    public async Task PrepareAsync(WorkerContext context, CancellationToken ct)
    {
        if (context.Schedules)
            await context.Scheduler.AddJob(JobBuilder.Create<CollectJob>().WithIdentity(Key).StoreDurably().Build(), new AddJobOptions { Replace = true }, ct);
    }

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        collector.RunUntil(stopping);
        try
        {
            for (var look = 0; ; look++)
            {
                if (look % LooksPerWake == 0) await context.Scheduler.TriggerJob(Key, stopping);
                await visitor.BeginDueAsync(stopping);
                if (!await timer.WaitForNextTickAsync(stopping)) return;
            }
        }
        finally
        {
            await collector.IdleAsync();
            await visitor.IdleAsync();
        }
    }
}
