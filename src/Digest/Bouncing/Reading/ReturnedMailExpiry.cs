using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>
/// Every hour: removes rows of returned mails that were first seen 400 days ago; what followed from them stands elsewhere. In
/// bounded steps, each its own commit; cut off, it goes on at the next look.
/// </summary>
internal sealed partial class ReturnedMailExpiry(Writer writer, TimeProvider clock, ILogger<ReturnedMailExpiry> log) : IWorkerPart
{
    private const int MostPerStep = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, clock);
        do await TrySweepAsync(stopping);
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Removes all that is old enough now.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        while (await writer.WriteAsync((c, t) => ReturnedMailStore.DeleteAsync(c, t, before, MostPerStep), ct) == MostPerStep) ct.ThrowIfCancellationRequested();
    }

    // Tidying up must not end a worker that has mails to send.
    private async Task TrySweepAsync(CancellationToken ct)
    {
        try
        {
            await SweepAsync(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Later(Outage.Trace(fault), fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rows of returned mails could not be removed; tried again in an hour: {Cause}")]
    private partial void Later(Exception? fault, string cause);
}
