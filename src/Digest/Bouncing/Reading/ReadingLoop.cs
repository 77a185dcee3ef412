using Digest.Delivering;
using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>
/// Watches the places that returned mail comes to, each by itself. One that can't be read is tried again after ten seconds, then
/// twice as long each time, up to five minutes.
/// </summary>
internal sealed partial class ReadingLoop(BounceOptions options, IEnumerable<IPlace> places, Round round, PlaceHealth health, TimeProvider clock, ILogger<ReadingLoop> log) : IWorkerPart
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public Task RunAsync(WorkerContext context, CancellationToken stopping)
    {
        if (!context.Schedules) return Task.CompletedTask;
        if (options.Domain.Length + options.Mailbox.Length > 0 && !options.AreRead) Unread(options.Domain.Length > 0 ? options.Domain : options.Mailbox);
        return Task.WhenAll(places.Select(p => WatchAsync(p, stopping)));
    }

    /// <summary>Reads what comes to one place, until it is told to stop.</summary>
    public async Task WatchAsync(IPlace place, CancellationToken ct)
    {
        var (pause, told) = (FirstPause, "");
        while (true)
        {
            try
            {
                await using (var open = await place.OpenAsync(ct))
                {
                    do
                    {
                        while (await round.RunAsync(place.Kind, open, ct) > 0) ct.ThrowIfCancellationRequested();
                        await health.WellAsync(place, ct);
                        if (told.Length > 0) Again(place.Name);
                        (pause, told) = (FirstPause, "");
                    }
                    while (await open.WaitAsync(ct));
                }
                await Task.Delay(place.Interval, clock, ct);
                continue;
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                // The same is said once, however often it is tried.
                if (told != fault.Message) Down(Trace(fault), place.Name, fault.Message);
                told = fault.Message;
                await RecordAsync(place, fault, ct);
            }
            await Task.Delay(pause, clock, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task RecordAsync(IPlace place, Exception fault, CancellationToken ct)
    {
        if (fault is not PlaceDownException down) return;
        try
        {
            await health.DownAsync(place, down, ct);
        }
        catch (Exception outage) when (Outage.Is(outage))
        {
            // The database can't be written either; the next try says it.
        }
    }

    private static Exception? Trace(Exception fault) => fault is PlaceDownException ? null : Outage.Trace(fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Returned mail can't be read from {Place} now; it is tried again. {Cause}")]
    private partial void Down(Exception? fault, string place, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail returns to {Where}, and Digest doesn't read it there: set Digest:Mail:Bounces:Imap or Directory, unless another program does")]
    private partial void Unread(string where);

    [LoggerMessage(Level = LogLevel.Information, Message = "Returned mail is read from {Place} again")]
    private partial void Again(string place);
}
