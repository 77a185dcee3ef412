using System.Globalization;
using Digest.Collecting;
using Digest.Storage;
using Digest.Storage.Newsletters;
using Digest.Templating;
using Quartz;

namespace Digest.Composing;

/// <summary>
/// Cuts the scheduled edition of one newsletter, cadence and date, with sources collected a moment before, and wakes the release.
/// Repeated after a crash it finds the edition there and only wakes.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class CutJob(
    NewsletterStore newsletters, EditionStore editions, Collector collector, Folding folding, Proposer proposer, Cutter cutter,
    OperatorEvents operators, CollectingOptions options, TimeProvider clock, ILogger<CutJob> log) : IJob
{
    public const string NewsletterKey = "newsletter";
    public const string CadenceKey = "cadence";
    public const string DateKey = "date";

    // Everything was looked at a quarter of an hour before: a host that is slow now keeps no edition back.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The job that releases what is due. It lives further down; here it is only called by name.</summary>
    public static readonly JobKey Release = new("release");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var slug = context.MergedJobDataMap.GetString(NewsletterKey) ?? "";
        var date = DateOnly.ParseExact(context.MergedJobDataMap.GetString(DateKey) ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var cadence = (context.MergedJobDataMap.GetString(CadenceKey) ?? "daily").ToState<Cadence>();
        var newsletter = await newsletters.FindAsync(slug, cancellationToken);
        if (newsletter is null) return;
        await CutAsync(newsletter, cadence, date, cancellationToken);
        if (await editions.FindScheduledAsync(newsletter.Id, cadence, date, cancellationToken) is { State: "draft" } draft)
            await WakeReleaseAsync(context.Scheduler, draft, cancellationToken);
    }

    // A draft under review goes out when its time is over, to the second.
    private async Task WakeReleaseAsync(IScheduler scheduler, Edition draft, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var trigger = TriggerBuilder.Create().ForJob(Release).WithIdentity(draft.PublicId.ToString(), Release.Name).StartAt(draft.ReleaseAt > now ? draft.ReleaseAt : now)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)).Build();
        await scheduler.ScheduleJob(trigger, new ScheduleJobOptions { Replace = true }, ct);
    }

    private async Task CutAsync(Newsletter newsletter, Cadence cadence, DateOnly date, CancellationToken ct)
    {
        if (await editions.FindScheduledAsync(newsletter.Id, cadence, date, ct) is not null) return;
        // A trigger may be older than the settings, or have slept for days: what it asks for must still be due.
        if (EditionClock.Of(newsletter.Options, cadence, newsletter.Zone, date) is not { } appointment) return;
        var now = clock.GetUtcNow();
        if (appointment.CutAt > now || now - appointment.ReleaseAt > newsletter.Options.LateBy) return;
        await collector.CollectAsync(newsletter.Id, Patience, ct);
        try
        {
            await folding.BeforeCutAsync(newsletter, cadence, ct);
            var stable = TimeSpan.FromMinutes(options.StableMinutes);
            var cut = await cutter.CutAsync(() => proposer.ProposeAsync(newsletter, cadence, date, stable, ct), appointment, null, ct);
            if (cut.Edition is not null) Done(newsletter.Slug, cut.Edition.Name, cut.Edition.State, cut.Stories);
        }
        catch (TemplateFault fault)
        {
            // The schedule tries again every minute until LateBy; the operator hears once a day.
            Broken(newsletter.Slug, fault.Message);
            await operators.TellAsync(newsletter.Id, $"template:{newsletter.Slug}:{date:yyyy-MM-dd}:{cadence.Text()}",
                $"The edition of {newsletter.Name} could not be made", fault.Message, "Mend the template; the edition is tried again every minute.", ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Outage.Is(fault))
        {
            await operators.TellAsync(newsletter.Id, $"cut:{newsletter.Slug}:{date:yyyy-MM-dd}:{cadence.Text()}",
                $"The edition of {newsletter.Name} could not be made", $"Digest failed on it: {fault.Message}", "Look into the log; the edition is tried again every minute.", ct);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Edition {Newsletter} {Edition} is cut: {State}, {Stories} stories")]
    private partial void Done(string newsletter, string edition, string state, int stories);

    [LoggerMessage(Level = LogLevel.Error, Message = "Edition of {Newsletter} can't be cut: {Fault}")]
    private partial void Broken(string newsletter, string fault);
}
