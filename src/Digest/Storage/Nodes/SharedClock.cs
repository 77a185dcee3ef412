using Dapper;

namespace Digest.Storage;

/// <summary>
/// The one clock of all nodes: the database's. Theirs may differ; which node cuts an edition, and who is alive, must not
/// depend on it. Set at start and every two seconds after, to within the time of one answer; timers run by the node's own.
/// </summary>
/// <param name="database">Whose clock it is.</param>
/// <param name="own">The clock of this machine.</param>
internal sealed class SharedClock(Database database, TimeProvider own) : TimeProvider
{
    private const string Select = "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);
    private const int MostAsked = 3;

    private long ahead; // ticks that the database's clock is ahead of this machine's

    public override long TimestampFrequency => own.TimestampFrequency;

    public override long GetTimestamp() => own.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow() => own.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    /// <summary>Reads the database's clock.</summary>
    public async Task SetAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        // When in the time of a slow answer they looked nobody knows; and this process may have been stopped in between.
        var best = TimeSpan.MaxValue;
        for (var n = 0; n < MostAsked && best > Quick; n++)
        {
            var (asked, began) = (own.GetUtcNow(), own.GetTimestamp());
            var theirs = DateTimeOffset.UnixEpoch.AddMicroseconds(await c.ExecuteScalarAsync<long>(Select));
            var took = own.GetElapsedTime(began);
            if (took >= best) continue;
            best = took;
            Interlocked.Exchange(ref ahead, (theirs - asked - (took / 2)).Ticks);
        }
    }
}
