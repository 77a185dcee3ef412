using System.Globalization;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Quartz;

namespace Digest.Composing;

/// <summary>
/// Keeps one one-shot trigger per newsletter for its next cut, computed by <see cref="EditionClock"/>. Looks every minute,
/// so a changed hour, a lost quartz.db or a fault at the last cut mend themselves. What was due while no worker ran is
/// cut within LateBy, else recorded as missed; its articles wait for the next edition.
/// </summary>
internal sealed partial class EditionSchedule(
    NewsletterStore newsletters, EditionStore editions, Writer writer, TimeProvider clock, ILogger<EditionSchedule> log) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            foreach (var newsletter in await newsletters.AllAsync(stopping)) await LookAsync(context.Scheduler, newsletter, stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task LookAsync(IScheduler scheduler, Newsletter newsletter, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (EditionClock.Latest(newsletter.Options, newsletter.Zone, now) is { } latest) await CatchUpAsync(scheduler, newsletter, latest, now, ct);
        if (EditionClock.Next(newsletter.Options, newsletter.Zone, now) is not { } next) return;
        if (next.CutAt <= now) return; // its cut runs already
        await ScheduleAsync(scheduler, newsletter, next.Date, next.CutAt, ct);
    }

    private async Task CatchUpAsync(IScheduler scheduler, Newsletter newsletter, Appointment latest, DateTimeOffset now, CancellationToken ct)
    {
        if (newsletter.CreatedAt >= latest.ReleaseAt) return; // it did not exist then
        if (await editions.FindScheduledAsync(newsletter.Id, Cadence.Daily, latest.Date, ct) is not null) return;
        if (now - latest.ReleaseAt <= newsletter.Options.LateBy)
        {
            await ScheduleAsync(scheduler, newsletter, latest.Date, now, ct);
            return;
        }
        var note = $"no worker ran until {now:yyyy-MM-dd HH:mm} UTC, more than LateBy after the release";
        await writer.WriteAsync((c, t) => EditionStore.AddAsync(c, t, new NewEdition(
            newsletter.Id, Cadence.Daily, latest.Date, 1, true, EditionState.Missed, "", now, latest.ReleaseAt, note)), ct);
        Missed(newsletter.Slug, latest.Date);
    }

    private static async Task ScheduleAsync(IScheduler scheduler, Newsletter newsletter, DateOnly date, DateTimeOffset at, CancellationToken ct)
    {
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var key = new TriggerKey($"{newsletter.Slug}-{day}", "cut");
        if (await scheduler.GetTrigger(key, ct) is { } there && there.StartTimeUtc == at) return;
        var job = JobBuilder.Create<CutJob>().WithIdentity(key.Name, key.Group).RequestRecovery()
            .UsingJobData(CutJob.NewsletterKey, newsletter.Slug).UsingJobData(CutJob.DateKey, day).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key).StartAt(at)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Edition {Newsletter} {Date} was missed; its articles wait for the next")]
    private partial void Missed(string newsletter, DateOnly date);
}
