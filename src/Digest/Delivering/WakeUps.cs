using System.Globalization;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Quartz;

namespace Digest.Delivering;

/// <summary>Quartz triggers that wake batches. They only wake: what there is to do stands in the rows.</summary>
internal static class WakeUps
{
    private const string Group = "batch";
    private const string TriesKey = "tries";

    /// <summary>A batch that is due and sleeps for longer was put to sleep by a clock that was wrong.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);

    /// <summary>Wakes batches at their time, unless they are awake or will be.</summary>
    public static Task AddAsync(IScheduler scheduler, IEnumerable<long> batches, DateTimeOffset at, CancellationToken ct) =>
        AddAsync(scheduler, batches.Select(batch => (batch, at)), ct);

    /// <summary>Wakes batches, each at its own time, unless they are awake or will be.</summary>
    public static async Task AddAsync(IScheduler scheduler, IEnumerable<(long Batch, DateTimeOffset At)> batches, CancellationToken ct)
    {
        var jobs = new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>();
        foreach (var (batch, at) in batches)
        {
            var key = new JobKey(batch.ToString(CultureInfo.InvariantCulture), Group);
            if (await scheduler.Exists(key, ct) && !await SleepsAsync(scheduler, key, at + LongestSleep, ct)) continue;
            var job = JobBuilder.Create<BatchJob>().WithIdentity(key).RequestRecovery()
                .UsingJobData(BatchJob.BatchKey, batch.ToString(CultureInfo.InvariantCulture)).Build();
            var trigger = TriggerBuilder.Create().WithIdentity(key.Name, Group).WithExecutionGroup(StorageServices.SendingGroup).StartAt(at)
                .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
            jobs.Add(job, [trigger]);
        }
        if (jobs.Count > 0) await scheduler.ScheduleJobs(jobs, new ScheduleJobOptions { Replace = true }, ct);
    }

    /// <summary>Wakes a job that is stored. Asked again before it ran, it runs once.</summary>
    public static async Task NowAsync(IScheduler scheduler, JobKey job, DateTimeOffset now, CancellationToken ct)
    {
        var trigger = TriggerBuilder.Create().ForJob(job).WithIdentity(job.Name, "now").StartAt(now)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, ct);
    }

    // A job that has triggers, but none before that time. One without any is at work.
    private static async Task<bool> SleepsAsync(IScheduler scheduler, JobKey key, DateTimeOffset until, CancellationToken ct)
    {
        var times = (await scheduler.GetTriggersOfJob(key, ct)).Select(t => t.NextFireTimeUtc).OfType<DateTimeOffset>().ToList();
        return times.Count > 0 && times.TrueForAll(t => t > until);
    }

    /// <summary>Wakes the batch that just ended early once more.</summary>
    /// <param name="context">Of the job that ended.</param>
    /// <param name="now">The pause counts from here.</param>
    /// <param name="least">How long at least; it doubles with each try, up to a minute.</param>
    /// <param name="ct">Ends the wait for the scheduler.</param>
    public static async Task AgainAsync(IJobExecutionContext context, DateTimeOffset now, TimeSpan least, CancellationToken ct)
    {
        var tries = int.TryParse(context.MergedJobDataMap.GetString(TriesKey), CultureInfo.InvariantCulture, out var before) ? before + 1 : 1;
        var doubled = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, tries - 1)));
        var pause = doubled > least ? doubled : least;
        var trigger = TriggerBuilder.Create().ForJob(context.JobDetail.Key).WithIdentity($"{context.JobDetail.Key.Name}-{tries}", Group)
            .UsingJobData(TriesKey, tries.ToString(CultureInfo.InvariantCulture)).WithExecutionGroup(StorageServices.SendingGroup).StartAt(now + pause)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await context.Scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, ct);
    }

    /// <summary>Wakes the batch that just ended after a pause that does not grow, on whichever node has room: nothing went wrong.</summary>
    public static async Task SoonAsync(IJobExecutionContext context, DateTimeOffset now, TimeSpan pause, CancellationToken ct)
    {
        var trigger = TriggerBuilder.Create().ForJob(context.JobDetail.Key).WithIdentity($"{context.JobDetail.Key.Name}-soon", Group)
            .WithExecutionGroup(StorageServices.SendingGroup).StartAt(now + pause)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await context.Scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, ct);
    }

    /// <summary>Wakes the retry batches of an edition that came due or will.</summary>
    public static async Task AddRetriesAsync(IScheduler scheduler, Batches batches, long edition, IEnumerable<DateTimeOffset> due, CancellationToken ct)
    {
        foreach (var at in due) await AddAsync(scheduler, await batches.RetriesAsync(edition, at, ct), at, ct);
    }
}
