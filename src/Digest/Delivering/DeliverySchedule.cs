using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Quartz;

namespace Digest.Delivering;

/// <summary>Gives the jobs of this room their triggers, and looks every second for welcome editions to send.</summary>
internal sealed class DeliverySchedule(Batches batches, TimeProvider clock) : IWorkerPart
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        await EveryMinuteAsync<ReconcileJob>(context.Scheduler, new JobKey("reconcile"), stopping);
        if (context.Schedules) await EveryMinuteAsync<ReleaseJob>(context.Scheduler, CutJob.Release, stopping);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            await WakeUps.AddAsync(context.Scheduler, await batches.WelcomeAsync(stopping), clock.GetUtcNow(), stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private static async Task EveryMinuteAsync<TJob>(IScheduler scheduler, JobKey key, CancellationToken ct) where TJob : IJob
    {
        var job = JobBuilder.Create<TJob>().WithIdentity(key).StoreDurably().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key.Name).StartNow()
            .WithSimpleSchedule(s => s.WithInterval(Minute).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
    }
}
