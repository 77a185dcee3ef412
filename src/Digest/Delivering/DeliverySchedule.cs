using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Gives the jobs of this room their triggers. Looks every second for what people and commands bring about: welcome
/// editions to send, editions that were resumed, drafts that shall go out now. The jobs look every minute, for all else.
/// </summary>
internal sealed class DeliverySchedule(Batches batches, EditionStore editions, TimeProvider clock) : IWorkerPart
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        await EveryMinuteAsync<ReconcileJob>(context.Scheduler, new JobKey("reconcile"), stopping);
        if (context.Schedules) await EveryMinuteAsync<ReleaseJob>(context.Scheduler, CutJob.Release, stopping);
        var seen = new Seen();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            await LookAsync(context, seen, stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task LookAsync(WorkerContext context, Seen seen, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await WakeUps.AddAsync(context.Scheduler, await batches.WelcomeAsync(ct), now, ct);
        if (seen.Released.HasNews(await editions.InStateAsync(EditionState.Released, ct)))
            await WakeUps.AddAsync(context.Scheduler, await batches.DueAsync(ct), now, ct);
        if (context.Schedules && seen.Due.HasNews((await editions.DueForReleaseAsync(ct)).Select(e => e.Id)))
            await context.Scheduler.TriggerJob(CutJob.Release, ct);
    }

    private static async Task EveryMinuteAsync<TJob>(IScheduler scheduler, JobKey key, CancellationToken ct) where TJob : IJob
    {
        var job = JobBuilder.Create<TJob>().WithIdentity(key).StoreDurably().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key.Name).StartNow()
            .WithSimpleSchedule(s => s.WithInterval(Minute).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
            .Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
    }

    /// <summary>What the last look saw: only what is new needs to be woken.</summary>
    private sealed class Seen
    {
        public Rows Released { get; } = new();
        public Rows Due { get; } = new();

        internal sealed class Rows
        {
            private HashSet<long> last = [];

            public bool HasNews(IEnumerable<long> rows)
            {
                var now = rows.ToHashSet();
                var news = !now.IsSubsetOf(last);
                last = now;
                return news;
            }
        }
    }
}
