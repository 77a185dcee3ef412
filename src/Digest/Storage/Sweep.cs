namespace Digest.Storage;

/// <summary>
/// A part of the worker that removes what is old, at its start and every hour. What it can't do now, as on a full disk, it tries
/// again at the next look.
/// </summary>
/// <param name="clock">For the hours, and for what is old.</param>
/// <param name="log">Hears of faults.</param>
/// <param name="what">What is removed, as a sentence begins with it.</param>
internal abstract partial class Sweep(TimeProvider clock, ILogger log, string what) : IWorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>What is old now is told by it.</summary>
    protected TimeProvider Clock { get; } = clock;

    public async Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return;
        using var timer = new PeriodicTimer(Interval, Clock);
        do await TryAsync(stopping);
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Removes all that is old enough now, in bounded steps, each its own commit; cut off, the next look goes on.</summary>
    public abstract Task SweepAsync(CancellationToken ct);

    // Tidying up must not end a worker that has editions to cut and mails to send.
    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await SweepAsync(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Later(Outage.Trace(fault), what, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{What} could not be removed; tried again in an hour: {Cause}")]
    private partial void Later(Exception? fault, string what, string cause);
}
