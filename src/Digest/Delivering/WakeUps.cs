using System.Globalization;
using Digest.Delivering.Ledger;
using Quartz;

namespace Digest.Delivering;

/// <summary>Quartz triggers that wake batches. They only wake: what there is to do stands in the rows.</summary>
internal static class WakeUps
{
    private const string Group = "batch";

    /// <summary>Wakes batches at their time, unless they are awake or will be.</summary>
    public static async Task AddAsync(IScheduler scheduler, IEnumerable<long> batches, DateTimeOffset at, CancellationToken ct)
    {
        var jobs = new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>();
        foreach (var batch in batches)
        {
            var key = new JobKey(batch.ToString(CultureInfo.InvariantCulture), Group);
            if (await scheduler.Exists(key, ct)) continue;
            var job = JobBuilder.Create<BatchJob>().WithIdentity(key).RequestRecovery()
                .UsingJobData(BatchJob.BatchKey, batch.ToString(CultureInfo.InvariantCulture)).Build();
            var trigger = TriggerBuilder.Create().WithIdentity(key.Name, Group).StartAt(at)
                .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
            jobs.Add(job, [trigger]);
        }
        if (jobs.Count > 0) await scheduler.ScheduleJobs(jobs, new ScheduleJobOptions { Replace = true }, ct);
    }

    /// <summary>Wakes the retry batches of an edition that came due or will.</summary>
    public static async Task AddRetriesAsync(IScheduler scheduler, Batches batches, long edition, IEnumerable<DateTimeOffset> due, CancellationToken ct)
    {
        foreach (var at in due) await AddAsync(scheduler, await batches.RetriesAsync(edition, at, ct), at, ct);
    }
}
