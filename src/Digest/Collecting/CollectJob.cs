using Digest.Storage;
using Quartz;

namespace Digest.Collecting;

/// <summary>Collects the sources whose time has come. Quartz fires it every minute.</summary>
[DisallowConcurrentExecution]
internal sealed class CollectJob(Collector collector) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await collector.CollectDueAsync(cancellationToken);
}

/// <summary>Gives the job its trigger when a worker with schedules starts.</summary>
internal sealed class CollectSchedule : IWorkerPart
{
    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        var job = JobBuilder.Create<CollectJob>().WithIdentity("collect").Build();
        var trigger = TriggerBuilder.Create().WithIdentity("collect").StartNow()
            .WithSimpleSchedule(s => s.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        await context.Scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, stopping);
    }
}
