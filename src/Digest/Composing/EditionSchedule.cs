using System.Globalization;
using Digest.Collecting;
using Digest.Collecting.Polling;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Quartz;

namespace Digest.Composing;

/// <summary>
/// Keeps one one-shot trigger per newsletter and cadence for the next cut, computed by <see cref="EditionClock"/>. Looks every minute,
/// so a changed hour, a lost quartz.db or a fault at the last cut mend themselves. What was due while no worker ran is
/// cut within LateBy, else recorded as missed; its articles wait for the next edition.
/// </summary>
internal sealed partial class EditionSchedule(
    NewsletterStore newsletters, EditionStore editions, DueSources sources, CollectingOptions options, Writer writer, OperatorEvents operators,
    TimeProvider clock, ILogger<EditionSchedule> log) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            foreach (var newsletter in await newsletters.AllAsync(stopping))
                foreach (var cadence in EditionClock.Cadences(newsletter.Options)) await LookAsync(context.Scheduler, newsletter, cadence, stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private async Task LookAsync(IScheduler scheduler, Newsletter newsletter, Cadence cadence, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await CatchUpAsync(scheduler, newsletter, cadence, now, ct);
        if (EditionClock.NextCut(newsletter.Options, cadence, newsletter.Zone, now) is not { } next) return;
        // What is new then stands still, or is seen once more, before the cut.
        var ahead = next.CutAt - TimeSpan.FromMinutes(options.StableMinutes) - Ahead;
        if (now >= ahead) await sources.HastenAsync(newsletter.Id, ahead, ct);
        await ScheduleAsync(scheduler, newsletter, cadence, next.Date, next.CutAt, ct);
    }

    // Since the last edition, or since it is wanted: the newest date within LateBy is cut now, all others were missed.
    private async Task CatchUpAsync(IScheduler scheduler, Newsletter newsletter, Cadence cadence, DateTimeOffset now, CancellationToken ct)
    {
        var last = await editions.LastScheduledAsync(newsletter.Id, cadence, ct);
        var since = cadence == Cadence.Weekly && newsletter.WeeklySince is { } named ? named : newsletter.CreatedAt;
        var isNewest = true;
        List<string> missed = [];
        foreach (var due in EditionClock.Due(newsletter.Options, cadence, newsletter.Zone, now).TakeWhile(a => a.ReleaseAt > since && (last is null || a.Date > last)))
        {
            if (isNewest && now - due.ReleaseAt <= newsletter.Options.LateBy) await ScheduleAsync(scheduler, newsletter, cadence, due.Date, now, ct);
            else if (await MissAsync(newsletter, cadence, due, now, ct) is { } name) missed.Add(name);
            isNewest = false;
        }
        // The newest comes first. One letter, however long nothing ran.
        if (missed.Count > 0)
            await operators.TellAsync(newsletter.Id, $"missed:{newsletter.Slug}:{missed[0]}", $"{newsletter.Name} missed {(missed.Count == 1 ? "an edition" : $"{missed.Count} editions")}",
                $"Not cut in time: {string.Join(", ", missed.Take(7))}{(missed.Count > 7 ? ", …" : "")}. Their articles wait for the next.",
                "Look into the log for what it says of that time: no worker ran, or it could not cut them.", ct);
    }

    /// <returns>Its name; null: another node was faster.</returns>
    private async Task<string?> MissAsync(Newsletter newsletter, Cadence cadence, Appointment missed, DateTimeOffset now, CancellationToken ct)
    {
        var note = $"not cut in time; noticed at {now:yyyy-MM-dd HH:mm} UTC";
        var row = await writer.WriteAsync((c, t) => EditionStore.AddAsync(c, t, new NewEdition(
            newsletter.Id, cadence, missed.Date, 1, true, EditionState.Missed, "", now, missed.ReleaseAt, note)), ct);
        if (row is not null) Missed(newsletter.Slug, row.Name);
        return row?.Name;
    }

    private static async Task ScheduleAsync(IScheduler scheduler, Newsletter newsletter, Cadence cadence, DateOnly date, DateTimeOffset at, CancellationToken ct)
    {
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var key = new TriggerKey($"{newsletter.Slug}-{day}-{cadence.Text()}", "cut");
        if (await scheduler.GetTrigger(key, ct) is { } there && there.StartTimeUtc == at) return;
        var job = JobBuilder.Create<CutJob>().WithIdentity(key.Name, key.Group).RequestRecovery()
            .UsingJobData(CutJob.NewsletterKey, newsletter.Slug).UsingJobData(CutJob.CadenceKey, cadence.Text()).UsingJobData(CutJob.DateKey, day).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key).StartAt(at)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Edition {Newsletter} {Edition} was missed; its articles wait for the next")]
    private partial void Missed(string newsletter, string edition);
}
