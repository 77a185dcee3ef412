using Dapper;

namespace Digest.Storage;

/// <summary>
/// A database that was put back has forgotten whom it mailed since, and what: it says so, and the whole installation stands
/// still until the operator has looked. Asked at each start and, where nodes share the database, whenever one finds
/// that its own row there is not what it left, or that its mark is lower than it was.
/// </summary>
internal sealed class LookBack(StorageOptions options, Database database, HighWater highWater, Standstill standstill)
{
    /// <summary>Compares the mark in the data folder with the database's; records the standstill in the step that levels them.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var c = await database.OpenAsync(ct);
        if (await highWater.IsAheadAsync(c))
        {
            // Not by the writer, which writes nothing before this is recorded; but in its turn.
            await using var t = await database.Dialect.BeginAsync(c);
            await c.ExecuteAsync($"select {database.Dialect.Turn(beside: false)}", transaction: t);
            await standstill.BeginAsync(c, t, $"{database.Place} is older than what {options.FileIn("high-water")} remembers; it was put back");
            await highWater.CatchUpAsync(c, t);
            await t.CommitAsync(ct);
        }
        highWater.CaughtUp();
    }

    /// <summary>The same, and whether the installation stands still, for whatever reason.</summary>
    public async Task<bool> MustStandStillAsync(CancellationToken ct)
    {
        await RunAsync(ct);
        return await standstill.FindAsync(ct) is not null;
    }
}
