using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Quartz;

namespace Digest.Delivering;

/// <summary>
/// Wakes the jobs of this room. Looks every second for what people and commands bring about: welcome editions to send,
/// editions that were resumed, drafts that shall go out now. The jobs look every minute, for all else: a minute of this
/// loop, whatever is done to the clock on the wall.
/// </summary>
internal sealed class DeliverySchedule(Batches batches, EditionStore editions, TimeProvider clock) : IWorkerPart
{
    private static readonly JobKey Reconcile = new("reconcile");
    private const int Minute = 60;

    public async Task PrepareAsync(WorkerContext context, CancellationToken ct)
    {
        await AddAsync<ReconcileJob>(context.Scheduler, Reconcile, ct);
        if (context.Schedules) await AddAsync<ReleaseJob>(context.Scheduler, CutJob.Release, ct);
    }

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        var seen = new Seen();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        for (var second = 0; ; second++)
        {
            if (second % Minute == 0) await EveryMinuteAsync(context, stopping);
            await LookAsync(context, seen, stopping);
            if (!await timer.WaitForNextTickAsync(stopping)) return;
        }
    }

    private async Task LookAsync(WorkerContext context, Seen seen, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await WakeUps.AddAsync(context.Scheduler, await batches.WelcomeAsync(ct), now, ct);
        if (seen.Released.HasNews(await editions.ReleasedAsync(ct)))
            await WakeUps.AddAsync(context.Scheduler, await batches.DueAsync(ct), now, ct);
        if (context.Schedules && seen.Due.HasNews((await editions.DueForReleaseAsync(ct)).Select(e => e.Id)))
            await WakeUps.NowAsync(context.Scheduler, CutJob.Release, now, ct);
    }

    private async Task EveryMinuteAsync(WorkerContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await WakeUps.NowAsync(context.Scheduler, Reconcile, now, ct);
        if (context.Schedules) await WakeUps.NowAsync(context.Scheduler, CutJob.Release, now, ct);
    }

    private static async Task AddAsync<TJob>(IScheduler scheduler, JobKey key, CancellationToken ct) where TJob : IJob =>
        await scheduler.AddJob(JobBuilder.Create<TJob>().WithIdentity(key).StoreDurably().Build(), new AddJobOptions { Replace = true }, ct);

    /// <summary>What the last look saw: only what is new needs to be woken.</summary>
    private sealed class Seen
    {
        public Rows<(long, long)> Released { get; } = new();
        public Rows<long> Due { get; } = new();

        internal sealed class Rows<T>
        {
            private HashSet<T> last = [];

            public bool HasNews(IEnumerable<T> rows)
            {
                var now = rows.ToHashSet();
                var news = !now.IsSubsetOf(last);
                last = now;
                return news;
            }
        }
    }
}
