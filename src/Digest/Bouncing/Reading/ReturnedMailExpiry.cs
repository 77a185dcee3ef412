using Digest.Storage;

namespace Digest.Bouncing.Reading;

/// <summary>
/// Every hour: removes rows of returned mails that were first seen 400 days ago; what followed from them stands elsewhere. In
/// bounded steps, each its own commit; cut off, it goes on at the next look.
/// </summary>
internal sealed class ReturnedMailExpiry(Writer writer, TimeProvider clock, ILogger<ReturnedMailExpiry> log)
    : Sweep(clock, log, "Rows of returned mails")
{
    private const int MostPerStep = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Removes all that is old enough now.</summary>
    public override async Task SweepAsync(CancellationToken ct)
    {
        var before = Clock.GetUtcNow() - Kept;
        while (await writer.WriteAsync((c, t) => ReturnedMailStore.DeleteAsync(c, t, before, MostPerStep), ct) == MostPerStep) ct.ThrowIfCancellationRequested();
    }
}
