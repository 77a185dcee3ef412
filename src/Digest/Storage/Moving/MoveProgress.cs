namespace Digest.Storage.Moving;

/// <summary>How much of a move is done: each row is passed three times, to be copied and to be read again on both sides.</summary>
internal sealed class MoveProgress
{
    private const int Passes = 3;
    private const int Tell = 1_000;

    private readonly long total;
    private readonly Action<double> share;
    private long passed;
    private long told;

    private MoveProgress(long total, Action<double> share) => (this.total, this.share) = (total, share);

    public static async Task<MoveProgress> OfAsync(OldEnd old, MovedTables tables, Action<double> share)
    {
        long total = 0;
        foreach (var table in tables.All) total += await old.CountAsync(table) * Passes;
        return new MoveProgress(total, share);
    }

    public void Passed(int rows)
    {
        passed += rows;
        if (passed - told < Tell && passed < total) return;
        told = passed;
        share((double)passed / Math.Max(total, 1));
    }
}
