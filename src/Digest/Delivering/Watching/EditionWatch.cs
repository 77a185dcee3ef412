using System.Diagnostics.Metrics;
using Digest.Composing;
using Digest.Delivering.Ledger;
using Digest.Storage;
using Digest.Storage.Newsletters;

namespace Digest.Delivering.Watching;

/// <summary>
/// Follows the editions that are going out: every ten seconds a line in the log for each that moved, and their counters as
/// metrics (<c>digest.edition.deliveries</c>, by state). Every minute it looks for those that don't go out as they should.
/// </summary>
internal sealed partial class EditionWatch : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private const int Minute = 6;

    private readonly EditionStore editions;
    private readonly NewsletterStore newsletters;
    private readonly EditionReport report;
    private readonly Overdue overdue;
    private readonly TimeProvider clock;
    private readonly ILogger<EditionWatch> log;
    private readonly Dictionary<long, Speed> speeds = [];
    private IReadOnlyList<(string Newsletter, string Edition, EditionCounts Counts)> last = [];

    public EditionWatch(
        EditionStore editions, NewsletterStore newsletters, EditionReport report, Overdue overdue, RelayMeters relays, IMeterFactory meters, TimeProvider clock, ILogger<EditionWatch> log)
    {
        _ = relays; // measured as long as this is
        (this.editions, this.newsletters, this.report, this.overdue, this.clock, this.log) = (editions, newsletters, report, overdue, clock, log);
        meters.Create("Digest").CreateObservableGauge("digest.edition.deliveries", Measure, "{delivery}", "Deliveries of the editions that are going out, by their state.");
    }

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        for (var look = 1; await timer.WaitForNextTickAsync(stopping); look++)
        {
            await TryAsync(LookAsync, stopping);
            if (look % Minute == 0) await TryAsync(overdue.LookAsync, stopping);
        }
    }

    // Watching must not end a worker that has mails to send.
    private async Task TryAsync(Func<CancellationToken, Task> look, CancellationToken ct)
    {
        try
        {
            await look(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Blind(Outage.Trace(fault), fault.Message);
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var slugs = (await newsletters.AllAsync(ct)).ToDictionary(n => n.Id, n => n.Slug);
        var now = new List<(string, string, EditionCounts)>();
        var ids = await editions.InStateAsync(EditionState.Released, ct);
        foreach (var gone in speeds.Keys.Except(ids).ToList()) speeds.Remove(gone);
        foreach (var id in ids)
        {
            if (await editions.FindAsync(id, ct) is not { } edition || !slugs.TryGetValue(edition.Newsletter, out var slug)) continue;
            if (!speeds.TryGetValue(id, out var speed)) speed = speeds[id] = new Speed(clock);
            var progress = speed.Look(await report.OfAsync(id, ct));
            if (progress.PerSecond > 0) Goes(slug, edition.Name, progress);
            now.Add((slug, edition.Name, progress.Counts));
        }
        last = now;
    }

    private IEnumerable<Measurement<long>> Measure() =>
        from edition in last
        from state in ((string, long)[])[
            ("waiting", edition.Counts.Waiting), ("claimed", edition.Counts.Claimed), ("deferred", edition.Counts.Deferred), ("sent", edition.Counts.Sent),
            ("failed", edition.Counts.Failed), ("skipped", edition.Counts.Skipped), ("in_doubt", edition.Counts.InDoubt)]
        select new Measurement<long>(state.Item2, new("newsletter", edition.Newsletter), new("edition", edition.Edition), new("state", state.Item1));

    [LoggerMessage(Level = LogLevel.Information, Message = "Edition {Newsletter} {Edition}: {Progress}")]
    private partial void Goes(string newsletter, string edition, Progress progress);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The editions can't be watched now: {Cause}")]
    private partial void Blind(Exception? fault, string cause);
}
