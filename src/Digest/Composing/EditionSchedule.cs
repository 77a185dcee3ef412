using System.Globalization;
using Digest.Collecting;
using Digest.Collecting.Polling;
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
    NewsletterStore newsletters, EditionStore editions, DueSources sources, CollectingOptions options, Writer writer, TimeProvider clock, ILogger<EditionSchedule> log) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

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
        await CatchUpAsync(scheduler, newsletter, now, ct);
        if (EditionClock.Next(newsletter.Options, newsletter.Zone, now) is not { } next) return;
        if (next.CutAt <= now) return; // its cut runs already
        // What is new then stands still, or is seen once more, before the cut.
        var ahead = next.CutAt - TimeSpan.FromMinutes(options.StableMinutes) - Ahead;
        if (now >= ahead) await sources.HastenAsync(newsletter.Id, ahead, ct);
        await ScheduleAsync(scheduler, newsletter, next.Date, next.CutAt, ct);
    }

    // Since the last edition, or since it exists: the newest date within LateBy is cut now, all others were missed.
    private async Task CatchUpAsync(IScheduler scheduler, Newsletter newsletter, DateTimeOffset now, CancellationToken ct)
    {
        var last = await editions.LastScheduledAsync(newsletter.Id, Cadence.Daily, ct);
        var isNewest = true;
        foreach (var due in EditionClock.Due(newsletter.Options, newsletter.Zone, now).TakeWhile(a => a.ReleaseAt > newsletter.CreatedAt && (last is null || a.Date > last)))
        {
            if (isNewest && now - due.ReleaseAt <= newsletter.Options.LateBy) await ScheduleAsync(scheduler, newsletter, due.Date, now, ct);
            else await MissAsync(newsletter, due, now, ct);
            isNewest = false;
        }
    }

    private async Task MissAsync(Newsletter newsletter, Appointment missed, DateTimeOffset now, CancellationToken ct)
    {
        var note = $"no worker ran in time; noticed at {now:yyyy-MM-dd HH:mm} UTC";
        var row = await writer.WriteAsync((c, t) => EditionStore.AddAsync(c, t, new NewEdition(
            newsletter.Id, Cadence.Daily, missed.Date, 1, true, EditionState.Missed, "", now, missed.ReleaseAt, note)), ct);
        if (row is not null) Missed(newsletter.Slug, missed.Date);
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
